import {
  createPublicClient,
  createTestClient,
  createWalletClient,
  defineChain,
  type Hex,
  http,
  parseEther,
  sha256,
  stringToBytes,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { anchorAbi, anchorBytecode } from "./chain-contract";
import { chainFault } from "./chain-fault";
import { type AnchorKey, anchorAccount } from "./chain-signer";

export type Deployment = { chainId: number; contract: Hex; block: number; gasUsed: number };

const POLL_MS = 200;
const TIMEOUT_MS = 10 * 60_000;

/** Deploys the contract for the log of this origin, signed and paid by the key, which becomes its publisher. Throws ChainError. */
export async function deployAnchor(rpcUrl: string, key: AnchorKey, origin: string): Promise<Deployment> {
  try {
    const account = anchorAccount(key);
    const transport = http(rpcUrl, { retryCount: 0 });
    const reader = createPublicClient({ transport, pollingInterval: POLL_MS });
    const chainId = await reader.getChainId();
    const chain = defineChain({
      id: chainId,
      name: String(chainId),
      nativeCurrency: { name: "", symbol: "", decimals: 18 },
      rpcUrls: { default: { http: [rpcUrl] } },
    });
    const wallet = createWalletClient({ account, chain, transport });
    const args = [account.address, sha256(stringToBytes(origin))] as const;
    const hash = await wallet.deployContract({ abi: anchorAbi, bytecode: anchorBytecode, args });
    const receipt = await reader.waitForTransactionReceipt({ hash, timeout: TIMEOUT_MS });
    if (!receipt.contractAddress || receipt.status !== "success") throw new Error("the deployment was reverted");
    const contract = receipt.contractAddress.toLowerCase() as Hex;
    return { chainId, contract, block: Number(receipt.blockNumber), gasUsed: Number(receipt.gasUsed) };
  } catch (error) {
    throw chainFault(error);
  }
}

/** Gives the key's account money on a development chain, where that is a matter of asking. */
export async function fundOnDevChain(rpcUrl: string, key: Hex): Promise<void> {
  const client = createTestClient({ mode: "anvil", transport: http(rpcUrl) });
  await client.setBalance({ address: privateKeyToAccount(key).address, value: parseEther("1000") });
}

/** Whether there is a contract at the address. */
export async function hasContract(rpcUrl: string, contract: Hex): Promise<boolean> {
  const code = await createPublicClient({ transport: http(rpcUrl, { retryCount: 0 }) }).getCode({ address: contract });
  return code !== undefined && code !== "0x";
}
