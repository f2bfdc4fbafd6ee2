import { and, asc, eq, inArray, lte, sql } from "drizzle-orm";
import { annotation, annotator, seat } from "#db/schema/annotation";
import { item } from "#db/schema/task";
import { deterministicId } from "./account";
import { type Ctx, inTx } from "./context";
import { noteChecks, readChecks, type SeatTerms } from "./gold-check";
import { makeSalt } from "./hash";
import { insertRows } from "./insert-rows";
import type { SeatRow } from "./label-claim";
import { type AnnotationRow, findHiding, sealedEntry } from "./label-entry";
import { type ItemRow, settleItems } from "./label-settle";
import { appendEntries } from "./outbox";

const SEAL_BATCH = 200;

export type LockedLabelled = ReadonlyMap<string, ItemRow>;

/** Seals the answers whose time for undo is over; many in one transaction. Returns how many. */
export async function sealDueAnswers(ctx: Ctx): Promise<number> {
  return inTx(ctx, async (tx) => {
    const isDue = and(eq(seat.state, "answered"), lte(seat.sealsAt, tx.now()));
    const due = await tx.db
      .select({ id: seat.id, contributionId: seat.contributionId, isGold: seat.isGold })
      .from(seat)
      .where(isDue)
      .orderBy(asc(seat.sealsAt))
      .limit(SEAL_BATCH);
    if (due.length === 0) return 0;
    // Items that another loop is at work on wait for the next turn.
    const contributions = due.map((row) => row.contributionId);
    const items = await lockLabelled(tx, contributions, { skipLocked: true });
    const ids = due.filter((row) => row.isGold || items.has(row.contributionId)).map((row) => row.id);
    // Asked again under the lock: what was undone or sealed meanwhile is not due any more.
    const sealable = await tx.db
      .select()
      .from(seat)
      .where(and(inArray(seat.id, ids), isDue))
      .orderBy(asc(seat.id))
      .for("update");
    await sealSeats(tx, sealable, items);
    return sealable.length;
  });
}

/** Locks items in id order, before their seats, so that of two last answers exactly one sees both. */
export async function lockLabelled(
  ctx: Ctx,
  contributionIds: readonly string[],
  config: { skipLocked: true } | undefined = undefined,
): Promise<LockedLabelled> {
  const rows = await ctx.db
    .select()
    .from(item)
    .where(inArray(item.contributionId, [...new Set(contributionIds)]))
    .orderBy(asc(item.contributionId))
    .for("no key update", config ?? {});
  return new Map(rows.map((row) => [row.contributionId, row]));
}

/**
 * Makes answers (their seats and items locked) final, in the caller's transaction: the annotations, the commitments in the ledger, and
 * where the wanted answers are in, the consensus with everything it moves.
 */
export async function sealSeats(ctx: Ctx, answered: readonly SeatRow[], items: LockedLabelled): Promise<void> {
  const valid = answered.filter((row) => row.isGold || items.get(row.contributionId)?.state === "open");
  if (valid.length === 0) return;
  await ctx.db
    .update(seat)
    .set({ state: "sealed" })
    .where(
      inArray(
        seat.id,
        valid.map((row) => row.id),
      ),
    );
  const checks = await readChecks(ctx, valid);
  const rows = valid.map((row) => annotationOf(ctx, row, termsFor(row, items, checks)));
  // First, as it locks people: a settlement of theirs then counts exactly the answers whose entries come before its own.
  await countAnswers(ctx, rows);
  await insertRows(ctx, annotation, rows);
  const hiding = await findHiding(ctx, rows);
  await appendEntries(
    ctx,
    rows.map((row) => sealedEntry(row, hiding.has(row.projectId))),
  );
  await noteChecks(
    ctx,
    valid.filter((row) => row.isGold),
  );
  const counts = new Map<string, number>();
  for (const { contributionId, isGold } of rows)
    if (!isGold) counts.set(contributionId, (counts.get(contributionId) ?? 0) + 1);
  const touched = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  await settleItems(
    ctx,
    touched.map(([id, added]) => {
      const row = items.get(id) as ItemRow;
      return { ...row, answers: row.answers + added };
    }),
  );
}

function termsFor(row: SeatRow, items: LockedLabelled, checks: Awaited<ReturnType<typeof readChecks>>): SeatTerms {
  if (row.isGold) return checks.get(row.id) as SeatTerms;
  const { taskVersion, answerPrice } = items.get(row.contributionId) as ItemRow;
  return { taskVersion, price: answerPrice };
}

function annotationOf(ctx: Ctx, row: SeatRow, of: SeatTerms): AnnotationRow {
  if (!row.holderId || row.answer === null) throw new Error(`seat ${row.id} is answered without holder or answer`);
  return {
    id: deterministicId("annotation", row.id),
    projectId: row.projectId,
    contributionId: row.contributionId,
    annotatorId: row.holderId,
    taskVersion: of.taskVersion,
    answer: row.answer,
    salt: makeSalt(),
    price: of.price,
    activeMs: row.activeMs,
    createdAt: ctx.now(),
    claimedAt: row.claimedAt,
    isNarrowed: row.isNarrowed,
    isGold: row.isGold,
    help: row.help ?? "none",
    suggestionSet: row.suggestionSet,
    dueAt: row.isGold ? ctx.now() : null,
  };
}

/** One row a person and project, in key order, so that two that touch the same people wait for each other. */
async function countAnswers(ctx: Ctx, rows: readonly AnnotationRow[]): Promise<void> {
  const counts = new Map<string, { projectId: string; userId: string; answers: number }>();
  for (const { projectId, annotatorId } of rows) {
    const key = `${projectId}|${annotatorId}`;
    const known = counts.get(key) ?? { projectId, userId: annotatorId, answers: 0 };
    counts.set(key, { ...known, answers: known.answers + 1 });
  }
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await ctx.db.execute(sql`
    insert into ${annotator} (project_id, user_id, answers)
    select * from json_to_recordset(${JSON.stringify(sorted)}::json) as one("projectId" uuid, "userId" uuid, answers int)
    on conflict (project_id, user_id) do update set answers = ${annotator.answers} + excluded.answers`);
}
