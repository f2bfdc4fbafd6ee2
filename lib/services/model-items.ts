import { and, asc, count, eq, isNull, notExists } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { modelAsk } from "#db/schema/model-endpoint";
import { suggestion, suggestionSet } from "#db/schema/suggestion";
import type { Ctx } from "./context";

type Wanted = { projectId: string; model: string; version: string };

/**
 * Accepted items that this version of this model has said nothing of. Gold is among them: whoever is asked could else tell it by what is left out,
 * and it is never shown what they say of it.
 */
function isUnsaid(ctx: Ctx, { projectId, model, version }: Wanted) {
  const said = ctx.db
    .select({ id: suggestion.contributionId })
    .from(suggestion)
    .innerJoin(
      suggestionSet,
      and(eq(suggestionSet.projectId, suggestion.projectId), eq(suggestionSet.number, suggestion.set)),
    )
    .where(
      and(
        eq(suggestion.contributionId, contribution.id),
        eq(suggestionSet.model, model),
        eq(suggestionSet.version, version),
      ),
    );
  return and(
    eq(contribution.projectId, projectId),
    eq(contribution.status, "accepted"),
    isNull(contribution.erasedAt),
    notExists(said),
  );
}

export async function countUnsaid(ctx: Ctx, wanted: Wanted): Promise<number> {
  const [row] = await ctx.db.select({ count: count() }).from(contribution).where(isUnsaid(ctx, wanted));
  return row?.count ?? 0;
}

/** The next items of a run, in the order they came: none that it has asked before, whatever came of it. */
export function nextItems(ctx: Ctx, runId: string, wanted: Wanted, most: number) {
  const asked = ctx.db
    .select({ id: modelAsk.contributionId })
    .from(modelAsk)
    .where(and(eq(modelAsk.runId, runId), eq(modelAsk.contributionId, contribution.id)));
  return ctx.db
    .select({ id: contribution.id, language: contribution.language, content: contribution.content })
    .from(contribution)
    .where(and(isUnsaid(ctx, wanted), notExists(asked)))
    .orderBy(asc(contribution.id))
    .limit(most);
}
