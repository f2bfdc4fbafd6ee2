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
    const isDue = and(eq(slot.state, "decided"), lte(slot.sealsAt, tx.now()));
    const due = await tx.db
      .select({ id: slot.id, contributionId: slot.contributionId })
      .from(slot)
      .where(isDue)
      .orderBy(asc(slot.sealsAt))
      .limit(SEAL_BATCH);
    if (due.length === 0) return 0;
    // Items that another loop or their author is at work on wait for the next turn.
    const items = await lockItems(
      tx,
      due.map((row) => row.contributionId),
      { skipLocked: true },
    );
    const ids = due.filter((row) => items.has(row.contributionId)).map((row) => row.id);
    // Asked again under the lock: what was undone or sealed meanwhile is not due any more.
    const sealable = await tx.db
      .select()
      .from(slot)
      .where(and(inArray(slot.id, ids), isDue))
      .orderBy(asc(slot.id))
      .for("update");
    await sealSlots(tx, sealable, items);
    return sealable.length;
  });
}

export type LockedItems = ReadonlyMap<string, ContributionRow>;

/**
 * Locks contributions in id order, so that of two last votes exactly one sees both. Whoever locks an item and its slots locks the
 * item first; two orders would deadlock.
 */
export async function lockItems(
  ctx: Ctx,
  contributionIds: readonly string[],
  config: { skipLocked: true } | undefined = undefined,
): Promise<LockedItems> {
  const rows = await ctx.db
    .select()
    .from(contribution)
    .where(inArray(contribution.id, [...new Set(contributionIds)]))
    .orderBy(asc(contribution.id))
    .for("no key update", config ?? {});
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Makes decided slots (locked, like their items) final, in the caller's transaction: the reviews, their entries, and where the wanted
 * votes are in, the verdict with everything it moves.
 */
export async function sealSlots(ctx: Ctx, decided: readonly SlotRow[], items: LockedItems): Promise<void> {
  if (decided.length === 0) return;
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
  const touched = [...new Set(valid.map((row) => row.contributionId))].sort();
  await settleVerdicts(
    ctx,
    touched.flatMap((id) => items.get(id) ?? []),
  );
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
