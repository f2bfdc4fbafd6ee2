import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { annotation } from "#db/schema/annotation";
import { gold, goldPool } from "#db/schema/gold";
import { task } from "#db/schema/task";
import type { Ctx } from "./context";
import { enqueueJob } from "./job";

/** Answers of a person are settled together, so that no settlement tells which of them was gold: from so many on, or after so long. */
export const SETTLED_AT_ONCE = 20;
export const SETTLED_AFTER_MS = 24 * 3_600_000;

const SWEEP_MS = 3_600_000;

/** Has a project's answers settled that are due, and its gold looked after. */
export async function requestSettle(ctx: Ctx, projectId: string): Promise<void> {
  await enqueueJob(ctx, { kind: "label.settle", payload: { projectId }, key: `label.settle|${projectId}` });
}

/** Requests it once an hour for all projects where something waited long enough, or whose closed task has gold to open. */
export function makeSettleRequester(): (ctx: Ctx) => Promise<void> {
  let sweptAt = 0;
  return async (ctx) => {
    const now = ctx.now().getTime();
    if (now - sweptAt < SWEEP_MS) return;
    sweptAt = now;
    for (const projectId of await findWaiting(ctx)) await requestSettle(ctx, projectId);
  };
}

async function findWaiting(ctx: Ctx): Promise<string[]> {
  const before = new Date(ctx.now().getTime() - SETTLED_AFTER_MS);
  const waiting = await ctx.db
    .selectDistinct({ projectId: annotation.projectId })
    .from(annotation)
    .where(and(lt(annotation.dueAt, before), isNull(annotation.settlementId)));
  const unopened = await ctx.db
    .selectDistinct({ projectId: gold.projectId })
    .from(gold)
    .innerJoin(goldPool, eq(goldPool.projectId, gold.projectId))
    .innerJoin(task, eq(task.projectId, gold.projectId))
    .where(
      and(
        isNull(gold.openedAt),
        sql`${gold.set} is not null`,
        or(sql`${gold.state} in ('retired', 'suspended')`, eq(task.state, "closed")),
      ),
    );
  return [...new Set([...waiting, ...unopened].map((row) => row.projectId))];
}
