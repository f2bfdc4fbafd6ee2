import { eq } from "drizzle-orm";
import { task } from "#db/schema/task";
import { AppError } from "#lib/domain/error";
import type { Ctx } from "./context";

export type TaskRow = typeof task.$inferSelect;

/** A project's task; undefined while the project asks nothing. */
export async function findTask(ctx: Ctx, projectId: string): Promise<TaskRow | undefined> {
  const [row] = await ctx.db.select().from(task).where(eq(task.projectId, projectId));
  return row;
}

/** The same, or task.not_found. */
export async function getTask(ctx: Ctx, projectId: string): Promise<TaskRow> {
  const row = await findTask(ctx, projectId);
  if (!row) throw new AppError("task.not_found", { details: { project: projectId } });
  return row;
}

/** The task, locked against other changes of it until the transaction ends. */
export async function lockTask(ctx: Ctx, projectId: string): Promise<TaskRow | undefined> {
  const [row] = await ctx.db.select().from(task).where(eq(task.projectId, projectId)).for("update");
  return row;
}
