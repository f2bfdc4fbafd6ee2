import { eq, sql } from "drizzle-orm";
import { seat } from "#db/schema/annotation";
import { gold, goldCheck, goldPool } from "#db/schema/gold";
import type { Ctx } from "#lib/services/context";
import { commitGold } from "#lib/services/gold-commit";
import { markGold } from "#lib/services/gold-edit";
import { insertRows } from "#lib/services/insert-rows";
import type { SeatRow } from "#lib/services/label-claim";
import { sequenceBatch } from "#lib/services/sequence";
import { settleProject } from "#lib/services/spot-settle";
import { moveTask } from "#lib/services/task-edit";
import type { Stage } from "./replay-stage";

/** Marks tasks whose label is known as gold, commits to them, and makes a seat for each answer that the crowd gave to one. */
export async function placeCrowdGold(
  ctx: Ctx,
  stage: Stage,
  known: ReadonlyMap<number, number>,
  answersOf: readonly number[],
): Promise<void> {
  const { slug, id: projectId } = stage.project;
  for (const [task, label] of known)
    await markGold(stage.owner, { slug, contribution: stage.items[task] as string, answer: { q1: label }, hint: "" });
  await commitGold(stage.owner, { slug });
  for (const task of known.keys())
    await ctx.db.execute(sql`
      insert into ${seat} (id, project_id, contribution_id, author_id, language, order_key, state, is_gold)
      select gen_random_uuid(), project_id, contribution_id, author_id, language, 0, 'open', true
      from ${gold}, generate_series(1, ${answersOf[task] ?? 0}::int) where contribution_id = ${stage.items[task]}::uuid`);
  await ctx.db.execute(
    sql`update ${gold} set exposures = (select count(*) from ${seat} s where s.contribution_id = ${gold.contributionId})
      where project_id = ${projectId}::uuid`,
  );
}

/** What serving notes of gold that a person gets: here the crowd's file says who got which. */
export async function noteServed(ctx: Ctx, stage: Stage, answered: readonly SeatRow[], price: number): Promise<void> {
  const projectId = stage.project.id;
  const rows = answered.flatMap(({ id, isGold, contributionId, holderId }) =>
    isGold && holderId ? [{ seatId: id, contributionId, userId: holderId }] : [],
  );
  const common = { projectId, taskVersion: 1, price, state: "served" as const, servedAt: ctx.now() };
  await insertRows(ctx, goldCheck, rows, { common });
  await ctx.db
    .update(goldPool)
    .set({ free: sql`${goldPool.free} - ${rows.length * price}` })
    .where(eq(goldPool.projectId, projectId));
}

/** Closes the task: everybody is settled, and gold is opened. */
export async function settleCrowd(ctx: Ctx, stage: Stage): Promise<void> {
  await moveTask(stage.owner, { slug: stage.project.slug, to: "closed" });
  await settleProject(ctx, stage.project.id, () => false);
  while ((await sequenceBatch(ctx)).count > 0);
}
