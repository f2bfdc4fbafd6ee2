import { and, asc, desc, eq, ne } from "drizzle-orm";
import { annotator } from "#db/schema/annotation";
import { gold, goldCheck, labelSettlement } from "#db/schema/gold";
import { GOLD_SHARE } from "#lib/domain/gold-share";
import { limits } from "#lib/domain/limits";
import { actorId, authorise } from "./authorise";
import type { Ctx } from "./context";
import { getProject } from "./project-find";

export type Progress = {
  /** Rules that one missed in training, in the order of their own words; none before its end. */
  lessons: string[];
  /** Accuracy on gold in tenths, by the last settlement; null before the first. */
  accuracy: number | null;
  settledAt: Date | null;
};

const TRAINING = GOLD_SHARE.first.reduce<number>((sum, length) => sum + length, 0);
const TENTH = 10;

/**
 * What a person may know of how they are doing: once their first tasks are done, the rules that they missed among their first gold, and how accurate
 * they were when they were last settled, rounded. Never which items these were, nor anything about later ones (docs/decisions/0016).
 */
export async function readProgress(ctx: Ctx, input: { slug: string }): Promise<Progress> {
  await authorise(ctx, "label.claim");
  const { id: projectId } = await getProject(ctx, input.slug);
  const userId = actorId(ctx);
  const [me] = await ctx.db
    .select({ answers: annotator.answers })
    .from(annotator)
    .where(and(eq(annotator.projectId, projectId), eq(annotator.userId, userId)));
  const [last] = await ctx.db
    .select({ right: labelSettlement.right, of: labelSettlement.of, createdAt: labelSettlement.createdAt })
    .from(labelSettlement)
    .where(and(eq(labelSettlement.projectId, projectId), eq(labelSettlement.userId, userId)))
    .orderBy(desc(labelSettlement.createdAt), desc(labelSettlement.sealOrder))
    .limit(1);
  const isTrained = (me?.answers ?? 0) >= TRAINING;
  return {
    lessons: isTrained ? await listLessons(ctx, projectId, userId) : [],
    accuracy: last && last.of > 0 ? Math.round((last.right * TENTH) / last.of) : null,
    settledAt: last?.createdAt ?? null,
  };
}

async function listLessons(ctx: Ctx, projectId: string, userId: string): Promise<string[]> {
  const first = await ctx.db
    .select({ isRight: goldCheck.isRight, hint: gold.hint, state: gold.state })
    .from(goldCheck)
    .innerJoin(gold, eq(gold.contributionId, goldCheck.contributionId))
    .where(and(eq(goldCheck.projectId, projectId), eq(goldCheck.userId, userId), ne(goldCheck.state, "dropped")))
    .orderBy(asc(goldCheck.servedAt), asc(goldCheck.sealOrder))
    .limit(GOLD_SHARE.first.length);
  const missed = first.filter((row) => row.isRight === false && row.state !== "suspended" && row.hint !== "");
  return [...new Set(missed.map((row) => row.hint))].sort().slice(0, limits.goldLessons);
}
