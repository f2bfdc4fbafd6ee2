import { and, desc, eq, lt, or, sql } from "drizzle-orm";
import { annotation, seatSkip } from "#db/schema/annotation";
import { contribution } from "#db/schema/contribution";
import { entry } from "#db/schema/ledger";
import { project } from "#db/schema/project";
import { item, task } from "#db/schema/task";
import type { ItemState, LabelSkipReason } from "#lib/domain/annotation";
import type { Answer } from "#lib/domain/answer";
import type { QuestionResult } from "#lib/domain/consensus";
import type { Content } from "#lib/domain/content";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import type { Question } from "#lib/domain/question";
import { actorId, authorise } from "./authorise";
import { contentOf, type ItemContent } from "./content-view";
import type { Ctx } from "./context";
import { readMedia } from "./media-view";

type About = ItemContent & {
  contributionId: string;
  project: { slug: string; name: string };
  language: string;
  at: Date;
};
export type OwnAnswer = About & {
  id: string;
  state: ItemState;
  questions: Question[];
  answer: Answer;
  /** What the item came to; null while it is open. */
  results: QuestionResult[] | null;
  /** Milli-points: what was paid, null until the item closes; and what an answer was promised. */
  paid: number | null;
  price: number;
  /** Index of the entry that sealed it. */
  entryIndex: number | null;
};
export type PassedItem = About & { reason: LabelSkipReason };

const about = {
  contributionId: contribution.id,
  language: contribution.language,
  content: contribution.content,
  slug: project.slug,
  name: project.name,
  modality: project.modality,
};

/** My sealed answers, newest first; what an item came to is told once it has closed, as to everybody. */
export async function listOwnAnswers(ctx: Ctx, input: PageInput): Promise<Page<OwnAnswer>> {
  await authorise(ctx, "statement.read_own");
  const me = actorId(ctx);
  const rows = await ctx.db
    .select({ ...about, annotation, item, questions: task.questions, entryIndex: entry.index })
    .from(annotation)
    .innerJoin(contribution, eq(contribution.id, annotation.contributionId))
    .innerJoin(project, eq(project.id, annotation.projectId))
    // Gold is no item of the task: it looks like one that has not closed, or my own list would tell which it was.
    .leftJoin(item, and(eq(item.contributionId, annotation.contributionId), eq(annotation.isGold, false)))
    .innerJoin(task, eq(task.projectId, annotation.projectId))
    .leftJoin(entry, eq(entry.id, annotation.id))
    .where(and(eq(annotation.annotatorId, me), isBefore(annotation.createdAt, annotation.id, input.cursor)))
    .orderBy(desc(annotation.createdAt), desc(annotation.id))
    .limit(input.limit + 1);
  const page = pageOf(rows, input.limit, ({ annotation: { createdAt, id } }) => `${createdAt.getTime()}|${id}`);
  const views = await viewAll(ctx, page.items, (row) => row.annotation.createdAt);
  const items = page.items.map(({ annotation: own, item: of, questions, entryIndex }, at) => ({
    ...(views[at] as About),
    id: own.id,
    state: of?.state ?? "open",
    questions,
    answer: JSON.parse(own.answer) as Answer,
    results: !of || of.state === "open" ? null : (of.results ?? []),
    paid: own.paid,
    price: own.price,
    entryIndex,
  }));
  return { items, nextCursor: page.nextCursor };
}

/** What I passed over, newest first, with the reason I gave. */
export async function listPassed(ctx: Ctx, input: PageInput): Promise<Page<PassedItem>> {
  await authorise(ctx, "statement.read_own");
  const rows = await ctx.db
    .select({ ...about, reason: sql<LabelSkipReason>`${seatSkip.reason}`, at: seatSkip.createdAt })
    .from(seatSkip)
    .innerJoin(contribution, eq(contribution.id, seatSkip.contributionId))
    .innerJoin(project, eq(project.id, seatSkip.projectId))
    .where(and(eq(seatSkip.userId, actorId(ctx)), isBefore(seatSkip.createdAt, seatSkip.contributionId, input.cursor)))
    .orderBy(desc(seatSkip.createdAt), desc(seatSkip.contributionId))
    .limit(input.limit + 1);
  const page = pageOf(rows, input.limit, ({ at, contributionId }) => `${at.getTime()}|${contributionId}`);
  const views = await viewAll(ctx, page.items, (row) => row.at);
  return {
    items: page.items.map(({ reason }, at) => ({ ...(views[at] as About), reason })),
    nextCursor: page.nextCursor,
  };
}

type Columns = typeof annotation.createdAt | typeof seatSkip.createdAt;

/** Rows older than the last of the page before; of one moment those with a smaller id. */
function isBefore(at: Columns, id: typeof annotation.id | typeof seatSkip.contributionId, cursor: string | undefined) {
  const [ms, last] = cursor?.split("|") ?? [];
  if (!ms || !last) return undefined;
  const moment = new Date(Number(ms));
  return or(lt(at, moment), and(eq(at, moment), lt(id, last)));
}

type Row = { contributionId: string; language: string; content: string } & { slug: string; name: string } & {
  modality: (typeof project.$inferSelect)["modality"];
};

async function viewAll<R extends Row>(ctx: Ctx, rows: readonly R[], atOf: (row: R) => Date): Promise<About[]> {
  const contents = rows.map(({ content }) => JSON.parse(content) as Content);
  const mediaOf = await readMedia(ctx, contents);
  return rows.map((row, at) => ({
    ...contentOf(row.modality, contents[at] ?? {}, mediaOf),
    contributionId: row.contributionId,
    project: { slug: row.slug, name: row.name },
    language: row.language,
    at: atOf(row),
  }));
}
