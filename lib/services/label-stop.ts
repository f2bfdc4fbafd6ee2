import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { consensusRun, consensusWorker } from "#db/schema/consensus";
import { item } from "#db/schema/task";
import { type Answer, codedValues } from "#lib/domain/answer";
import { isSure, type QuestionResult, termsOf } from "#lib/domain/consensus";
import type { Question } from "#lib/domain/question";
import { actOf, decideStop, type KnownModel, overlapOf, type StopDecision, stopQuestions } from "#lib/domain/stop-rule";
import { deterministicId } from "./account";
import type { Ctx } from "./context";
import { groupBy } from "./group";
import { appendEntries } from "./outbox";

type ItemRow = typeof item.$inferSelect;
type Answered = {
  item: ItemRow;
  annotations: readonly { annotatorId: string; answer: string }[];
  questions: readonly Question[];
  results: readonly QuestionResult[];
};
export type Stop = { act: StopDecision["act"]; isDone: boolean; decisions: StopDecision[] };

/** What adaptive overlap says of items that are held to it, by contribution; the others are left out. */
export async function decideStops(ctx: Ctx, answered: readonly Answered[]): Promise<Map<string, Stop>> {
  const stops = new Map<string, Stop>();
  const held = answered.filter((one) => one.item.stop === "posterior");
  for (const [projectId, group] of groupBy(held, (one) => one.item.projectId)) {
    const questions = stopQuestions((group[0]?.questions ?? []).map(termsOf));
    const people = [...new Set(group.flatMap((one) => one.annotations.map((row) => row.annotatorId)))];
    const models = new Map<string, KnownModel>();
    for (const { id } of questions) {
      const model = await readModel(ctx, projectId, id, people);
      if (model) models.set(id, model);
    }
    for (const one of group) stops.set(one.item.contributionId, decideItem(one, questions, models));
  }
  return stops;
}

function decideItem(
  one: Answered,
  questions: ReturnType<typeof termsOf>[],
  models: ReadonlyMap<string, KnownModel>,
): Stop {
  const given = one.annotations.map(({ annotatorId, answer }) => ({
    person: annotatorId,
    values: codedValues(one.questions, JSON.parse(answer) as Answer),
  }));
  const decisions = questions.flatMap((question) => {
    const answers = given.flatMap(({ person, values }) => {
      const label = values[question.id];
      return typeof label === "number" ? [{ person, label }] : [];
    });
    if (answers.length === 0) return [];
    return [decideStop(question, overlapOf(one.item), answers, models.get(question.id))];
  });
  const act = actOf(decisions);
  const others = one.results.filter((result) => !decisions.some(({ question }) => question === result.question));
  return { act, isDone: act !== "ask" && isSure(others, one.item.confidence), decisions };
}

/** The newest run's model for these people, by one statement, so that it is of one run. */
async function readModel(
  ctx: Ctx,
  projectId: string,
  question: string,
  people: readonly string[],
): Promise<KnownModel | undefined> {
  const newest = ctx.db
    .select({ id: consensusRun.id, shares: consensusRun.shares, question: consensusRun.question })
    .from(consensusRun)
    .where(and(eq(consensusRun.projectId, projectId), eq(consensusRun.question, question)))
    .orderBy(desc(consensusRun.size))
    .limit(1)
    .as("newest");
  const rows = await ctx.db
    .select({
      run: newest.id,
      shares: newest.shares,
      person: consensusWorker.userId,
      confusion: consensusWorker.confusion,
    })
    .from(newest)
    .leftJoin(
      consensusWorker,
      and(
        eq(consensusWorker.projectId, projectId),
        eq(consensusWorker.question, newest.question),
        inArray(consensusWorker.userId, [...people]),
      ),
    );
  const [first] = rows;
  if (!first?.shares) return undefined;
  const confusions = new Map(rows.map(({ person, confusion }) => [person, confusion ?? undefined]));
  return { run: first.run, shares: first.shares, confusionOf: (person) => confusions.get(person) };
}

/** Records what was decided of items that have closed, in the same transaction and after their consensus; what was escalated waits for a judge. */
export async function recordStops(
  ctx: Ctx,
  closed: readonly Answered[],
  stops: ReadonlyMap<string, Stop>,
): Promise<void> {
  const held = closed.flatMap(({ item: row }) => {
    const stop = stops.get(row.contributionId);
    return stop ? [{ row, stop }] : [];
  });
  if (held.length === 0) return;
  const escalated = held.filter(({ stop }) => stop.act === "escalate").map(({ row }) => row.contributionId);
  if (escalated.length > 0)
    await ctx.db
      .update(item)
      .set({ state: sql`'disputed'` })
      .where(and(inArray(item.contributionId, escalated), eq(item.state, "settled")));
  await appendEntries(
    ctx,
    held.map(({ row, stop }) => ({
      v: 1,
      id: deterministicId("consensus.stopped", row.contributionId),
      at: ctx.now().toISOString(),
      kind: "consensus.stopped",
      contribution: row.contributionId,
      project: row.projectId,
      act: stop.act,
      decisions: stop.decisions,
    })),
  );
}
