import { and, count, eq, getTableColumns, gt, inArray, lt, type SQL, sql } from "drizzle-orm";
import { annotator, seat, seatLapse, seatSkip } from "#db/schema/annotation";
import { goldPool } from "#db/schema/gold";
import { project } from "#db/schema/project";
import type { LabelSkipReason } from "#lib/domain/annotation";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import type { ClaimEmpty } from "#lib/domain/review";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { dropChecks } from "./gold-check";
import { placeGold } from "./gold-serve";
import { makeSalt } from "./hash";
import { insertRows } from "./insert-rows";
import { findHiding, lapsedEntry, skippedEntry } from "./label-entry";
import { appendEntries } from "./outbox";
import { getProjectFor } from "./project-find";
import { getTask } from "./task-find";

export type SeatRow = typeof seat.$inferSelect;

const SWEPT_AT_ONCE = 500;

// The columns of `seat` read from a function's rows, each still decoded as the table's.
const seatColumns = Object.fromEntries(
  Object.entries(getTableColumns(seat)).map(([key, column]) => [
    key,
    sql`${sql.identifier(column.name)}`.mapWith(column),
  ]),
) as { [K in keyof SeatRow]: SQL<SeatRow[K]> };

/**
 * Leases up to `wanted` items of a project's task to the annotator: first those they hold already, with fresh time, then open ones in the
 * task's public order. Never one's own, never one answered or passed over before, never more people than wanted (claim_label_seats).
 */
export async function claimSeats(
  ctx: Ctx,
  input: { project: string; wanted: number },
): Promise<{ seats: SeatRow[]; empty: ClaimEmpty | null }> {
  const ready = await takeSeats(ctx, input.project, input.wanted);
  if (ready.length >= input.wanted) return { seats: ready, empty: null };
  const { id } = await getProjectFor(ctx, input.project, "label.claim");
  await checkAccess(ctx, id);
  const seats = (await returnExpiredSeats(ctx)) > 0 ? await takeSeats(ctx, input.project, input.wanted) : ready;
  return { seats, empty: seats.length > 0 ? null : await whyEmpty(ctx, id) };
}

/**
 * Right and claim: nothing unless the task is open to this person. In one round trip where the project has no gold, as most have none;
 * whose turn it is for gold costs as much as a claim.
 */
async function takeSeats(ctx: Ctx, slug: string, wanted: number): Promise<SeatRow[]> {
  if (ctx.actor.kind !== "user") return [];
  await authorise(ctx, "label.claim");
  const hasGold = sql`exists (select 1 from ${goldPool} g join ${project} p on p.id = g.project_id where p.slug = ${slug.toLowerCase()})`;
  // A condition that names no row is looked at before the function runs, which then claims nothing.
  const now = ctx.now();
  const ready = await claimOpen(ctx, slug, wanted, now).where(sql`not ${hasGold}`);
  if (ready.length > 0) return ready.slice(0, wanted);
  // At the same moment, to the millisecond: the ledger tells it, and it must not tell gold.
  await placeGold(ctx, slug, wanted, now);
  return (await claimOpen(ctx, slug, wanted, now).where(hasGold)).slice(0, wanted);
}

function claimOpen(ctx: Ctx, slug: string, wanted: number, now: Date) {
  return ctx.db.select(seatColumns).from(
    sql`claim_label_seats(${actorId(ctx)}::uuid, ${slug.toLowerCase()}, ${wanted}::int, ${limits.labelLeasesPerUser}::int,
      ${now.toISOString()}::timestamptz, ${leaseFrom(now).toISOString()}::timestamptz) as seat`,
  );
}

async function checkAccess(ctx: Ctx, projectId: string): Promise<void> {
  const terms = await getTask(ctx, projectId);
  if (terms.state !== "open") throw new AppError("task.not_open", { details: { state: terms.state } });
  if (terms.skill === null) return;
  const [row] = await ctx.db
    .select({ skills: annotator.skills })
    .from(annotator)
    .where(and(eq(annotator.projectId, projectId), eq(annotator.userId, actorId(ctx))));
  if (!row?.skills.includes(terms.skill))
    throw new AppError("label.skill_missing", { details: { skill: terms.skill } });
}

const leaseFrom = (now: Date) => new Date(now.getTime() + limits.leaseMs);
const leaseEnd = (ctx: Ctx) => leaseFrom(ctx.now());

async function whyEmpty(ctx: Ctx, projectId: string): Promise<ClaimEmpty> {
  const [held] = await ctx.db
    .select({ count: count() })
    .from(seat)
    .where(and(eq(seat.holderId, actorId(ctx)), eq(seat.state, "leased"), gt(seat.leaseExpiresAt, ctx.now())));
  if ((held?.count ?? 0) >= limits.labelLeasesPerUser) return "too_many_leases";
  const [open] = await ctx.db
    .select({ id: seat.id })
    .from(seat)
    .where(and(eq(seat.projectId, projectId), eq(seat.state, "open")))
    .limit(1);
  return open ? "nothing_left_for_you" : "nothing_left";
}

/** Gives expired leases back to the queue; the job loop and an empty claim call it. What was typed goes with them. Returns how many. */
export async function returnExpiredSeats(ctx: Ctx): Promise<number> {
  return inTx(ctx, async (tx) => {
    const expired = await tx.db
      .select()
      .from(seat)
      .where(and(eq(seat.state, "leased"), lt(seat.leaseExpiresAt, tx.now())))
      .limit(SWEPT_AT_ONCE)
      .for("update", { skipLocked: true });
    if (expired.length === 0) return 0;
    const ids = expired.map(({ id }) => id);
    await tx.db.update(seat).set(GIVEN_BACK).where(inArray(seat.id, ids));
    await dropChecks(tx, expired);
    await noteLapses(tx, expired);
    return expired.length;
  });
}

/** The ledger keeps who held an item for nothing, and how long: an audit of the order needs to know that others could not have it. */
async function noteLapses(ctx: Ctx, expired: readonly SeatRow[]): Promise<void> {
  const rows = expired.flatMap(({ contributionId, projectId, holderId: userId, claimedAt, isNarrowed }) => {
    if (!userId || !claimedAt) return [];
    const about = { contributionId, projectId, userId, claimedAt, isNarrowed };
    return [{ id: ctx.newId(), ...about, createdAt: ctx.now(), salt: makeSalt() }];
  });
  if (rows.length === 0) return;
  await insertRows(ctx, seatLapse, rows);
  const hiding = await findHiding(ctx, rows);
  await appendEntries(
    ctx,
    rows.map((row) => lapsedEntry(row, hiding.has(row.projectId))),
  );
}

// Gold is placed for one person and goes with them; every other seat is for the next.
const GIVEN_BACK = {
  state: sql`case when ${seat.isGold} then 'cancelled' else 'open' end`,
  holderId: null,
  leaseExpiresAt: null,
  claimedAt: null,
  draft: null,
  help: null,
  suggestionSet: null,
};

/** Keeps the lease while its holder is at work, and what they have typed so far when it is given. */
export async function renewSeat(
  ctx: Ctx,
  input: { slotId: string; draft?: Record<string, unknown> | undefined },
): Promise<{ leaseExpiresAt: Date }> {
  await authorise(ctx, "label.claim");
  const leaseExpiresAt = leaseEnd(ctx);
  const draft = input.draft === undefined ? {} : { draft: JSON.stringify(input.draft) };
  const [kept] = await ctx.db
    .update(seat)
    .set({ leaseExpiresAt, ...draft })
    .where(and(eq(seat.id, input.slotId), eq(seat.holderId, actorId(ctx)), eq(seat.state, "leased")))
    .returning({ id: seat.id });
  if (kept) return { leaseExpiresAt };
  const own = await getOwnSeat(ctx, input.slotId);
  throw new AppError(own.state === "sealed" ? "label.sealed" : "label.answered", { details: { slot: own.id } });
}

/** Passes an item over: its seat goes back to the queue at once, and this person is not offered it again. The ledger keeps that they did, and why. */
export async function skipSeat(
  ctx: Ctx,
  input: { slotId: string; reason: LabelSkipReason },
): Promise<{ slotId: string }> {
  await authorise(ctx, "label.claim");
  const me = actorId(ctx);
  const [row] = await ctx.db.select().from(seat).where(eq(seat.id, input.slotId));
  if (!row) throw new AppError("label.slot_not_found", { details: { slot: input.slotId } });
  const { contributionId, projectId } = row;
  await inTx(ctx, async (tx) => {
    const isHiding = (await findHiding(tx, [row])).has(projectId);
    const noted = await tx.db
      .insert(seatSkip)
      .values({
        ...{ contributionId, projectId, userId: me, reason: input.reason, createdAt: tx.now(), salt: makeSalt() },
        ...{ claimedAt: row.claimedAt, isNarrowed: row.isNarrowed },
      })
      .onConflictDoNothing()
      .returning();
    const returned = await tx.db
      .update(seat)
      .set(GIVEN_BACK)
      .where(and(eq(seat.id, row.id), eq(seat.holderId, me), eq(seat.state, "leased")))
      .returning({ id: seat.id, isGold: seat.isGold });
    await dropChecks(tx, returned);
    const [skip] = noted;
    if (!skip) return;
    if (returned.length === 0) throw new AppError("label.lease_lost", { details: { slot: row.id } });
    await appendEntries(tx, [skippedEntry(skip, isHiding)]);
  });
  return { slotId: row.id };
}

/** The person's own seat. Somebody else's does not exist for them, or is theirs no more. */
export async function getOwnSeat(ctx: Ctx, slotId: string): Promise<SeatRow> {
  const [row] = await ctx.db.select().from(seat).where(eq(seat.id, slotId));
  if (!row) throw new AppError("label.slot_not_found", { details: { slot: slotId } });
  if (row.holderId !== actorId(ctx) || row.state === "cancelled")
    throw new AppError("label.lease_lost", { details: { slot: slotId } });
  return row;
}
