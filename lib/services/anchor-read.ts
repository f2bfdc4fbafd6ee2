import { and, desc, eq, isNotNull, sql } from "drizzle-orm";
import { anchor, anchorEvent, anchorTx, anchorWatch } from "#db/schema/anchor";
import type { AnchorProblem } from "#lib/domain/anchor";
import { ofPlace } from "./anchor-watch";
import { authorise } from "./authorise";
import type { Ctx } from "./context";
import { hex } from "./hash";

export type AnchorReading = {
  chainId: number;
  contract: string;
  /** The newest checkpoint of ours that the contract holds; null before the first. */
  newest: {
    size: number;
    root: string;
    at: Date;
    block: number;
    txHash: string;
    /** Blocks that hold it, the first included, as of the newest look. */
    confirmations: number;
  } | null;
  /** Of the newest anchoring that is paid for: gas, and wei as a decimal string. */
  cost: { gasUsed: number; wei: string } | null;
  /** Under way: stored, sent, and not deep enough yet. */
  pending: { size: number; since: Date; txHash: string | null } | null;
  problem: { problem: AnchorProblem; detail: string; since: Date } | null;
  checkedAt: Date | null;
  /** Wei of the paying account, as a decimal string. */
  balanceWei: string | null;
};

/** How the contract that was looked at last fares; one that was left, or never was one, comes after it. */
export async function findWatch(ctx: Ctx) {
  const lookedAt = sql`greatest(${anchorWatch.checkedAt}, ${anchorWatch.problemAt})`;
  const [watch] = await ctx.db.select().from(anchorWatch).orderBy(sql`${lookedAt} desc nulls last`).limit(1);
  return watch;
}

/** How the log is anchored, as the newest look at the chain found it; null where it never was. Open to everybody. */
export async function readAnchorState(ctx: Ctx): Promise<AnchorReading | null> {
  await authorise(ctx, "ledger.read");
  const watch = await findWatch(ctx);
  if (!watch) return null;
  const place = { chainId: watch.chainId, contract: watch.contract };
  const ofAnchor = ofPlace(anchor, place);
  const [event] = await ctx.db
    .select()
    .from(anchorEvent)
    .where(and(ofPlace(anchorEvent, place), eq(anchorEvent.matches, true)))
    .orderBy(desc(anchorEvent.size))
    .limit(1);
  const [paid] = await ctx.db
    .select()
    .from(anchor)
    .where(and(ofAnchor, isNotNull(anchor.gasUsed)))
    .orderBy(desc(anchor.endedAt))
    .limit(1);
  const [pending] = await ctx.db
    .select({ size: anchor.size, since: anchor.createdAt, txHash: anchorTx.hash })
    .from(anchor)
    .leftJoin(anchorTx, eq(anchorTx.anchorId, anchor.id))
    .where(and(ofAnchor, eq(anchor.state, "pending")))
    .orderBy(desc(anchorTx.createdAt))
    .limit(1);
  const { block = 0 } = event ?? {};
  return {
    ...place,
    newest: event
      ? {
          size: event.size,
          root: hex(event.root),
          at: event.at,
          block,
          txHash: event.txHash,
          confirmations: Math.max(1, (watch.block ?? block) - block + 1),
        }
      : null,
    cost:
      paid?.gasUsed && paid.gasPriceWei
        ? { gasUsed: paid.gasUsed, wei: String(BigInt(paid.gasUsed) * BigInt(paid.gasPriceWei)) }
        : null,
    pending: pending ?? null,
    problem:
      watch.problem && watch.problemAt
        ? { problem: watch.problem, detail: watch.detail ?? "", since: watch.problemAt }
        : null,
    checkedAt: watch.checkedAt,
    balanceWei: watch.balanceWei,
  };
}
