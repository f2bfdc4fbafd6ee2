import { and, count, eq, getTableColumns, gt, lt, type SQL, sql } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { slot, slotSkip } from "#db/schema/review";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { rights } from "#lib/domain/policy";
import type { ClaimEmpty, SkipReason } from "#lib/domain/review";
import { actorId, authorise, isScoped } from "./authorise";
import { type Ctx, inTx } from "./context";
import { getProjectFor } from "./project-find";

export type SlotRow = typeof slot.$inferSelect;

export type Claimed = { slots: SlotRow[]; empty: ClaimEmpty | null };

const SWEPT_AT_ONCE = 500;

// The columns of `slot` read from a function's rows, each still decoded as the table's.
const seatColumns = Object.fromEntries(
  Object.entries(getTableColumns(slot)).map(([key, column]) => [
    key,
    sql`${sql.identifier(column.name)}`.mapWith(column),
  ]),
) as { [K in keyof SlotRow]: SQL<SlotRow[K]> };

/**
 * Leases up to `wanted` items of a project to the reviewer: first those they hold already, with fresh time (a reload resumes where it
 * was), then open ones, oldest hour first. Never one's own, never one already held in this round, never more people than wanted: one
 * slot is one seat, taken by a single conditional update that skips rows others are taking.
 */
export async function claimSlots(ctx: Ctx, input: { project: string; wanted: number }): Promise<Claimed> {
  const ready = await takeSeats(ctx, input.project, input.wanted);
  if (ready.length >= input.wanted) return { slots: ready, empty: null };
  // Fewer than wanted, or not allowed: now it may cost a few reads more to find out which, and to say so.
  const { id } = await getProjectFor(ctx, input.project, "review.claim");
  const slots = (await returnExpiredLeases(ctx)) > 0 ? await takeSeats(ctx, input.project, input.wanted) : ready;
  return { slots, empty: slots.length > 0 ? null : await whyEmpty(ctx, id, actorId(ctx)) };
}

/** Right and claim in one round trip: nothing unless the person may review in the project, else the seats that claim_seats leases them. */
async function takeSeats(ctx: Ctx, slug: string, wanted: number): Promise<SlotRow[]> {
  if (ctx.actor.kind !== "user" || !isScoped(ctx, "review.claim")) return [];
  const roles = sql`array[${sql.join(
    [...rights["review.claim"].roles].map((role) => sql`${role}`),
    sql`, `,
  )}]::text[]`;
  const seats = await ctx.db.select(seatColumns).from(
    sql`claim_seats(${ctx.actor.userId}::uuid, ${slug.toLowerCase()}, ${roles}, ${wanted}::int, ${limits.openLeasesPerUser}::int,
      ${ctx.now().toISOString()}::timestamptz, ${leaseEnd(ctx).toISOString()}::timestamptz) as slot`,
  );
  return seats.slice(0, wanted);
}

/** Condition for seats this person may take, as claim_seats has it: not of their own items, nor of items they hold, reviewed or skipped in this round. */
export function isFor(me: string) {
  return sql`${slot.authorId} <> ${me}
    and not exists (select 1 from ${slot} held where held.contribution_id = ${slot.contributionId} and held.round = ${slot.round} and held.holder_id = ${me})
    and not exists (select 1 from ${slotSkip} skipped where skipped.contribution_id = ${slot.contributionId} and skipped.round = ${slot.round} and skipped.user_id = ${me})`;
}

function leaseEnd(ctx: Ctx): Date {
  return new Date(ctx.now().getTime() + limits.leaseMs);
}

async function whyEmpty(ctx: Ctx, projectId: string, me: string): Promise<ClaimEmpty> {
  const [held] = await ctx.db
    .select({ count: count() })
    .from(slot)
    .where(and(eq(slot.holderId, me), eq(slot.state, "leased"), gt(slot.leaseExpiresAt, ctx.now())));
  if ((held?.count ?? 0) >= limits.openLeasesPerUser) return "too_many_leases";
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

/** What has ended a cancelled seat, in words that a message knows. */
async function endOf(ctx: Ctx, row: SlotRow): Promise<"withdrawn" | "erased" | "erased_for_cause"> {
  const [item] = await ctx.db
    .select({ erasedFor: contribution.erasedFor })
    .from(contribution)
    .where(eq(contribution.id, row.contributionId));
  if (!item?.erasedFor) return "withdrawn";
  return item.erasedFor === "author" ? "erased" : "erased_for_cause";
}

/** The person's own seat. Somebody else's is none of their business: it does not exist for them, or is theirs no more. */
export async function getOwnSlot(ctx: Ctx, slotId: string): Promise<SlotRow> {
  const [row] = await ctx.db.select().from(slot).where(eq(slot.id, slotId));
  if (!row) throw new AppError("review.slot_not_found", { details: { slot: slotId } });
  if (row.state === "cancelled") {
    throw new AppError("contribution.wrong_state", { details: { status: await endOf(ctx, row), round: row.round } });
  }
  if (row.holderId !== actorId(ctx)) throw new AppError("review.lease_lost", { details: { slot: slotId } });
  return row;
}
