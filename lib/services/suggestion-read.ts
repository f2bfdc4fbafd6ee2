import { and, asc, countDistinct, desc, eq, gt, sql } from "drizzle-orm";
import { modelHelp, suggestion, suggestionSet } from "#db/schema/suggestion";
import type { Answer } from "#lib/domain/answer";
import { AppError } from "#lib/domain/error";
import { HELP_SHARE } from "#lib/domain/model-help";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import type { Ctx } from "./context";
import { findEntryIndexes } from "./entry-index";
import { groupBy } from "./group";
import { hex } from "./hash";
import { getProjectFor } from "./project-find";

const SHOWN_SETS = 100;

export type SetLine = {
  set: number;
  source: (typeof suggestionSet.$inferSelect)["source"];
  model: string;
  version: string;
  count: number;
  root: string;
  createdAt: Date;
  /** Index of its ledger entry; null while it waits for its place. */
  entryIndex: number | null;
};
export type ModelHelpView = {
  isShown: boolean;
  rule: string;
  share: number;
  /** Items that a model says something of. */
  items: number;
  /** Newest first, a hundred at most. */
  sets: SetLine[];
};

/** Whether annotators see suggestions, and what there is; for owners. */
export async function readModelHelp(ctx: Ctx, input: { slug: string }): Promise<ModelHelpView> {
  const { id: projectId } = await getProjectFor(ctx, input.slug, "task.edit");
  const [help] = await ctx.db.select().from(modelHelp).where(eq(modelHelp.projectId, projectId));
  const [items] = await ctx.db
    .select({ count: countDistinct(suggestion.contributionId) })
    .from(suggestion)
    .where(eq(suggestion.projectId, projectId));
  const rows = await ctx.db
    .select()
    .from(suggestionSet)
    .where(eq(suggestionSet.projectId, projectId))
    .orderBy(desc(suggestionSet.number))
    .limit(SHOWN_SETS);
  const indexes = await findEntryIndexes(
    ctx,
    rows.map(({ id }) => id),
  );
  return {
    isShown: help?.isShown ?? false,
    rule: HELP_SHARE.rule,
    share: HELP_SHARE.share,
    items: items?.count ?? 0,
    sets: rows.map(({ id, number, source, model, version, count, root, createdAt }) => ({
      ...{ set: number, source, model, version, count, root: hex(root), createdAt },
      entryIndex: indexes.get(id) ?? null,
    })),
  };
}

export type SuggestionLine = {
  contribution: string;
  answer: Answer;
  confidence: number | null;
  /** Leaf of the set's tree, and the salt behind it, both hex; the salt is empty once the item is erased. */
  leaf: string;
  salt: string;
};

/** A set as it was taken, in the order of item ids: with it the root of its entry can be made again. */
export async function listSuggestions(
  ctx: Ctx,
  input: PageInput & { slug: string; set: number },
): Promise<Page<SuggestionLine>> {
  const { id: projectId } = await getProjectFor(ctx, input.slug, "task.edit");
  const isSet = and(eq(suggestion.projectId, projectId), eq(suggestion.set, input.set));
  const rows = await ctx.db
    .select()
    .from(suggestion)
    .where(and(isSet, input.cursor ? gt(suggestion.contributionId, input.cursor) : undefined))
    .orderBy(asc(suggestion.contributionId))
    .limit(input.limit + 1);
  if (rows.length === 0 && !input.cursor)
    throw new AppError("suggestion.set_not_found", { details: { set: input.set } });
  const page = pageOf(rows, input.limit, (last) => last.contributionId);
  const items = page.items.map(({ contributionId, answer, confidence, leaf, salt }) => ({
    ...{ contribution: contributionId, answer: JSON.parse(answer) as Answer, confidence },
    ...{ leaf: hex(leaf), salt: hex(salt) },
  }));
  return { items, nextCursor: page.nextCursor };
}

/** All that models said of items, by item, oldest first. */
export async function readSaid(ctx: Ctx, projectId: string, ids: readonly string[]) {
  const rows = await ctx.db
    .select({
      contributionId: suggestion.contributionId,
      set: suggestion.set,
      answer: suggestion.answer,
      confidence: suggestion.confidence,
      model: suggestionSet.model,
      version: suggestionSet.version,
    })
    .from(suggestion)
    .innerJoin(
      suggestionSet,
      and(eq(suggestionSet.projectId, suggestion.projectId), eq(suggestionSet.number, suggestion.set)),
    )
    .where(
      and(
        eq(suggestion.projectId, projectId),
        sql`${suggestion.contributionId} = any(${`{${ids.join(",")}}`}::uuid[])`,
      ),
    )
    .orderBy(asc(suggestion.set));
  const said = rows.map((row) => ({ ...row, answer: JSON.parse(row.answer) as Answer }));
  const groups = groupBy(said, (row) => row.contributionId);
  return new Map([...groups].map(([id, group]) => [id, group.map(({ contributionId: _, ...one }) => one)]));
}
