import { eq, sum } from "drizzle-orm";
import { annotator } from "#db/schema/annotation";
import { consensusState } from "#db/schema/consensus";
import { isRunDue } from "#lib/domain/quality";
import type { Ctx } from "./context";
import { enqueueJob } from "./job";
import { getProjectFor } from "./project-find";

const MINUTE_MS = 60_000;

/** Enqueues runs of projects whose answers have grown enough; for the job loop, which asks often: once a minute is looked. */
export function makeRunRequester(): (ctx: Ctx) => Promise<void> {
  let askedAt = Number.NEGATIVE_INFINITY;
  return async (ctx) => {
    const now = ctx.now().getTime();
    if (now - askedAt < MINUTE_MS) return;
    askedAt = now;
    await requestDueRuns(ctx);
  };
}

/** The same at once. Returns the projects. */
export async function requestDueRuns(ctx: Ctx): Promise<string[]> {
  const now = ctx.now().getTime();
  const rows = await ctx.db
    .select({
      projectId: annotator.projectId,
      answers: sum(annotator.answers).mapWith(Number),
      last: consensusState.answers,
      ranAt: consensusState.ranAt,
    })
    .from(annotator)
    .leftJoin(consensusState, eq(consensusState.projectId, annotator.projectId))
    .groupBy(annotator.projectId, consensusState.projectId);
  const due = rows.filter(({ answers, last, ranAt }) =>
    isRunDue(answers, last !== null && ranAt ? { answers: last, ageMs: now - ranAt.getTime() } : undefined),
  );
  for (const { projectId } of due) await enqueueRun(ctx, projectId);
  return due.map(({ projectId }) => projectId);
}

/** The job of a project: one at a time. */
export const runKey = (projectId: string) => `consensus.run|${projectId}`;

function enqueueRun(ctx: Ctx, projectId: string): Promise<boolean> {
  return enqueueJob(ctx, { kind: "consensus.run", payload: { projectId }, key: runKey(projectId) });
}

/** An owner's word that labels and figures be made now. Pressing twice is pressing once. */
export async function requestRun(ctx: Ctx, input: { slug: string }): Promise<{ isNew: boolean }> {
  const { id } = await getProjectFor(ctx, input.slug, "task.edit");
  const isNew = await enqueueRun(ctx, id);
  ctx.wake();
  return { isNew };
}
