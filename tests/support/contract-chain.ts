import { createPublicClient, createWalletClient, type Hex, http } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { startAnvil } from "#lib/adapters/anvil";
import { anchorAbi, anchorBytecode } from "#lib/adapters/chain-contract";
import { originHash, publisher, submission } from "./contract-vm";

// The words that every development chain begins with; they guard nothing.
const payer = mnemonicToAccount("test test test test test test test test test test test junk");

/** The contract on a real node in a process of its own. */
export async function contractChain() {
  const anvil = await startAnvil();
  const transport = http(anvil.url);
  const reader = createPublicClient({ transport, pollingInterval: 20 });
  const writer = createWalletClient({ account: payer, chain: foundry, transport });
  const chainId = await reader.getChainId();
  const receiptOf = (hash: Hex) => reader.waitForTransactionReceipt({ hash });
  return {
    reader,
    writer,
    chainId,
    stop: anvil.stop,
    async deploy() {
      const args = [publisher.address, originHash] as const;
      const receipt = await receiptOf(await writer.deployContract({ abi: anchorAbi, bytecode: anchorBytecode, args }));
      if (!receipt.contractAddress) throw new Error("the contract could not be deployed");
      return { address: receipt.contractAddress, gas: receipt.gasUsed };
    },
    /** Sends a signed checkpoint and gives the receipt; throws the contract's error when it would be refused. */
    async submit(address: Hex, given: Parameters<typeof submission>[1]) {
      const args = (await submission(address, { chainId, ...given })) as never;
      const { request } = await reader.simulateContract({
        account: payer,
        address,
        abi: anchorAbi,
        functionName: "submit",
        args,
      });
      return receiptOf(await writer.writeContract(request));
    },
  };
}
