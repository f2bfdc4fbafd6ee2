import { and, eq, isNotNull } from "drizzle-orm";
import { anchorEvent, anchorWatch } from "#db/schema/anchor";
import type { AnchorPolicy, Chain } from "#lib/domain/anchor";
import { equalBytes } from "#lib/ledger/hash";
import { type AnchorRow, isDue, readPublishedSize } from "./anchor-send";
import { bytesOf, ofPlace } from "./anchor-watch";
import type { Ctx } from "./context";

/** The whole is looked at this often, whatever happens: age of the reading, balance, and a reorganisation that left the head as it was. */
const QUIET_MS = 60_000;

/**
 * Whether a look would find what the last one found, by one call to the node: the contract's head when nothing is under way and nothing due,
 * the newest block while something is. Any process's look counts, so several ask the chain no more than one.
 */
export async function isQuiet(
  ctx: Ctx,
  chain: Chain,
  policy: AnchorPolicy,
  pending: AnchorRow | undefined,
): Promise<boolean> {
  const [seen] = await ctx.db
    .select()
    .from(anchorWatch)
    .where(and(ofPlace(anchorWatch, chain.place), isNotNull(anchorWatch.headSize)));
  if (!seen?.checkedAt || !seen.headRoot || !seen.headAt || seen.headSize === null || seen.problem) return false;
  if (seen.scannedTo < (seen.block ?? 0) || ctx.now().getTime() - seen.checkedAt.getTime() >= QUIET_MS) return false;
  if (pending) {
    const event = await findEvent(ctx, chain, pending);
    // Deep enough, and not ended: its receipt was not to be had the last time.
    if (event && (seen.block ?? 0) - event.block + 1 >= policy.confirmations) return false;
    return (await chain.newest()).hash === seen.blockHash;
  }
  const size = await readPublishedSize(ctx);
  if (size !== seen.headSize && isDue(ctx, { size: seen.headSize, time: seen.headAt }, size, policy)) return false;
  const head = await chain.head();
  return head.size === seen.headSize && equalBytes(bytesOf(head.root), seen.headRoot);
}

/** The event that an anchoring leads to, as last read. */
export async function findEvent(ctx: Ctx, { place }: Chain, { size }: AnchorRow) {
  const ofSize = and(ofPlace(anchorEvent, place), eq(anchorEvent.size, size));
  const [event] = await ctx.db.select().from(anchorEvent).where(ofSize);
  return event;
}
