import { asc, inArray, sql } from "drizzle-orm";
import { annotation } from "#db/schema/annotation";
import { item, task } from "#db/schema/task";
import { type Answer, codedValues } from "#lib/domain/answer";
import { isSure, outcomeOf, type QuestionResult, tallyAnswers, termsOf } from "#lib/domain/consensus";
import type { Question } from "#lib/domain/question";
import { SPOT_CHECK_RULE } from "#lib/domain/spot-check";
import { FLAT_LABEL_RULE, type LabelRule } from "#lib/domain/task";
import { budgetAccount, deterministicId, reservedAccount, userAccount } from "./account";
import { lockBudget, lockProjectAccounts } from "./account-lock";
import type { Ctx } from "./context";
import { groupBy } from "./group";
import { openAnswer, openWithItem, readLeft } from "./label-entry";
import { addSeats } from "./label-fill";
import { decideStops, recordStops } from "./label-stop";
import { appendEntries } from "./outbox";
import { returnFreeBudget } from "./project-return";
import { addScores } from "./score-add";
import { requestSettle } from "./spot-request";
import { postTransfers, type TransferPlan } from "./transfer";

export type ItemRow = typeof item.$inferSelect;
type AnnotationRow = typeof annotation.$inferSelect;
type Answered = {
  item: ItemRow;
  annotations: AnnotationRow[];
  questions: Question[];
  results: QuestionResult[];
  rule: LabelRule;
};

/**
 * What follows from answers to items (locked; `answers` counts those sealed now): where all seats are answered, the item closes with its consensus, or,
 * while people disagree and more may be asked, gets one seat more. Payment, entries and counts in the caller's transaction.
 */
export async function settleItems(ctx: Ctx, items: readonly ItemRow[]): Promise<void> {
  const full = items.filter((row) => row.answers === row.seats);
  const waiting = items.filter((row) => row.answers < row.seats);
  await writeCounts(ctx, waiting);
  const paid = full.filter((row) => row.answerPrice > 0);
  await lockProjectAccounts(
    ctx,
    paid.map((row) => row.projectId),
  );
  const answered = await readAnswers(ctx, full);
  const stops = await decideStops(ctx, answered);
  const isDone = ({ item: row, results }: Answered) =>
    row.seats >= row.answersMost || (stops.get(row.contributionId)?.isDone ?? isSure(results, row.confidence));
  const more = await askMore(
    ctx,
    answered.filter((one) => !isDone(one)),
  );
  const closed = answered.filter((one) => !more.has(one.item.contributionId));
  await closeItems(ctx, closed);
  await recordStops(ctx, closed, stops);
}

async function writeCounts(ctx: Ctx, items: readonly ItemRow[]): Promise<void> {
  if (items.length === 0) return;
  const rows = items.map((row) => sql`(${row.contributionId}::uuid, ${row.answers}::int)`);
  await ctx.db.execute(
    sql`update ${item} set answers = counted.answers from (values ${sql.join(rows, sql`, `)}) as counted(id, answers)
      where ${item.contributionId} = counted.id`,
  );
}

/** Items with their sealed answers and what these come to. */
export async function readAnswers(ctx: Ctx, items: readonly ItemRow[]): Promise<Answered[]> {
  if (items.length === 0) return [];
  const projects = [...new Set(items.map((row) => row.projectId))];
  const tasks = await ctx.db.select().from(task).where(inArray(task.projectId, projects));
  // By id, so that the entry's bytes do not depend on the order in which rows come back.
  const rows = await ctx.db
    .select()
    .from(annotation)
    .where(
      inArray(
        annotation.contributionId,
        items.map((row) => row.contributionId),
      ),
    )
    .orderBy(asc(annotation.id));
  const byItem = groupBy(rows, (row) => row.contributionId);
  return items.map((row) => {
    const annotations = byItem.get(row.contributionId) ?? [];
    const of = tasks.find(({ projectId }) => projectId === row.projectId);
    const [questions, rule] = [of?.questions ?? [], of?.rewardRule ?? FLAT_LABEL_RULE];
    const answers = annotations.map(({ answer }) => codedValues(questions, JSON.parse(answer) as Answer));
    return { item: row, annotations, questions, rule, results: tallyAnswers(questions.map(termsOf), answers) };
  });
}

/** One seat more for items whose people disagree, as far as the budget covers; what it does not cover closes as it is. Returns whose were asked. */
async function askMore(ctx: Ctx, split: readonly Answered[]): Promise<Set<string>> {
  const asked = new Set<string>();
  for (const [projectId, group] of groupBy(split, (one) => one.item.projectId)) {
    let free = group.some((one) => one.item.answerPrice > 0) ? await lockBudget(ctx, projectId) : 0;
    const covered = group
      .map((one) => one.item)
      .filter((row) => {
        if (row.answerPrice > free && row.answerPrice > 0) return false;
        free -= row.answerPrice;
        return true;
      });
    await promiseMore(ctx, projectId, covered, group[0]?.rule ?? FLAT_LABEL_RULE);
    for (const row of covered) asked.add(row.contributionId);
  }
  return asked;
}

async function promiseMore(ctx: Ctx, projectId: string, items: readonly ItemRow[], rule: LabelRule): Promise<void> {
  if (items.length === 0) return;
  const rows = items.map((row) => sql`(${row.contributionId}::uuid, ${row.answers}::int)`);
  await ctx.db.execute(
    sql`update ${item} set seats = seats + 1, reserved = reserved + answer_price, answers = counted.answers
      from (values ${sql.join(rows, sql`, `)}) as counted(id, answers) where ${item.contributionId} = counted.id`,
  );
  await addSeats(
    ctx,
    projectId,
    items.map(({ contributionId, authorId, language, orderKey }) => ({ contributionId, authorId, language, orderKey })),
    1,
  );
  await postTransfers(
    ctx,
    items.map((row) => ({
      id: deterministicId("label_reserve", row.contributionId, row.seats + 1),
      debit: budgetAccount(projectId),
      credit: reservedAccount(projectId),
      amount: row.answerPrice,
      kind: "label_reserve",
      rule,
      projectId,
      contributionId: row.contributionId,
    })),
  );
}

/** Closes items: their consensus with all answers opened, then what it pays. */
export async function closeItems(ctx: Ctx, closed: readonly Answered[]): Promise<void> {
  if (closed.length === 0) return;
  const rows = closed.map(
    ({ item: row, results }) =>
      sql`(${row.contributionId}::uuid, ${row.answers}::int, ${outcomeOf(results)}::text, ${JSON.stringify(results)}::jsonb)`,
  );
  await ctx.db.execute(
    sql`update ${item} set state = closed.state, answers = closed.answers, results = closed.results, reserved = 0,
      settled_at = ${ctx.now().toISOString()}::timestamptz
      from (values ${sql.join(rows, sql`, `)}) as closed(id, answers, state, results) where ${item.contributionId} = closed.id`,
  );
  const now = closed.filter(({ rule }) => rule !== SPOT_CHECK_RULE).flatMap((one) => one.annotations);
  const later = closed.filter(({ rule }) => rule === SPOT_CHECK_RULE);
  await ctx.db
    .update(annotation)
    .set({ paid: sql`${annotation.price}` })
    .where(inArray(annotation.id, idsOf(now)));
  const left = await readLeft(
    ctx,
    later.map((one) => one.item.contributionId),
  );
  // The consensus before its payments: an audit then knows what is owed.
  await appendEntries(
    ctx,
    closed.map((one) => reachedEntry(ctx, one, left.get(one.item.contributionId) ?? [])),
  );
  await postTransfers(ctx, closed.flatMap(transfersOf));
  await addScores(
    ctx,
    now.map((row) => ({ userId: row.annotatorId, projectId: row.projectId, points: row.price })),
  );
  await returnFreeBudget(ctx, [...new Set(closed.map((one) => one.item.projectId))]);
  await letSettle(
    ctx,
    later.flatMap((one) => one.annotations),
  );
}

/** By spot-check/1 what was promised stays reserved until the author of the answer has been checked enough. */
async function letSettle(ctx: Ctx, annotations: readonly AnnotationRow[]): Promise<void> {
  if (annotations.length === 0) return;
  await ctx.db
    .update(annotation)
    .set({ dueAt: ctx.now() })
    .where(inArray(annotation.id, idsOf(annotations)));
  for (const projectId of new Set(annotations.map((row) => row.projectId))) await requestSettle(ctx, projectId);
}

const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

function reachedEntry(
  ctx: Ctx,
  { item: row, annotations, questions, results, rule }: Answered,
  left: { entry: string; item: string }[],
) {
  const body = {
    id: deterministicId("consensus", row.contributionId),
    at: ctx.now().toISOString(),
    kind: "consensus.reached",
    contribution: row.contributionId,
    project: row.projectId,
    outcome: outcomeOf(results),
    results,
  } as const;
  return rule === SPOT_CHECK_RULE
    ? ({ v: 3, ...body, answers: annotations.map((one) => openWithItem(one, questions)), left } as const)
    : ({ v: 1, ...body, answers: annotations.map((one) => openAnswer(one, questions)) } as const);
}

function transfersOf({ item: row, annotations, rule }: Answered): TransferPlan[] {
  const common = {
    debit: reservedAccount(row.projectId),
    rule,
    projectId: row.projectId,
    contributionId: row.contributionId,
  };
  const rest = row.reserved - annotations.reduce((sum, one) => sum + one.price, 0);
  return [
    ...(rule === SPOT_CHECK_RULE ? [] : annotations).map((one) => ({
      ...common,
      id: deterministicId("label_fee", one.id),
      kind: "label_fee" as const,
      credit: userAccount(one.annotatorId),
      amount: one.price,
    })),
    {
      ...common,
      id: deterministicId("label_release", row.contributionId),
      kind: "label_release",
      credit: budgetAccount(row.projectId),
      amount: rest,
    },
  ];
}
