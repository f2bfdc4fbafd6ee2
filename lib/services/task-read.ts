import { count, eq, sum } from "drizzle-orm";
import { item } from "#db/schema/task";
import type { ItemState } from "#lib/domain/annotation";
import { authorise, mayDo } from "./authorise";
import type { Ctx } from "./context";
import { getProject } from "./project-find";
import { findTask, type TaskRow } from "./task-find";

export type TaskView = Omit<TaskRow, "projectId" | "seedRoot" | "seedSize" | "createdAt" | "openedAt"> & {
  counts: Record<ItemState, number> & { answers: number };
  /** The checkpoint whose root puts items in order; null before the task opens. */
  seedSize: number | null;
};

/** What a project asks; null when it asks nothing, or is still being drafted and the reader may not see that. */
export async function readTask(ctx: Ctx, input: { slug: string }): Promise<TaskView | null> {
  await authorise(ctx, "project.read");
  const project = await getProject(ctx, input.slug);
  const row = await findTask(ctx, project.id);
  if (!row || (row.state === "draft" && !(await mayDo(ctx, "task.edit", project.id)))) return null;
  const states = await ctx.db
    .select({ state: item.state, items: count(), answers: sum(item.answers).mapWith(Number) })
    .from(item)
    .where(eq(item.projectId, project.id))
    .groupBy(item.state);
  const countOf = (state: ItemState) => states.find((one) => one.state === state)?.items ?? 0;
  const { projectId: _, seedRoot: __, createdAt: ___, openedAt: ____, ...view } = row;
  return {
    ...view,
    counts: {
      open: countOf("open"),
      settled: countOf("settled"),
      disputed: countOf("disputed"),
      judged: countOf("judged"),
      answers: states.reduce((total, one) => total + one.answers, 0),
    },
  };
}
