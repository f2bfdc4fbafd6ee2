import { eq } from "drizzle-orm";
import { modelRun } from "#db/schema/model-endpoint";
import { AppError } from "#lib/domain/error";
import { isAskable } from "#lib/domain/model-endpoint";
import { actorId } from "./authorise";
import { type Ctx, inTx } from "./context";
import { enqueueJob } from "./job";
import { assertAllowed, findEndpoint, findRunning } from "./model-endpoint";
import { countUnsaid } from "./model-items";
import type { RunRow } from "./model-run-store";
import { getProjectFor } from "./project-find";
import { lockTask } from "./task-find";

/**
 * Has the project's model asked for items that it has said nothing of, by a job. One run at a time: pressing twice is pressing once, and a run whose
 * job was given up gets another.
 */
export async function startRun(ctx: Ctx, input: { slug: string }): Promise<RunRow> {
  const { id: projectId, modality } = await getProjectFor(ctx, input.slug, "task.edit");
  const run = await inTx(ctx, async (tx) => {
    const task = await lockTask(tx, projectId);
    if (!task) throw new AppError("task.not_found", { details: { project: input.slug } });
    const running = await findRunning(tx, projectId);
    if (running) return enqueue(tx, running);
    const endpoint = await findEndpoint(tx, projectId);
    if (!endpoint) throw new AppError("endpoint.not_found");
    const { terms } = endpoint;
    assertAllowed(tx, terms.address);
    if (!isAskable(modality, task.questions)) throw new AppError("endpoint.unfit");
    const items = Math.min(await countUnsaid(tx, { projectId, ...terms }), terms.maxItems);
    if (items === 0) throw new AppError("endpoint.nothing_left");
    const [row] = await tx.db
      .insert(modelRun)
      .values({
        ...{ id: tx.newId(), projectId, actorId: actorId(tx), terms, items },
        ...{ state: "running", createdAt: tx.now() },
      })
      .returning();
    if (!row) throw new Error("an inserted run is returned");
    return enqueue(tx, row);
  });
  ctx.wake();
  return run;
}

async function enqueue(tx: Ctx, run: RunRow): Promise<RunRow> {
  await enqueueJob(tx, { kind: "model.run", payload: { runId: run.id }, key: `model.run|${run.projectId}` });
  return run;
}

/** Ends a run: what is under way is dropped, what was answered by then is recorded. One that is over stays as it is. */
export async function cancelRun(ctx: Ctx, input: { slug: string; id: string }): Promise<RunRow> {
  const { id: projectId } = await getProjectFor(ctx, input.slug, "task.edit");
  const run = await inTx(ctx, async (tx) => {
    const before = await getRun(tx, projectId, input.id);
    if (before.state !== "running") return before;
    await tx.db.update(modelRun).set({ isCancelled: true }).where(eq(modelRun.id, before.id));
    // Whatever became of its job, somebody must end it.
    return enqueue(tx, { ...before, isCancelled: true });
  });
  ctx.wake();
  return run;
}

/** A run of this project, or endpoint.run_not_found. */
export async function getRun(ctx: Ctx, projectId: string, id: string): Promise<RunRow> {
  const [row] = await ctx.db.select().from(modelRun).where(eq(modelRun.id, id));
  if (row?.projectId !== projectId) throw new AppError("endpoint.run_not_found", { details: { id } });
  return row;
}
