import { and, asc, desc, eq, gt, ne, sql } from "drizzle-orm";
import { annotation } from "#db/schema/annotation";
import { consensusLabel, consensusRun } from "#db/schema/consensus";
import { contribution } from "#db/schema/contribution";
import { item } from "#db/schema/task";
import { arrangeAnswers } from "#lib/consensus/answers";
import type { Answer, AnswerValue } from "#lib/domain/answer";
import { type FieldFinding, kindsOf } from "#lib/domain/door";
import { labelItems } from "#lib/domain/item-label";
import type { ExportedItem, ExportedLabel } from "#lib/domain/label-export";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import { isCoded, type Question } from "#lib/domain/question";
import { deterministicId } from "./account";
import type { Ctx } from "./context";
import { findEntryIndexes } from "./entry-index";
import { readFlags } from "./flag";
import { groupBy } from "./group";
import { hex } from "./hash";
import { getProjectFor } from "./project-find";
import { readSaid } from "./suggestion-read";
import { getTask } from "./task-find";

const STREAM_PAGE = 500;

type ItemRow = typeof item.$inferSelect;
type AnnotationRow = typeof annotation.$inferSelect;
type LabelRow = typeof consensusLabel.$inferSelect;
type RunRow = Pick<typeof consensusRun.$inferSelect, "id" | "question" | "rule">;

/** All labels of a project, closed item by closed item in the order of their ids, and the questions they answer. */
export async function streamLabels(
  ctx: Ctx,
  input: { slug: string },
): Promise<{ questions: Question[]; items: AsyncGenerator<ExportedItem> }> {
  const { id } = await getProjectFor(ctx, input.slug, "quality.read");
  const { questions } = await getTask(ctx, id);
  return { questions, items: readAll(ctx, id, questions) };
}

async function* readAll(ctx: Ctx, projectId: string, questions: Question[]): AsyncGenerator<ExportedItem> {
  for (let after: string | undefined; ; ) {
    const items = await readSome(ctx, { projectId, questions, after, limit: STREAM_PAGE });
    yield* items;
    after = items.at(-1)?.item;
    if (items.length < STREAM_PAGE) return;
  }
}

/** The same, page by page. */
export async function listLabels(ctx: Ctx, input: PageInput & { slug: string }): Promise<Page<ExportedItem>> {
  const { id: projectId } = await getProjectFor(ctx, input.slug, "quality.read");
  const { questions } = await getTask(ctx, projectId);
  const rows = await readSome(ctx, { projectId, questions, after: input.cursor, limit: input.limit + 1 });
  return pageOf(rows, input.limit, (last) => last.item);
}

type Wanted = { projectId: string; questions: Question[]; after: string | undefined; limit: number };

async function readSome(ctx: Ctx, { projectId, questions, after, limit }: Wanted): Promise<ExportedItem[]> {
  const rows = await ctx.db
    .select({ item, contentHash: contribution.contentHash, round: contribution.round })
    .from(item)
    .innerJoin(contribution, eq(contribution.id, item.contributionId))
    .where(
      and(eq(item.projectId, projectId), ne(item.state, "open"), after ? gt(item.contributionId, after) : undefined),
    )
    .orderBy(asc(item.contributionId))
    .limit(limit);
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.item.contributionId);
  const list = `{${ids.join(",")}}`;
  const given = await ctx.db
    .select()
    .from(annotation)
    .where(and(sql`${annotation.contributionId} = any(${list}::uuid[])`, eq(annotation.isGold, false)))
    .orderBy(asc(annotation.annotatorId));
  const rounds = rows.map((row) => ({ contributionId: row.item.contributionId, round: row.round }));
  const flags = await readFlags(ctx, rounds);
  const labels = await ctx.db
    .select()
    .from(consensusLabel)
    .where(sql`${consensusLabel.contributionId} = any(${list}::uuid[])`);
  const runs = await ctx.db
    .selectDistinctOn([consensusRun.question], {
      id: consensusRun.id,
      question: consensusRun.question,
      rule: consensusRun.rule,
    })
    .from(consensusRun)
    .where(eq(consensusRun.projectId, projectId))
    .orderBy(consensusRun.question, desc(consensusRun.size));
  const said = await readSaid(ctx, projectId, ids);
  const indexes = await findEntryIndexes(ctx, [
    ...ids.flatMap((id) => [consensusId(id), judgedId(id)]),
    ...given.map(({ id }) => id),
    ...runs.map(({ id }) => id),
  ]);
  const [answersOf, labelsOf] = [
    groupBy(given, (row) => row.contributionId),
    groupBy(labels, (row) => row.contributionId),
  ];
  return rows.map(({ item: row, contentHash }) => {
    const annotations = answersOf.get(row.contributionId) ?? [];
    return {
      item: row.contributionId,
      contentHash: hex(contentHash),
      language: row.language,
      state: row.state as ExportedItem["state"],
      cause: row.cause,
      labels: questions.flatMap((question) =>
        labelOf(question, row, annotations, labelsOf.get(row.contributionId) ?? [], runs, indexes),
      ),
      answers: annotations.map(({ id, annotatorId, answer, activeMs, help, suggestionSet }) => ({
        annotation: id,
        annotator: annotatorId,
        answer: JSON.parse(answer) as Answer,
        activeMs,
        help,
        suggestionSet,
        sealed: indexes.get(id) ?? null,
      })),
      suggestions: said.get(row.contributionId) ?? [],
      entries: {
        consensus: indexes.get(consensusId(row.contributionId)) ?? null,
        judged: indexes.get(judgedId(row.contributionId)) ?? null,
      },
      personalData: kindsByField(flags.get(row.contributionId)?.found ?? []),
    };
  });
}

function kindsByField(found: readonly FieldFinding[]): ExportedItem["personalData"] {
  const fields = [...new Set(found.map(({ field }) => field))];
  return Object.fromEntries(fields.map((field) => [field, kindsOf(found.filter((one) => one.field === field))]));
}

const consensusId = (contributionId: string) => deterministicId("consensus", contributionId);
const judgedId = (contributionId: string) => deterministicId("consensus.judged", contributionId);

function labelOf(
  question: Question,
  row: ItemRow,
  annotations: readonly AnnotationRow[],
  labels: readonly LabelRow[],
  runs: readonly RunRow[],
  indexes: ReadonlyMap<string, number>,
): ExportedLabel[] {
  const own = row.results?.find((result) => result.question === question.id) ?? null;
  const label = labels.find((one) => one.question === question.id);
  const run = runs.find((one) => one.question === question.id);
  if (!own && !label) return [];
  return [
    {
      question: question.id,
      own: own && { rule: own.rule, value: own.value, confidence: own.confidence },
      together:
        label && run
          ? {
              rule: run.rule,
              value: isCoded(question) ? (label.value as AnswerValue | null) : markOf(question, annotations),
              confidence: label.confidence,
              majority: label.majority as AnswerValue | null,
              differs: label.differs,
              shares: label.shares,
              entry: indexes.get(run.id) ?? null,
            }
          : null,
    },
  ];
}

/** The label of texts and marks, which stands nowhere but in the answers: an item's own are all that it takes. */
function markOf(question: Question, annotations: readonly AnnotationRow[]): AnswerValue | null {
  const answered = annotations.flatMap(({ answer }) => {
    const value = (JSON.parse(answer) as Answer)[question.id];
    return value === undefined ? [] : [value];
  });
  if (answered.length === 0) return null;
  const zeros = answered.map(() => 0);
  const columns = { item: zeros, worker: [...answered.keys()], label: zeros };
  const answers = arrangeAnswers({ items: 1, workers: answered.length, classes: 2, ...columns });
  return labelItems(question, answers, answered)[0]?.value ?? null;
}
