import { z } from "zod";
import type { ChainEvent, ChainHead } from "./anchor";

/** Calls of the anchor contract without arguments, as eth_call takes them: their selectors. A test holds them to the compiled interface. */
export const anchorCalls = { head: "0x8f7dcfa3", originHash: "0x67a32810", publisher: "0x8c72c54e" } as const;

/** Topic of the event Checkpoint(uint64 indexed size, bytes32 root, uint64 oldSize, bytes32 noteHash). */
export const anchorEventTopic = "0xb2c0d910dcb42963ce9e8a2088fd46512d8ba9a7c90028c4f2e5492cab7cfe90";

const WORD_DIGITS = 64;
const hash = z.string().regex(/^0x[0-9a-f]{64}$/i);
const quantity = z.string().regex(/^0x[0-9a-f]{1,64}$/i);
const log = z.object({
  topics: z.tuple([z.literal(anchorEventTopic), hash]),
  data: z.string(),
  transactionHash: hash,
  blockNumber: quantity,
  blockHash: hash,
});

/**
 * A filter for eth_getLogs: the contract's events in these blocks, both included; of one size where that is given. Source: the JSON-RPC
 * specification of Ethereum's execution clients.
 */
export function anchorFilter(contract: string, from: number, to: number, size?: number) {
  const topics =
    size === undefined ? [anchorEventTopic] : [anchorEventTopic, `0x${hexOf(size).padStart(WORD_DIGITS, "0")}`];
  return { address: contract, topics, fromBlock: toQuantity(from), toBlock: toQuantity(to) };
}

/** A whole number as JSON-RPC writes it. */
export function toQuantity(value: number): string {
  return `0x${hexOf(value)}`;
}

/** A number as a node gave it; undefined for what is none. One past 2^53 - 1 is that: only a node that lies names one. */
export function readQuantity(answer: unknown): number | undefined {
  const parsed = quantity.safeParse(answer);
  return parsed.success ? numberOf(BigInt(parsed.data)) : undefined;
}

/** Answer of eth_call to head(); undefined for what is none. */
export function readHeadWords(answer: unknown): ChainHead | undefined {
  const [size, root, time] = wordsOf(answer, 3) ?? [];
  if (size === undefined || root === undefined || time === undefined) return undefined;
  const date = new Date(numberOf(BigInt(time)) * 1_000);
  return Number.isNaN(date.getTime()) ? undefined : { size: numberOf(BigInt(size)), root, time: date };
}

/** Answer of eth_call to a function that gives bytes32, as lower-case hex with 0x; undefined for what is none. */
export function readHashWord(answer: unknown): string | undefined {
  return wordsOf(answer, 1)?.[0];
}

/** Answer of eth_call to a function that gives an address, in lower case; undefined for what is none. */
export function readAddressWord(answer: unknown): string | undefined {
  const [word] = wordsOf(answer, 1) ?? [];
  return word?.startsWith(`0x${"0".repeat(24)}`) ? `0x${word.slice(-40)}` : undefined;
}

/** One entry of a list of logs as the contract's event; undefined for anything else. */
export function readEventLog(entry: unknown): ChainEvent | undefined {
  const parsed = log.safeParse(entry);
  const [root, oldSize, noteHash] = wordsOf(parsed.data?.data, 3) ?? [];
  if (!parsed.success || root === undefined || oldSize === undefined || noteHash === undefined) return undefined;
  const { topics, transactionHash, blockNumber, blockHash } = parsed.data;
  return {
    size: numberOf(BigInt(topics[1])),
    root,
    oldSize: numberOf(BigInt(oldSize)),
    noteHash,
    txHash: transactionHash.toLowerCase(),
    block: numberOf(BigInt(blockNumber)),
    blockHash: blockHash.toLowerCase(),
  };
}

/** Exactly so many words of 32 bytes, each as lower-case hex with 0x. */
function wordsOf(answer: unknown, count: number): string[] | undefined {
  if (typeof answer !== "string" || answer.length !== 2 + count * WORD_DIGITS) return undefined;
  if (!/^0x[0-9a-f]+$/i.test(answer)) return undefined;
  const digits = answer.slice(2).toLowerCase();
  return Array.from({ length: count }, (_, at) => `0x${digits.slice(at * WORD_DIGITS, (at + 1) * WORD_DIGITS)}`);
}

const hexOf = (value: number) => value.toString(16);

// Only a node that lies names a size that no log of ours can have; it stays larger than what the log has.
const numberOf = (value: bigint) => Math.min(Number(value), Number.MAX_SAFE_INTEGER);
