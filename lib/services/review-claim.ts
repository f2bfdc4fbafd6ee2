import { and, asc, count, eq, gt, lt, ne, sql } from "drizzle-orm";
import { slot, slotSkip } from "#db/schema/review";
import { user } from "#db/schema/user";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import type { ClaimEmpty, SkipReason } from "#lib/domain/review";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { getProjectFor } from "./project-find";

export type SlotRow = typeof slot.$inferSelect;

export type Claimed = { slots: SlotRow[]; empty: ClaimEmpty | null };

const SWEPT_AT_ONCE = 500;

/**
 * Leases up to `wanted` items of a project to the reviewer: first those they hold already, with fresh time (a reload resumes where it
 * was), then open ones, oldest hour first. Never one's own, never one already held in this round, never more people than wanted: one
 * slot is one seat, taken by a single conditional update that skips rows others are taking.
 */
export async function claimSlots(ctx: Ctx, input: { project: string; wanted: number }): Promise<Claimed> {
  const project = await getProjectFor(ctx, input.project, "review.claim");
  const me = actorId(ctx);
  // A claim leaves nothing for the job loop to do, so it does not wake it.
  const { slots, total } = await inTx({ ...ctx, wake: () => {} }, (tx) => lease(tx, project.id, me, input.wanted));
  return { slots, empty: slots.length > 0 ? null : await whyEmpty(ctx, project.id, total) };
}

async function lease(ctx: Ctx, projectId: string, me: string, wanted: number) {
  // One claim of a person at a time: tabs that claim together would each count the same leases, and reach for seats of the same item.
  await ctx.db.select({ id: user.id }).from(user).where(eq(user.id, me)).for("no key update");
  const held = await renewHeld(ctx, projectId, me);
  let total = held.length + (await countHeldElsewhere(ctx, projectId, me));
  const slots = held.slice(0, wanted);
  let swept = false;
  while (slots.length < wanted && total < limits.openLeasesPerUser) {
    const taken = await claimOne(ctx, projectId, me);
    if (taken) {
      slots.push(taken);
      total += 1;
    } else if (!swept && (await returnExpiredLeases(ctx)) > 0) {
      swept = true;
    } else {
      break;
    }
  }
  return { slots, total };
}

async function renewHeld(ctx: Ctx, projectId: string, me: string): Promise<SlotRow[]> {
  const renewed = await ctx.db
    .update(slot)
    .set({ leaseExpiresAt: leaseEnd(ctx) })
    .where(and(eq(slot.holderId, me), eq(slot.state, "leased"), eq(slot.projectId, projectId)))
    .returning();
  return renewed.sort((a, b) => a.orderKey - b.orderKey || (a.id < b.id ? -1 : 1));
}

async function countHeldElsewhere(ctx: Ctx, projectId: string, me: string): Promise<number> {
  const [row] = await ctx.db
    .select({ held: count() })
    .from(slot)
    .where(
      and(
        eq(slot.holderId, me),
        eq(slot.state, "leased"),
        gt(slot.leaseExpiresAt, ctx.now()),
        ne(slot.projectId, projectId),
      ),
    );
  return row?.held ?? 0;
}

async function claimOne(ctx: Ctx, projectId: string, me: string): Promise<SlotRow | undefined> {
  const next = ctx.db
    .select({ id: slot.id })
    .from(slot)
    .where(and(eq(slot.projectId, projectId), eq(slot.state, "open"), isFor(me)))
    .orderBy(asc(slot.orderKey), asc(slot.id))
    .limit(1)
    .for("update", { skipLocked: true });
  const [taken] = await ctx.db
    .update(slot)
    .set({ state: "leased", holderId: me, leaseExpiresAt: leaseEnd(ctx) })
    // "=" and not "in": a plan may run a list's subquery once for each row, and then lock and take more than one.
    .where(sql`${slot.id} = ${next}`)
    .returning();
  return taken;
}

/** Condition for seats this person may take: not of their own items, nor of items they hold, reviewed or skipped in this round. */
export function isFor(me: string) {
  return sql`${slot.authorId} <> ${me}
    and not exists (select 1 from ${slot} held where held.contribution_id = ${slot.contributionId} and held.round = ${slot.round} and held.holder_id = ${me})
    and not exists (select 1 from ${slotSkip} skipped where skipped.contribution_id = ${slot.contributionId} and skipped.round = ${slot.round} and skipped.user_id = ${me})`;
}

function leaseEnd(ctx: Ctx): Date {
  return new Date(ctx.now().getTime() + limits.leaseMs);
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
    .limit(SWEPT_AT_ONCE)
    .for("update", { skipLocked: true });
  const returned = await ctx.db
    .update(slot)
    .set({ state: "open", holderId: null, leaseExpiresAt: null })
    .where(sql`${slot.id} = any(array(${expired}))`)
    .returning({ id: slot.id });
  return returned.length;
}

/** Activity on the page keeps the lease; throws when it was lost meanwhile. */
export async function renewLease(ctx: Ctx, input: { slotId: string }): Promise<{ leaseExpiresAt: Date }> {
  const own = await getOwnSlot(ctx, input.slotId);
  await authorise(ctx, "review.claim", own.projectId);
  const leaseExpiresAt = leaseEnd(ctx);
  const [kept] = await ctx.db
    .update(slot)
    .set({ leaseExpiresAt })
    .where(and(eq(slot.id, own.id), eq(slot.holderId, actorId(ctx)), eq(slot.state, "leased")))
    .returning({ id: slot.id });
  if (!kept) throw new AppError("review.lease_lost", { details: { slot: own.id } });
  return { leaseExpiresAt };
}

/**
 * Passes an item over: its seat goes back to the queue at once, and this person is not offered it again in this round. Skipping what
 * was skipped (double click, retry) changes nothing.
 */
export async function skipSlot(ctx: Ctx, input: { slotId: string; reason: SkipReason }): Promise<{ slotId: string }> {
  const me = actorId(ctx);
  const [row] = await ctx.db.select().from(slot).where(eq(slot.id, input.slotId));
  if (!row) throw new AppError("review.slot_not_found", { details: { slot: input.slotId } });
  await authorise(ctx, "review.claim", row.projectId);
  await inTx(ctx, async (tx) => {
    // The note first: its foreign key locks the item, and everywhere the item is locked before its seats.
    const noted = await tx.db
      .insert(slotSkip)
      .values({
        contributionId: row.contributionId,
        round: row.round,
        userId: me,
        reason: input.reason,
        createdAt: tx.now(),
      })
      .onConflictDoNothing()
      .returning();
    const returned = await tx.db
      .update(slot)
      .set({ state: "open", holderId: null, leaseExpiresAt: null })
      .where(and(eq(slot.id, row.id), eq(slot.holderId, me), eq(slot.state, "leased")))
      .returning({ id: slot.id });
    if (returned.length === 0 && noted.length > 0) {
      throw new AppError("review.lease_lost", { details: { slot: row.id } });
    }
  });
  return { slotId: row.id };
}

/** The person's own seat. Somebody else's is none of their business: it does not exist for them, or is theirs no more. */
export async function getOwnSlot(ctx: Ctx, slotId: string): Promise<SlotRow> {
  const [row] = await ctx.db.select().from(slot).where(eq(slot.id, slotId));
  if (!row) throw new AppError("review.slot_not_found", { details: { slot: slotId } });
  if (row.state === "cancelled") {
    throw new AppError("contribution.wrong_state", { details: { status: "withdrawn", round: row.round } });
  }
  if (row.holderId !== actorId(ctx)) throw new AppError("review.lease_lost", { details: { slot: slotId } });
  return row;
}
