import { and, asc, eq, inArray, lte } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { review, slot } from "#db/schema/review";
import { deterministicId } from "./account";
import { type Ctx, inTx } from "./context";
import { insertRows } from "./insert-rows";
import { appendEntries } from "./outbox";
import { settleVerdicts } from "./verdict-settle";

type SlotRow = typeof slot.$inferSelect;
type ReviewRow = typeof review.$inferInsert;
export type ContributionRow = typeof contribution.$inferSelect;

const SEAL_BATCH = 100;

/** Seals the decisions whose time for undo is over; many in one transaction. Returns how many. */
export async function sealDueReviews(ctx: Ctx): Promise<number> {
  return inTx(ctx, async (tx) => {
    const due = await tx.db
      .select()
      .from(slot)
      .where(and(eq(slot.state, "decided"), lte(slot.sealsAt, tx.now())))
      .orderBy(asc(slot.sealsAt))
      .limit(SEAL_BATCH)
      .for("update", { skipLocked: true });
    await sealSlots(tx, due);
    return due.length;
  });
}

/**
 * Makes decided slots final, in the caller's transaction: the reviews, their entries, and where the wanted votes are in, the verdict
 * with everything it moves. Contributions are locked first, in id order, so that of two last votes exactly one sees both.
 */
export async function sealSlots(ctx: Ctx, decided: readonly SlotRow[]): Promise<void> {
  if (decided.length === 0) return;
  const items = await lockContributions(ctx, decided);
  const valid = decided.filter((row) => {
    const item = items.get(row.contributionId);
    return item?.status === "in_review" && item.round === row.round;
  });
  const stale = decided.filter((row) => !valid.includes(row));
  if (stale.length > 0) await setState(ctx, stale, "cancelled");
  if (valid.length === 0) return;
  await setState(ctx, valid, "sealed");
  const reviews = valid.map((row) => reviewOf(ctx, row));
  await insertRows(ctx, review, reviews);
  await appendEntries(ctx, reviews.map(castEntry));
  const touched = [...new Set(valid.map((row) => row.contributionId))];
  await settleVerdicts(
    ctx,
    touched.flatMap((id) => items.get(id) ?? []),
  );
}

async function lockContributions(ctx: Ctx, decided: readonly SlotRow[]): Promise<Map<string, ContributionRow>> {
  const ids = [...new Set(decided.map((row) => row.contributionId))];
  const rows = await ctx.db
    .select()
    .from(contribution)
    .where(inArray(contribution.id, ids))
    .orderBy(asc(contribution.id))
    .for("update");
  return new Map(rows.map((row) => [row.id, row]));
}

async function setState(ctx: Ctx, slots: readonly SlotRow[], state: "sealed" | "cancelled"): Promise<void> {
  await ctx.db
    .update(slot)
    .set({ state })
    .where(
      inArray(
        slot.id,
        slots.map((row) => row.id),
      ),
    );
}

function reviewOf(ctx: Ctx, row: SlotRow): ReviewRow & { createdAt: Date } {
  if (!row.holderId || !row.decision) throw new Error(`slot ${row.id} is decided without holder or decision`);
  return {
    id: deterministicId("review", row.id),
    slotId: row.id,
    projectId: row.projectId,
    contributionId: row.contributionId,
    round: row.round,
    reviewerId: row.holderId,
    decision: row.decision,
    reason: row.reason,
    feedback: row.feedback,
    createdAt: ctx.now(),
  };
}

function castEntry(row: ReviewRow & { createdAt: Date }) {
  return {
    v: 1,
    id: row.id,
    at: row.createdAt.toISOString(),
    kind: "review.cast",
    contribution: row.contributionId,
    project: row.projectId,
    round: row.round,
    reviewer: row.reviewerId,
    decision: row.decision,
    // Reasons were checked against the list at the door.
    reason: (row.reason ?? null) as never,
  } as const;
}
