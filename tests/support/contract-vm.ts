import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { Address, hexToBytes } from "@ethereumjs/util";
import { createVM } from "@ethereumjs/vm";
import {
  bytesToHex,
  decodeErrorResult,
  decodeFunctionResult,
  encodeDeployData,
  encodeFunctionData,
  type Hex,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type AnchorClaim, anchorAbi, anchorBytecode, signAnchor } from "#lib/adapters/chain-contract";

const GAS = 30_000_000n;
const SHA256_ADDRESS = 2;

type Args = readonly unknown[];
export type CallResult =
  | { ok: true; value: unknown; gas: bigint; logs: number }
  | { ok: false; error: string; args: Args | undefined };

export type ContractVm = { address: Hex; call(name: string, args: Args): Promise<CallResult> };

export const publisher = privateKeyToAccount(`0x${"42".repeat(32)}`);
export const originHash: Hex = `0x${"0e".repeat(32)}`;
const CHAIN_ID = 1;

/** Deploys the checked-in bytecode on an EVM in this process, under the rules of Prague. `hasSha256`: false for a chain without address 2. */
export async function contractVm({ hasSha256 = true } = {}): Promise<ContractVm> {
  const vm = await createVM({ common: new Common({ chain: Mainnet, hardfork: Hardfork.Prague }) });
  const data = encodeDeployData({ abi: anchorAbi, bytecode: anchorBytecode, args: [publisher.address, originHash] });
  const made = await vm.evm.runCall({ data: hexToBytes(data), gasLimit: GAS });
  if (!made.createdAddress || made.execResult.exceptionError) throw new Error("the contract could not be deployed");
  const to = new Address(made.createdAddress.bytes);
  if (!hasSha256)
    vm.evm.precompiles.delete(bytesToHex(new Uint8Array([...Array(19).fill(0), SHA256_ADDRESS])).slice(2));
  return {
    address: bytesToHex(to.bytes),
    async call(name, args) {
      // Tests give wrong arguments on purpose, so the names and types are not the compiler's matter here.
      const functionName = name as "head";
      const input = encodeFunctionData({ abi: anchorAbi, functionName, args: args as [] });
      const { execResult } = await vm.evm.runCall({ to, data: hexToBytes(input), gasLimit: GAS });
      const output = bytesToHex(execResult.returnValue);
      if (execResult.exceptionError) {
        if (output === "0x") return { ok: false, error: execResult.exceptionError.error, args: undefined };
        const told = decodeErrorResult({ abi: anchorAbi, data: output });
        return { ok: false, error: told.errorName, args: told.args };
      }
      const value = output === "0x" ? undefined : decodeFunctionResult({ abi: anchorAbi, functionName, data: output });
      return { ok: true, value, gas: execResult.executionGasUsed, logs: execResult.logs?.length ?? 0 };
    },
  };
}

/** Arguments of `submit`, signed by the publisher for this contract unless another signer or place is named. */
export async function submission(
  contract: Hex,
  given: { oldSize: number; claim: AnchorClaim; proof: readonly Hex[]; signer?: typeof publisher; chainId?: number },
): Promise<Args> {
  const { oldSize, claim, proof, signer = publisher, chainId = CHAIN_ID } = given;
  const { r, vs } = await signAnchor(signer, { chainId, contract }, claim);
  return [BigInt(oldSize), claim.size, claim.root, proof, claim.noteHash, r, vs];
}

export const hexOf = (bytes: Uint8Array): Hex => bytesToHex(bytes);
