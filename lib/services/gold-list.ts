import { and, asc, count, eq, gt, inArray, isNull, ne, notExists, or, sql } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { gold, goldCheck, goldPool } from "#db/schema/gold";
import { item } from "#db/schema/task";
import type { Content } from "#lib/domain/content";
import type { GoldCause, GoldState, KnownAnswer } from "#lib/domain/gold";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import { contentOf, type ItemContent } from "./content-view";
import type { Ctx } from "./context";
import { readMedia } from "./media-view";
import { getProjectFor } from "./project-find";

export type GoldLine = ItemContent & {
  contribution: string;
  state: GoldState;
  language: string;
  answer: KnownAnswer;
  hint: string;
  exposures: number;
  /** Answers that were right, of so many. */
  right: number;
  answered: number;
  set: number | null;
  cause: GoldCause | null;
  openedAt: Date | null;
};
export type GoldCounts = Record<GoldState, number> & { reserved: number; free: number };

/** A task's gold for its owners, with how often each item was answered rightly, and how much there is in all. */
export async function listGold(
  ctx: Ctx,
  input: PageInput & { slug: string },
): Promise<Page<GoldLine> & { counts: GoldCounts }> {
  const { id: projectId, modality } = await getProjectFor(ctx, input.slug, "task.edit");
  const rows = await ctx.db
    .select({ gold, content: contribution.content })
    .from(gold)
    .innerJoin(contribution, eq(contribution.id, gold.contributionId))
    .where(and(eq(gold.projectId, projectId), input.cursor ? gt(gold.contributionId, input.cursor) : undefined))
    .orderBy(asc(gold.contributionId))
    .limit(input.limit + 1);
  const page = pageOf(rows, input.limit, (last) => last.gold.contributionId);
  const ids = page.items.map((row) => row.gold.contributionId);
  const seen = await countAnswers(ctx, ids);
  const contents = page.items.map((row) => JSON.parse(row.content) as Content);
  const mediaOf = await readMedia(ctx, contents);
  const items = page.items.map(({ gold: row }, at) => {
    const { contributionId, state, language, answer, hint, exposures, set, cause, openedAt } = row;
    const { right = 0, answered = 0 } = seen.get(contributionId) ?? {};
    return {
      ...{ contribution: contributionId, state, language, answer, hint, exposures, set, cause, openedAt },
      ...contentOf(modality, contents[at] ?? {}, mediaOf),
      right,
      answered,
    };
  });
  return { items, nextCursor: page.nextCursor, counts: await countGold(ctx, projectId) };
}

async function countAnswers(ctx: Ctx, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, { right: number; answered: number }>();
  const rows = await ctx.db
    .select({
      id: goldCheck.contributionId,
      right: sql<number>`count(*) filter (where ${goldCheck.isRight})`.mapWith(Number),
      answered: count(),
    })
    .from(goldCheck)
    .where(and(inArray(goldCheck.contributionId, [...ids]), eq(goldCheck.state, "sealed")))
    .groupBy(goldCheck.contributionId);
  return new Map(rows.map(({ id, ...seen }) => [id, seen]));
}

async function countGold(ctx: Ctx, projectId: string): Promise<GoldCounts> {
  const states = await ctx.db
    .select({ state: gold.state, items: count() })
    .from(gold)
    .where(eq(gold.projectId, projectId))
    .groupBy(gold.state);
  const of = (state: GoldState) => states.find((row) => row.state === state)?.items ?? 0;
  const [pool] = await ctx.db.select().from(goldPool).where(eq(goldPool.projectId, projectId));
  const points = { reserved: pool?.reserved ?? 0, free: pool?.free ?? 0 };
  return { draft: of("draft"), ready: of("ready"), retired: of("retired"), suspended: of("suspended"), ...points };
}

export type GoldCandidate = ItemContent & { contribution: string; language: string };

/** Accepted items that are not gold and that nobody is answering now. */
export async function listCandidates(ctx: Ctx, input: PageInput & { slug: string }): Promise<Page<GoldCandidate>> {
  const { id: projectId, modality } = await getProjectFor(ctx, input.slug, "task.edit");
  const isGold = ctx.db.select({ id: gold.contributionId }).from(gold).where(eq(gold.contributionId, contribution.id));
  const rows = await ctx.db
    .select({ id: contribution.id, language: contribution.language, content: contribution.content })
    .from(contribution)
    .leftJoin(item, eq(item.contributionId, contribution.id))
    .where(
      and(
        eq(contribution.projectId, projectId),
        eq(contribution.status, "accepted"),
        isNull(contribution.erasedAt),
        or(isNull(item.state), ne(item.state, "open")),
        notExists(isGold),
        input.cursor ? gt(contribution.id, input.cursor) : undefined,
      ),
    )
    .orderBy(asc(contribution.id))
    .limit(input.limit + 1);
  const page = pageOf(rows, input.limit, (last) => last.id);
  const contents = page.items.map((row) => JSON.parse(row.content) as Content);
  const mediaOf = await readMedia(ctx, contents);
  const items = page.items.map(({ id, language }, at) => ({
    ...{ contribution: id, language },
    ...contentOf(modality, contents[at] ?? {}, mediaOf),
  }));
  return { items, nextCursor: page.nextCursor };
}
