import type { Hex, PublicClient } from "viem";
import { ChainError, type ChainEvent, type ChainHead } from "#lib/domain/anchor";
import {
  anchorCalls,
  anchorFilter,
  readAddressWord,
  readEventLog,
  readHashWord,
  readHeadWords,
} from "#lib/domain/anchor-call";

/** What the contract holds, as of the newest block or of the one named. Throws ChainError or what viem throws, as all here. */
export async function readHead(client: PublicClient, address: Hex, blockNumber?: bigint): Promise<ChainHead> {
  return read(client, address, "head", readHeadWords, blockNumber);
}

/** What the contract was made with and can never change; the address in lower case. */
export async function readFixed(client: PublicClient, address: Hex, blockNumber?: bigint) {
  const [publisher, originHash] = await Promise.all([
    read(client, address, "publisher", readAddressWord, blockNumber),
    read(client, address, "originHash", readHashWord, blockNumber),
  ]);
  return { publisher, originHash };
}

/** The contract's events in these blocks, both included, asked for at once. */
export async function readEvents(client: PublicClient, address: Hex, from: number, to: number): Promise<ChainEvent[]> {
  const ask = client.request as (call: { method: string; params: unknown[] }) => Promise<unknown>;
  const logs = await ask({ method: "eth_getLogs", params: [anchorFilter(address, from, to)] });
  if (!Array.isArray(logs)) throw new ChainError("refused", "its list of events is none");
  return logs.flatMap((log) => readEventLog(log) ?? []);
}

async function read<T>(
  client: PublicClient,
  to: Hex,
  name: keyof typeof anchorCalls,
  readWords: (answer: unknown) => T | undefined,
  blockNumber: bigint | undefined,
): Promise<T> {
  const at = blockNumber === undefined ? {} : { blockNumber };
  const { data } = await client.call({ to, data: anchorCalls[name], ...at });
  if (data === undefined || data === "0x") throw new ChainError("no_contract", "there is no contract at this address");
  const value = readWords(data);
  if (value === undefined) throw new ChainError("refused", `its answer to ${name}() cannot be read`);
  return value;
}
