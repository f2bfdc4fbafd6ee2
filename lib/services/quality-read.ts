import { and, count, desc, eq, inArray, ne } from "drizzle-orm";
import { consensusRun, consensusState } from "#db/schema/consensus";
import { job } from "#db/schema/job";
import { item } from "#db/schema/task";
import type { QuestionQuality } from "#lib/domain/quality";
import { runKey } from "./consensus-request";
import { countSealed } from "./consensus-run";
import type { Ctx } from "./context";
import { findEntryIndexes } from "./entry-index";
import { getProjectFor } from "./project-find";
import { findTask } from "./task-find";

export type QuestionRunView = {
  question: string;
  rule: string;
  /** Whether the ledger tells of it, and where; null where answers are not public, or for moments after a run. */
  isRecorded: boolean;
  entryIndex: number | null;
  decidedBy: string | null;
  answers: number;
  items: number;
  flagged: number;
  quality: QuestionQuality;
  createdAt: Date;
};

export type QualityView = {
  /** When labels were last looked at; null before the first time. */
  ranAt: Date | null;
  /** True while a run waits or is under way. */
  isRunning: boolean;
  /** Answers sealed since it looked. */
  newAnswers: number;
  /** Accepted items that are not closed yet, for the forecast. */
  itemsLeft: number;
  questions: QuestionRunView[];
};

/** What the newest run of each question found: a few rows, however many answers there are. */
export async function readQuality(ctx: Ctx, input: { slug: string }): Promise<QualityView> {
  const { id: projectId, acceptedCount } = await getProjectFor(ctx, input.slug, "quality.read");
  const terms = await findTask(ctx, projectId);
  const [state] = await ctx.db.select().from(consensusState).where(eq(consensusState.projectId, projectId));
  const runs = await ctx.db
    .selectDistinctOn([consensusRun.question])
    .from(consensusRun)
    .where(eq(consensusRun.projectId, projectId))
    .orderBy(consensusRun.question, desc(consensusRun.size));
  const [closed] = await ctx.db
    .select({ items: count() })
    .from(item)
    .where(and(eq(item.projectId, projectId), ne(item.state, "open")));
  const indexes = await findEntryIndexes(
    ctx,
    runs.map(({ id }) => id),
  );
  const asked = terms?.questions.map(({ id }) => id) ?? [];
  return {
    ranAt: state && state.answers > 0 ? state.ranAt : null,
    isRunning: await isRunning(ctx, projectId),
    newAnswers: Math.max(0, (await countSealed(ctx, projectId)) - (state?.answers ?? 0)),
    itemsLeft: Math.max(0, acceptedCount - (closed?.items ?? 0)),
    questions: runs
      .sort((a, b) => asked.indexOf(a.question) - asked.indexOf(b.question))
      .map(({ id, question, rule, isRecorded, decidedBy, answers, items, flagged, quality, createdAt }) => ({
        ...{ question, rule, isRecorded, decidedBy, answers, items, flagged, quality, createdAt },
        entryIndex: indexes.get(id) ?? null,
      })),
  };
}

async function isRunning(ctx: Ctx, projectId: string): Promise<boolean> {
  const [row] = await ctx.db
    .select({ id: job.id })
    .from(job)
    .where(and(eq(job.key, runKey(projectId)), inArray(job.state, ["waiting", "running"])))
    .limit(1);
  return row !== undefined;
}
