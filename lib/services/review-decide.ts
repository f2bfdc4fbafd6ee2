import { and, eq, gt } from "drizzle-orm";
import { slot } from "#db/schema/review";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import type { DecideInput } from "#lib/domain/review";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { getProjectById } from "./project-find";
import { getOwnSlot } from "./review-claim";
import { lockItems, sealSlots } from "./review-seal";

export type Decided = { slotId: string; sealsAt: Date; sealed: boolean };

/**
 * Notes a reviewer's decision on a leased item. Until `sealsAt` it can be undone; then the job loop seals it for good.
 * Sending the same decision again (double click, retry) answers the same; with undoMs 0 it is sealed in this transaction.
 */
export async function decideReview(ctx: Ctx, input: DecideInput): Promise<Decided> {
  const me = actorId(ctx);
  const before = await getOwnSlot(ctx, input.slotId);
  await authorise(ctx, "review.decide", before.projectId);
  const project = await getProjectById(ctx, before.projectId);
  if (input.reason && !project.rejectReasons.includes(input.reason)) {
    throw new AppError("input.invalid", { details: { issues: [{ path: "reason", message: "not_in_list" }] } });
  }
  const sealsAt = new Date(ctx.now().getTime() + input.undoMs);
  return inTx(ctx, async (tx) => {
    // Sealing at once needs the item: it is locked before its seat, as everywhere.
    const items = input.undoMs === 0 ? await lockItems(tx, [before.contributionId]) : undefined;
    const [decided] = await tx.db
      .update(slot)
      .set({
        state: "decided",
        decision: input.decision,
        reason: input.reason ?? null,
        feedback: input.feedback ?? null,
        sealsAt,
      })
      .where(and(eq(slot.id, input.slotId), eq(slot.holderId, me), eq(slot.state, "leased")))
      .returning();
    if (!decided) return alreadyDecided(await getOwnSlot(tx, input.slotId), input);
    if (items) await sealSlots(tx, [decided], items);
    return { slotId: decided.id, sealsAt, sealed: input.undoMs === 0 };
  });
}

function alreadyDecided(row: typeof slot.$inferSelect, input: DecideInput): Decided {
  const same = row.decision === input.decision && row.reason === (input.reason ?? null);
  if (row.state === "decided" && same && row.sealsAt) return { slotId: row.id, sealsAt: row.sealsAt, sealed: false };
  if (row.state === "sealed" && same && row.sealsAt) return { slotId: row.id, sealsAt: row.sealsAt, sealed: true };
  const reasons = { sealed: "review.sealed", decided: "review.decided" } as const;
  const reason = row.state === "sealed" || row.state === "decided" ? reasons[row.state] : "review.lease_lost";
  throw new AppError(reason, { details: { slot: row.id } });
}

/** Takes a decision back while that is possible: the item is leased again, as if nothing had been said. */
export async function undoDecision(ctx: Ctx, input: { slotId: string }): Promise<{ leaseExpiresAt: Date }> {
  const own = await getOwnSlot(ctx, input.slotId);
  await authorise(ctx, "review.decide", own.projectId);
  const leaseExpiresAt = new Date(ctx.now().getTime() + limits.leaseMs);
  const [undone] = await ctx.db
    .update(slot)
    .set({ state: "leased", decision: null, reason: null, feedback: null, sealsAt: null, leaseExpiresAt })
    .where(
      and(eq(slot.id, own.id), eq(slot.holderId, actorId(ctx)), eq(slot.state, "decided"), gt(slot.sealsAt, ctx.now())),
    )
    .returning({ id: slot.id });
  if (undone) return { leaseExpiresAt };
  const row = await getOwnSlot(ctx, input.slotId);
  if (row.state === "leased" && row.leaseExpiresAt) return { leaseExpiresAt: row.leaseExpiresAt };
  throw new AppError("review.sealed", { details: { slot: input.slotId } });
}
