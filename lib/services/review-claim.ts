import { and, asc, count, eq, inArray, lt, sql } from "drizzle-orm";
import { slot, slotSkip } from "#db/schema/review";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { actorId } from "./authorise";
import { type Ctx, databaseCode, inTx } from "./context";
import { getProjectFor } from "./project-find";

export type SlotRow = typeof slot.$inferSelect;

/** Why no item came back: the page says which it is, never just "no more tasks". */
export type ClaimEmpty = "nothing_left" | "nothing_left_for_you" | "too_many_leases";
export type Claimed = { slots: SlotRow[]; empty: ClaimEmpty | null };

const MAX_CLASHES = 3;

/**
 * Leases up to `wanted` items of a project to the reviewer: first those still leased to them (a reload resumes where it was), then
 * open ones, oldest hour first. Never one's own, never one already held in this round, never more people than wanted: one slot is
 * one seat, taken by a single conditional update that skips rows others are taking.
 */
export async function claimSlots(ctx: Ctx, input: { project: string; wanted: number }): Promise<Claimed> {
  const project = await getProjectFor(ctx, input.project, "review.claim");
  const me = actorId(ctx);
  const held = await listHeld(ctx, me);
  const slots = held.filter((row) => row.projectId === project.id).slice(0, input.wanted);
  let total = held.length;
  let swept = false;
  while (slots.length < input.wanted && total < limits.openLeasesPerUser) {
    const taken = await claimOne(ctx, project.id, me);
    if (taken) {
      slots.push(taken);
      total += 1;
    } else if (!swept && (await returnExpiredLeases(ctx)) > 0) {
      swept = true;
    } else {
      break;
    }
  }
  return { slots, empty: slots.length > 0 ? null : await whyEmpty(ctx, project.id, total) };
}

async function claimOne(ctx: Ctx, projectId: string, me: string): Promise<SlotRow | undefined> {
  const leaseExpiresAt = new Date(ctx.now().getTime() + limits.leaseMs);
  for (let clash = 0; clash < MAX_CLASHES; clash += 1) {
    const next = ctx.db
      .select({ id: slot.id })
      .from(slot)
      .where(
        and(
          eq(slot.projectId, projectId),
          eq(slot.state, "open"),
          sql`${slot.authorId} <> ${me}`,
          sql`not exists (select 1 from ${slot} held where held.contribution_id = ${slot.contributionId} and held.round = ${slot.round} and held.holder_id = ${me})`,
          sql`not exists (select 1 from ${slotSkip} skipped where skipped.contribution_id = ${slot.contributionId} and skipped.round = ${slot.round} and skipped.user_id = ${me})`,
        ),
      )
      .orderBy(asc(slot.orderKey), asc(slot.id))
      .limit(1)
      .for("update", { skipLocked: true });
    try {
      const [taken] = await ctx.db
        .update(slot)
        .set({ state: "leased", holderId: me, leaseExpiresAt })
        .where(inArray(slot.id, next))
        .returning();
      return taken;
    } catch (error) {
      // Two tabs of one person reached for two seats of the same item: the unique index let one through; try the next item.
      if (databaseCode(error) !== "23505") throw error;
    }
  }
  return undefined;
}

async function listHeld(ctx: Ctx, me: string): Promise<SlotRow[]> {
  const now = ctx.now();
  const rows = await ctx.db
    .select()
    .from(slot)
    .where(and(eq(slot.holderId, me), eq(slot.state, "leased")))
    .orderBy(asc(slot.orderKey), asc(slot.id))
    .limit(limits.openLeasesPerUser * 2);
  return rows.filter((row) => row.leaseExpiresAt && row.leaseExpiresAt > now);
}

async function whyEmpty(ctx: Ctx, projectId: string, held: number): Promise<ClaimEmpty> {
  if (held >= limits.openLeasesPerUser) return "too_many_leases";
  const [open] = await ctx.db
    .select({ id: slot.id })
    .from(slot)
    .where(and(eq(slot.projectId, projectId), eq(slot.state, "open")))
    .limit(1);
  return open ? "nothing_left_for_you" : "nothing_left";
}

/** Gives expired leases back to the queue; the job loop and an empty claim call it. Returns how many. */
export async function returnExpiredLeases(ctx: Ctx): Promise<number> {
  const expired = ctx.db
    .select({ id: slot.id })
    .from(slot)
    .where(and(eq(slot.state, "leased"), lt(slot.leaseExpiresAt, ctx.now())))
    .limit(500)
    .for("update", { skipLocked: true });
  const returned = await ctx.db
    .update(slot)
    .set({ state: "open", holderId: null, leaseExpiresAt: null })
    .where(inArray(slot.id, expired))
    .returning({ id: slot.id });
  return returned.length;
}

/** Activity on the page keeps the lease; throws when it was lost meanwhile. */
export async function renewLease(ctx: Ctx, input: { slotId: string }): Promise<{ leaseExpiresAt: Date }> {
  const leaseExpiresAt = new Date(ctx.now().getTime() + limits.leaseMs);
  const [kept] = await ctx.db
    .update(slot)
    .set({ leaseExpiresAt })
    .where(and(eq(slot.id, input.slotId), eq(slot.holderId, actorId(ctx)), eq(slot.state, "leased")))
    .returning({ id: slot.id });
  if (!kept) throw new AppError("review.lease_lost", { details: { slot: input.slotId } });
  return { leaseExpiresAt };
}

/** Passes an item over: its seat goes back to the queue at once, and this person is not offered it again in this round. */
export async function skipSlot(ctx: Ctx, input: { slotId: string; reason: string }): Promise<void> {
  const me = actorId(ctx);
  await inTx(ctx, async (tx) => {
    const [returned] = await tx.db
      .update(slot)
      .set({ state: "open", holderId: null, leaseExpiresAt: null })
      .where(and(eq(slot.id, input.slotId), eq(slot.holderId, me), eq(slot.state, "leased")))
      .returning();
    if (!returned) throw new AppError("review.lease_lost", { details: { slot: input.slotId } });
    await tx.db
      .insert(slotSkip)
      .values({
        contributionId: returned.contributionId,
        round: returned.round,
        userId: me,
        reason: input.reason,
        createdAt: tx.now(),
      })
      .onConflictDoNothing();
  });
}

/** Open review seats of a project, for its page. */
export async function countOpenSlots(ctx: Ctx, projectId: string): Promise<number> {
  const [row] = await ctx.db
    .select({ open: count() })
    .from(slot)
    .where(and(eq(slot.projectId, projectId), eq(slot.state, "open")));
  return row?.open ?? 0;
}
