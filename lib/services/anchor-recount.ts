import { and, eq, exists, getTableColumns, not } from "drizzle-orm";
import { anchor, anchorEvent, anchorTx } from "#db/schema/anchor";
import type { Chain, ChainView } from "#lib/domain/anchor";
import type { AnchorDeps } from "./anchor";
import type { AnchorRow } from "./anchor-send";
import { ofPlace } from "./anchor-watch";
import type { Ctx } from "./context";

/**
 * Ended anchorings as the chain tells them now: one that counted and whose block is gone, however deep it was (a node that came back with an
 * older state), was not anchored; one that was given up and stands in a block after all, was. True when there was one.
 */
export async function recountAnchors(ctx: Ctx, { chain, policy }: AnchorDeps, view: ChainView): Promise<boolean> {
  const isThere = exists(ownEvents(ctx, chain).where(eq(anchorTx.anchorId, anchor.id)));
  const gone = await ctx.db
    .update(anchor)
    .set({ state: "dropped", dropped: "reorganised", gasUsed: null, gasPriceWei: null, endedAt: ctx.now() })
    .where(and(ofPlace(anchor, chain.place), eq(anchor.state, "confirmed"), not(isThere)))
    .returning({ id: anchor.id });
  const back = await ctx.db
    .select()
    .from(anchor)
    .where(and(ofPlace(anchor, chain.place), eq(anchor.state, "dropped"), isThere));
  let count = gone.length;
  for (const row of back) {
    const paid = await readPaid(ctx, chain, view, row, policy.confirmations);
    if (!paid) continue;
    const set = { state: "confirmed" as const, dropped: null, ...paid };
    await ctx.db
      .update(anchor)
      .set(set)
      .where(and(eq(anchor.id, row.id), eq(anchor.state, "dropped")));
    count += 1;
  }
  return count > 0;
}

/** What an anchoring cost, once its block is deep enough to count. */
export async function readPaid(ctx: Ctx, chain: Chain, view: ChainView, row: AnchorRow, confirmations: number) {
  const event = await findOwnEvent(ctx, chain, row);
  if (!event || view.block - event.block + 1 < confirmations) return undefined;
  const receipt = await chain.receipt(event.txHash);
  return receipt && { gasUsed: receipt.gasUsed, gasPriceWei: String(receipt.gasPriceWei) };
}

/** The event that a transaction of this anchoring made; one of the same size by another transaction is another's. */
export async function findOwnEvent(ctx: Ctx, chain: Chain, { id }: Pick<AnchorRow, "id">) {
  const [event] = await ownEvents(ctx, chain).where(eq(anchorTx.anchorId, id)).limit(1);
  return event;
}

const ownEvents = (ctx: Ctx, { place }: Chain) =>
  ctx.db
    .select(getTableColumns(anchorEvent))
    .from(anchorEvent)
    .innerJoin(anchorTx, and(eq(anchorTx.hash, anchorEvent.txHash), ofPlace(anchorEvent, place)));
