import { getAbiItem, type Hex, type PublicClient } from "viem";
import type { ChainEvent, ChainHead } from "#lib/domain/anchor";
import { anchorAbi } from "./chain-contract";

// Only a node that lies names a size that no log of ours can have; it stays larger than what the log has.
const sizeOf = (size: bigint) => Math.min(Number(size), Number.MAX_SAFE_INTEGER);

/** What the contract holds, as of the newest block or of the one named. Throws what viem throws, as all here. */
export async function readHead(client: PublicClient, address: Hex, blockNumber?: bigint): Promise<ChainHead> {
  const at = blockNumber === undefined ? {} : { blockNumber };
  const [size, root, time] = await client.readContract({ address, abi: anchorAbi, ...at, functionName: "head" });
  return { size: sizeOf(size), root, time: new Date(Number(time) * 1_000) };
}

/** What the contract was made with and can never change; the address in lower case. */
export async function readFixed(client: PublicClient, address: Hex, blockNumber?: bigint) {
  const at = { address, abi: anchorAbi, ...(blockNumber === undefined ? {} : { blockNumber }) } as const;
  const [publisher, originHash] = await Promise.all([
    client.readContract({ ...at, functionName: "publisher" }),
    client.readContract({ ...at, functionName: "originHash" }),
  ]);
  return { publisher: publisher.toLowerCase(), originHash };
}

/** The contract's events in these blocks, both included, asked for at once. */
export async function readEvents(client: PublicClient, address: Hex, from: number, to: number): Promise<ChainEvent[]> {
  const event = getAbiItem({ abi: anchorAbi, name: "Checkpoint" });
  const logs = await client.getLogs({ address, event, fromBlock: BigInt(from), toBlock: BigInt(to), strict: true });
  return logs.map(({ args, transactionHash, blockNumber, blockHash }) => ({
    size: sizeOf(args.size),
    root: args.root,
    oldSize: sizeOf(args.oldSize),
    noteHash: args.noteHash,
    txHash: transactionHash,
    block: Number(blockNumber),
    blockHash,
  }));
}
