import { and, asc, eq, sql } from "drizzle-orm";
import { gold, goldPool } from "#db/schema/gold";
import { goldLeaf, goldRoot } from "#lib/domain/gold";
import { limits } from "#lib/domain/limits";
import { SPOT_CHECK_RULE } from "#lib/domain/spot-check";
import { budgetAccount, reservedAccount } from "./account";
import { lockBudget } from "./account-lock";
import { actorId } from "./authorise";
import { type Ctx, inTx } from "./context";
import { hex, makeSalt, sha256 } from "./hash";
import { appendEntries } from "./outbox";
import { getProjectFor } from "./project-find";
import { lockTask, type TaskRow } from "./task-find";
import { postTransfers } from "./transfer";

/** Of the free budget at most so much is set aside for gold: in the long run one answer in ten is to gold, at first more. */
const BUDGET_SHARE = 0.2;

/** Puts the gold that was marked since into use: from then on it is served and cannot be changed. How many items that were. */
export async function commitGold(ctx: Ctx, input: { slug: string }): Promise<{ count: number }> {
  const { id } = await getProjectFor(ctx, input.slug, "task.edit");
  return inTx(ctx, async (tx) => {
    const task = await lockTask(tx, id);
    return { count: task && (task.state === "open" || task.state === "paused") ? await commitSet(tx, task) : 0 };
  });
}

/**
 * Commits to the next set of a task (locked, open), in the caller's transaction: the root of its salted commitments and the points set aside
 * for answers to it go into the ledger before anybody is served any of it.
 */
export async function commitSet(ctx: Ctx, task: TaskRow): Promise<number> {
  const { projectId } = task;
  if (task.rewardRule !== SPOT_CHECK_RULE) return 0;
  const rows = await ctx.db
    .select()
    .from(gold)
    .where(and(eq(gold.projectId, projectId), eq(gold.state, "draft")))
    .orderBy(asc(gold.contributionId))
    .for("update");
  if (rows.length === 0) return 0;
  // In the order of their commitments, which says nothing about them.
  const leaves = rows
    .map((row) => ({ row, leaf: goldLeaf(row.salt, row.contributionId, row.answer, sha256) }))
    .sort((a, b) => (hex(a.leaf) < hex(b.leaf) ? -1 : 1));
  const reserve = await sizeReserve(ctx, task, rows.length);
  const [pool] = await ctx.db
    .insert(goldPool)
    .values({ projectId, key: makeSalt(), sets: 1, reserved: reserve, free: reserve })
    .onConflictDoUpdate({
      target: goldPool.projectId,
      set: {
        sets: sql`${goldPool.sets} + 1`,
        reserved: sql`${goldPool.reserved} + ${reserve}`,
        free: sql`${goldPool.free} + ${reserve}`,
      },
    })
    .returning({ set: goldPool.sets, key: goldPool.key });
  if (!pool) throw new Error(`project ${projectId} has no pool`);
  const { set } = pool;
  for (const [leaf, { row }] of leaves.entries())
    await ctx.db.update(gold).set({ state: "ready", set, leaf }).where(eq(gold.contributionId, row.contributionId));
  const root = goldRoot(
    leaves.map(({ leaf }) => leaf),
    sha256,
  );
  const head = { v: 2, id: ctx.newId(), at: ctx.now().toISOString(), kind: "gold.committed" } as const;
  const body = { project: projectId, actor: actorId(ctx), version: task.version, set, count: rows.length };
  await appendEntries(ctx, [{ ...head, ...body, root: hex(root), reserve, turns: hex(sha256(pool.key)) }]);
  const [debit, credit] = [budgetAccount(projectId), reservedAccount(projectId)];
  const kind = "label_reserve" as const;
  await postTransfers(ctx, [
    { id: ctx.newId(), debit, credit, amount: reserve, kind, rule: task.rewardRule, projectId },
  ]);
  return rows.length;
}

/** Enough for all answers that the items may get, as far as a fifth of the free budget goes. */
async function sizeReserve(ctx: Ctx, { projectId, answerPrice }: TaskRow, items: number): Promise<number> {
  if (answerPrice === 0) return 0;
  const covered = Math.floor(((await lockBudget(ctx, projectId)) * BUDGET_SHARE) / answerPrice);
  return answerPrice * Math.min(items * limits.goldExposures, covered);
}
