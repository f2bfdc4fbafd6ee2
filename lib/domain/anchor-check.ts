import type { AnchorProof } from "#lib/ledger/anchor-proof";
import { portableSha256, type Sha256 } from "#lib/ledger/hash";
import { toHex } from "#lib/ledger/hex";
import type { ReceiptStep } from "#lib/ledger/receipt";
import { encodeUtf8 } from "#lib/ledger/utf8";
import type { ChainEvent, ChainHead } from "./anchor";
import {
  anchorCalls,
  anchorFilter,
  readAddressWord,
  readEventLog,
  readHashWord,
  readHeadWords,
  readQuantity,
  toQuantity,
} from "./anchor-call";
import { judgeAnchorCode } from "./anchor-code";
import { type AskNode, NodeError, type NodeFault } from "./ask-node";

/** A signed checkpoint, and where it is said to stand on a chain. */
export type AnchorClaim = { anchor: AnchorProof; origin: string; size: number; root: Uint8Array };

/** What a receipt, checked by verifyReceipt, says of a chain; undefined where it says nothing, or its checkpoint does not hold. */
export function anchorClaimIn(steps: readonly ReceiptStep[]): AnchorClaim | undefined {
  const extra = steps.find((step) => step.name === "extra");
  const signed = steps.find((step) => step.name === "checkpoint");
  if (extra?.name !== "extra" || !extra.ok || signed?.name !== "checkpoint" || !signed.ok) return undefined;
  const { origin, size, root } = signed.checkpoint;
  return extra.anchor && { anchor: extra.anchor, origin, size, root };
}

/** What was looked at, each with what the node said; the last one is the first that does not hold. "contract" only where one is known. */
export type AnchorStep =
  | { name: "contract"; ok: true; contract: string }
  | { name: "contract"; ok: false; reason: "other_contract"; contract: string; expected: string }
  | { name: "chain"; ok: true; chainId: number; block: number }
  | { name: "code"; ok: true; contract: string }
  | { name: "code"; ok: false; reason: "no_code" | "other_code"; contract: string }
  | { name: "log"; ok: true; originHash: string; publisher: string }
  | { name: "log"; ok: false; reason: "other_log"; originHash: string; expected: string }
  | { name: "event"; ok: true; event: ChainEvent }
  | { name: "event"; ok: false; reason: "no_event"; size: number }
  | { name: "root"; ok: true; root: string }
  | { name: "root"; ok: false; reason: "other_root"; root: string; expected: string }
  | { name: "head"; ok: true; head: ChainHead }
  | { name: "head"; ok: false; reason: "head_behind" | "other_head"; head: ChainHead }
  | { name: "depth"; ok: true; confirmations: number; at: Date };

/** Why nothing can be said; `detail` is what was seen, for the reader. */
export type AnchorUnread = { reason: NodeFault | "wrong_chain" | "behind"; detail: string };

export type AnchorCheck =
  | { state: "holds"; steps: AnchorStep[] }
  | { state: "fails"; steps: AnchorStep[]; failed: Extract<AnchorStep, { ok: false }> }
  | { state: "unread"; steps: AnchorStep[]; unread: AnchorUnread };

export type AnchorOptions = {
  /** Address of the log's contract, when the reader knows it; without it, the claim's word is taken. */
  contract?: string | undefined;
  sha256?: Sha256;
};

/** Nothing can be said; carried out of the middle of the steps. */
class Unread extends Error {
  constructor(readonly unread: AnchorUnread) {
    super(unread.reason);
  }
}

/**
 * Compares a checkpoint with what a node says of the contract named beside it: the chain's number, the contract's code and log, the event
 * of this size and its root, and the head, which may be later since the contract only takes what leads up from what it holds. Never throws;
 * what the node does not answer makes it `unread`. That the node tells the truth, and the contract is the log's own, is not for it to say.
 */
export async function checkAnchor(claim: AnchorClaim, ask: AskNode, options: AnchorOptions = {}): Promise<AnchorCheck> {
  const steps: AnchorStep[] = [];
  try {
    for await (const step of stepsOf(claim, ask, options)) {
      steps.push(step);
      if (!step.ok) return { state: "fails", steps, failed: step };
    }
    return { state: "holds", steps };
  } catch (error) {
    if (error instanceof Unread) return { state: "unread", steps, unread: error.unread };
    if (error instanceof NodeError)
      return { state: "unread", steps, unread: { reason: error.fault, detail: error.detail } };
    throw error;
  }
}

async function* stepsOf(claim: AnchorClaim, ask: AskNode, options: AnchorOptions): AsyncGenerator<AnchorStep> {
  const { anchor, origin, size } = claim;
  const { contract } = anchor;
  const { sha256 = portableSha256 } = options;
  const expectedContract = options.contract?.toLowerCase();
  // Before anything is asked: what a stranger's contract holds is no matter.
  if (expectedContract !== undefined && expectedContract !== contract)
    return yield { name: "contract", ok: false, reason: "other_contract", contract, expected: expectedContract };
  if (expectedContract !== undefined) yield { name: "contract", ok: true, contract };
  const block = yield* chainStep(anchor, ask);
  const code = judgeAnchorCode(await ask("eth_getCode", [contract, "latest"]), sha256);
  if (code !== "ours")
    return yield { name: "code", ok: false, reason: code === "none" ? "no_code" : "other_code", contract };
  yield { name: "code", ok: true, contract };
  const call = async (data: string) => ask("eth_call", [{ to: contract, data }, "latest"]);
  const originHash = known(readHashWord(await call(anchorCalls.originHash)), "originHash()");
  const publisher = known(readAddressWord(await call(anchorCalls.publisher)), "publisher()");
  const expected = `0x${toHex(sha256(encodeUtf8(origin)))}`;
  if (originHash !== expected) return yield { name: "log", ok: false, reason: "other_log", originHash, expected };
  yield { name: "log", ok: true, originHash, publisher };
  const event = await findEvent(claim, ask);
  if (!event) return yield { name: "event", ok: false, reason: "no_event", size };
  yield { name: "event", ok: true, event };
  const root = `0x${toHex(claim.root)}`;
  if (event.root !== root)
    return yield { name: "root", ok: false, reason: "other_root", root: event.root, expected: root };
  yield { name: "root", ok: true, root };
  const head = known(readHeadWords(await call(anchorCalls.head)), "head()");
  if (head.size < size) return yield { name: "head", ok: false, reason: "head_behind", head };
  if (head.size === size && head.root !== root) return yield { name: "head", ok: false, reason: "other_head", head };
  yield { name: "head", ok: true, head };
  yield await depthStep(event, block, ask);
}

async function* chainStep(anchor: AnchorProof, ask: AskNode): AsyncGenerator<AnchorStep, number> {
  const chainId = known(readQuantity(await ask("eth_chainId", [])), "eth_chainId");
  if (chainId !== anchor.chainId) throw new Unread({ reason: "wrong_chain", detail: String(chainId) });
  const block = known(readQuantity(await ask("eth_blockNumber", [])), "eth_blockNumber");
  if (block < anchor.block) throw new Unread({ reason: "behind", detail: String(block) });
  yield { name: "chain", ok: true, chainId, block };
  return block;
}

/** By its block; after a reorganisation it may be in another, where its transaction leads. */
async function findEvent({ anchor, size }: AnchorClaim, ask: AskNode): Promise<ChainEvent | undefined> {
  const { contract, block, tx } = anchor;
  const there = eventIn(await ask("eth_getLogs", [anchorFilter(contract, block, block, size)]), contract, size);
  if (there) return there;
  const receipt = await ask("eth_getTransactionReceipt", [tx]);
  const logs = typeof receipt === "object" && receipt !== null ? (receipt as { logs?: unknown }).logs : [];
  return eventIn(logs, contract, size);
}

function eventIn(logs: unknown, contract: string, size: number): ChainEvent | undefined {
  if (!Array.isArray(logs)) throw new NodeError("not_a_node", "its list of events is none");
  for (const log of logs) {
    const address = (log as { address?: unknown } | null)?.address;
    const event = typeof address === "string" && address.toLowerCase() === contract ? readEventLog(log) : undefined;
    if (event?.size === size) return event;
  }
  return undefined;
}

async function depthStep(event: ChainEvent, block: number, ask: AskNode): Promise<AnchorStep> {
  const answer = await ask("eth_getBlockByNumber", [toQuantity(event.block), false]);
  const { timestamp, hash } = (answer ?? {}) as { timestamp?: unknown; hash?: unknown };
  const at = new Date(known(readQuantity(timestamp), "eth_getBlockByNumber") * 1_000);
  if (Number.isNaN(at.getTime()) || typeof hash !== "string") throw new NodeError("not_a_node", "its block is none");
  return { name: "depth", ok: true, confirmations: Math.max(1, block - event.block + 1), at };
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new NodeError("not_a_node", `its answer to ${what} cannot be read`);
  return value;
}
