import { and, asc, eq, gt, inArray, or } from "drizzle-orm";
import { annotation } from "#db/schema/annotation";
import { contribution } from "#db/schema/contribution";
import { item } from "#db/schema/task";
import { user } from "#db/schema/user";
import type { ItemState } from "#lib/domain/annotation";
import type { Answer } from "#lib/domain/answer";
import type { QuestionResult } from "#lib/domain/consensus";
import type { Content, Modality } from "#lib/domain/content";
import { isFirst } from "#lib/domain/order-key";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import { contentOf, type ItemContent } from "./content-view";
import type { Ctx } from "./context";
import { groupBy } from "./group";
import { readMedia } from "./media-view";
import { getProjectFor } from "./project-find";

export type LabelledItem = ItemContent & {
  id: string;
  state: ItemState;
  language: string;
  first: boolean;
  results: QuestionResult[];
  cause: string | null;
  /** Who answered what; empty while the item is open, so that nobody can lean on it. */
  answers: { id: string; handle: string; answer: Answer; activeMs: number | null }[];
  settledAt: Date | null;
};

/** Items of a project's task in one state, in the order they are labelled in, with the answers of those that are closed. */
export async function listItems(
  ctx: Ctx,
  input: PageInput & { slug: string; state: ItemState },
): Promise<Page<LabelledItem>> {
  const { id: projectId, modality } = await getProjectFor(ctx, input.slug, "label.judge");
  const [key, after] = input.cursor?.split("|") ?? [];
  const past = key && after ? isPast(Number(key), after) : undefined;
  const rows = await ctx.db
    .select({ item, content: contribution.content })
    .from(item)
    .innerJoin(contribution, eq(contribution.id, item.contributionId))
    .where(and(eq(item.projectId, projectId), eq(item.state, input.state), past))
    .orderBy(asc(item.orderKey), asc(item.contributionId))
    .limit(input.limit + 1);
  const page = pageOf(rows, input.limit, (last) => `${last.item.orderKey}|${last.item.contributionId}`);
  return { items: await viewItems(ctx, modality, page.items), nextCursor: page.nextCursor };
}

/** Items as those see them who may judge, with the answers of those that are closed. */
export async function viewItems(
  ctx: Ctx,
  modality: Modality,
  rows: readonly { item: typeof item.$inferSelect; content: string }[],
): Promise<LabelledItem[]> {
  const answers = await readAnswers(
    ctx,
    rows.filter((row) => row.item.state !== "open").map((row) => row.item.contributionId),
  );
  const contents = new Map(rows.map((row) => [row.item.contributionId, JSON.parse(row.content) as Content]));
  const mediaOf = await readMedia(ctx, [...contents.values()]);
  return rows.map(({ item: row }) => ({
    id: row.contributionId,
    state: row.state,
    language: row.language,
    first: isFirst(row.orderKey),
    ...contentOf(modality, contents.get(row.contributionId) ?? {}, mediaOf),
    results: row.results ?? [],
    cause: row.cause,
    answers: answers.get(row.contributionId)?.map(({ of: _, ...answer }) => answer) ?? [],
    settledAt: row.settledAt,
  }));
}

function isPast(key: number, id: string) {
  return or(gt(item.orderKey, key), and(eq(item.orderKey, key), gt(item.contributionId, id)));
}

async function readAnswers(ctx: Ctx, contributionIds: readonly string[]) {
  const rows =
    contributionIds.length === 0
      ? []
      : await ctx.db
          .select({
            id: annotation.id,
            of: annotation.contributionId,
            handle: user.handle,
            answer: annotation.answer,
            activeMs: annotation.activeMs,
          })
          .from(annotation)
          .innerJoin(user, eq(user.id, annotation.annotatorId))
          .where(and(inArray(annotation.contributionId, [...contributionIds]), eq(annotation.isGold, false)))
          .orderBy(asc(annotation.id));
  return groupBy(
    rows.map((row) => ({ ...row, answer: JSON.parse(row.answer) as Answer })),
    (row) => row.of,
  );
}
