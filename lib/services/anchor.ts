import { and, eq } from "drizzle-orm";
import { anchor } from "#db/schema/anchor";
import { type AnchorDrop, type AnchorPolicy, type Chain, ChainError, type ChainView } from "#lib/domain/anchor";
import { equalBytes } from "#lib/ledger/hash";
import { findEvent, isQuiet } from "./anchor-quiet";
import { findOwnEvent, readPaid, recountAnchors } from "./anchor-recount";
import { type AnchorRow, beginAnchor, listTxs, pushAnchor } from "./anchor-send";
import { bytesOf, findMismatch, ofPlace, tellProblem, treeSize, watchChain } from "./anchor-watch";
import type { Ctx } from "./context";
import { sha256 } from "./hash";
import { rootAt } from "./log-tree";

export type AnchorDeps = {
  chain: Chain;
  policy: AnchorPolicy;
  /** Name of the log, whose hash the contract carries. */
  origin: string;
  /** Block from which on the contract's events are read. */
  firstBlock: number;
};

/**
 * S6: one look at the chain and the next step that follows from it. Reads the contract's events and compares them with the log; brings the
 * anchoring that is under way to its end, or begins one. Safe to be killed anywhere and to be run by several processes: a transaction is
 * stored before it is sent, all of one anchoring have one nonce, and the contract takes each size once. True when something moved. Problems
 * of the chain are kept for the ledger page and not thrown.
 */
export async function anchorOnce(ctx: Ctx, deps: AnchorDeps): Promise<boolean> {
  const { chain } = deps;
  return telling(ctx, deps, async () => {
    const [row] = await ctx.db
      .select()
      .from(anchor)
      .where(and(ofPlace(anchor, chain.place), eq(anchor.state, "pending")));
    if (await isQuiet(ctx, chain, deps.policy, row)) {
      // What waits for a block is sent again: the node may have forgotten it.
      if (row && !(await findEvent(ctx, chain, row))) await pushAnchor(ctx, chain, row, deps.policy);
      return false;
    }
    const view = await readChain(ctx, deps);
    if (!view) return true;
    if (await recountAnchors(ctx, deps, view)) return true;
    return row ? settleAnchor(ctx, deps, view, row) : beginAnchor(ctx, chain, view, deps.policy);
  });
}

/** Reads what the chain tells and compares it with the log, and sends nothing. True when there are more blocks to be read. */
export async function lookAtChain(ctx: Ctx, deps: AnchorDeps): Promise<boolean> {
  return telling(ctx, deps, async () => (await readChain(ctx, deps)) === undefined);
}

/** Does the work, and keeps for the ledger page what is wrong with the chain, or that nothing is. */
async function telling(ctx: Ctx, { chain }: AnchorDeps, work: () => Promise<boolean>): Promise<boolean> {
  try {
    const answer = await work();
    await tellProblem(ctx, chain.place, null);
    return answer;
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    await tellProblem(ctx, chain.place, error);
    return false;
  }
}

/** One view of the chain, its events read and everything in it ours; undefined while there are more blocks to be read. */
async function readChain(ctx: Ctx, deps: AnchorDeps): Promise<ChainView | undefined> {
  const view = await deps.chain.view();
  checkContract(view, deps);
  const isRead = await watchChain(ctx, deps.chain, view, deps.firstBlock);
  await checkHistory(ctx, deps.chain, view);
  return isRead ? view : undefined;
}

function checkContract(view: ChainView, { chain, origin }: AnchorDeps): void {
  if (view.chainId !== chain.place.chainId)
    throw new ChainError("wrong_chain", `the node is of chain ${view.chainId}, not ${chain.place.chainId}`);
  if (view.publisher !== chain.publisher)
    throw new ChainError("other_publisher", `the contract takes checkpoints signed by ${view.publisher}`);
  if (!equalBytes(bytesOf(view.originHash), sha256(origin)))
    throw new ChainError("other_log", `the contract is not of the log ${origin}`);
}

/** Everything anchored must be the beginning of our tree. Nothing is sent while it is not. */
async function checkHistory(ctx: Ctx, chain: Chain, { head }: ChainView): Promise<void> {
  const wrong = await findMismatch(ctx, chain.place);
  const size = await treeSize(ctx);
  const most = Math.max(head.size, wrong?.size ?? 0);
  if (most > size) throw new ChainError("behind", `${most} entries are anchored, ${size} are here`);
  if (wrong) throw new ChainError("mismatch", `the checkpoint of ${wrong.size} entries that is anchored is not ours`);
  if (head.size > 0 && !equalBytes(await rootAt(ctx, head.size), bytesOf(head.root)))
    throw new ChainError("mismatch", `the contract holds another root for ${head.size} entries`);
}

/** Brings an anchoring on: counts it when it is deep enough, gives it up when it cannot come any more, else sends it again. */
async function settleAnchor(ctx: Ctx, deps: AnchorDeps, view: ChainView, row: AnchorRow): Promise<boolean> {
  const { chain, policy } = deps;
  if (await findOwnEvent(ctx, chain, row)) {
    const paid = await readPaid(ctx, chain, view, row, policy.confirmations);
    return paid ? end(ctx, row, { state: "confirmed", ...paid }) : false;
  }
  // Somebody else brought this checkpoint or a larger one, signed by us as they must be: ours would be refused.
  if (view.head.size >= row.size) return end(ctx, row, { state: "dropped", dropped: "overtaken" });
  if (view.nonce > row.nonce) return end(ctx, row, { state: "dropped", dropped: await whyUsed(ctx, chain, row) });
  if (view.nonce < row.nonce || view.head.size !== row.oldSize)
    return end(ctx, row, { state: "dropped", dropped: view.nonce < row.nonce ? "nonce_gap" : "overtaken" });
  await pushAnchor(ctx, chain, row, policy);
  return false;
}

async function whyUsed(ctx: Ctx, chain: Chain, row: AnchorRow): Promise<AnchorDrop> {
  for (const { hash } of await listTxs(ctx, row)) {
    if ((await chain.receipt(hash))?.ok === false) return "reverted";
  }
  return "nonce_used";
}

type End = { state: "confirmed"; gasUsed: number; gasPriceWei: string } | { state: "dropped"; dropped: AnchorDrop };

async function end(ctx: Ctx, row: AnchorRow, how: End): Promise<boolean> {
  const set = { ...how, endedAt: ctx.now() };
  const ended = await ctx.db
    .update(anchor)
    .set(set)
    .where(and(eq(anchor.id, row.id), eq(anchor.state, "pending")))
    .returning({ id: anchor.id });
  return ended.length > 0;
}
