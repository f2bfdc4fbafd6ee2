import { and, eq, gte, isNotNull, ne, sql } from "drizzle-orm";
import { gold, goldCheck, labelSettlement } from "#db/schema/gold";
import { GOLD_FAULT, isGoldFaulty, isGoodPerson } from "#lib/domain/gold-share";
import { deterministicId } from "./account";
import { type Ctx, inTx } from "./context";
import { groupBy } from "./group";
import { appendEntries } from "./outbox";
import { lockTask } from "./task-find";

type Seen = { userId: string; contributionId: string; isRight: boolean | null };
type Fault = { contributionId: string; failed: number; of: number };

/**
 * Takes gold out of use that too many good people failed: the fault is the item's, not theirs. What was settled by it is put in doubt, and
 * corrected by `correctDoubted`.
 */
export async function suspendFaulty(ctx: Ctx, projectId: string): Promise<void> {
  const found = await findFaulty(ctx, projectId);
  if (found.length === 0) return;
  await inTx(ctx, async (tx) => {
    await lockTask(tx, projectId);
    // Counted again under the lock, one by one: without the first, others may be good that were not.
    for (let [fault] = await findFaulty(tx, projectId); fault; [fault] = await findFaulty(tx, projectId))
      await suspend(tx, projectId, fault);
  });
}

async function findFaulty(ctx: Ctx, projectId: string): Promise<Fault[]> {
  const rows: Seen[] = await ctx.db
    .select({ userId: goldCheck.userId, contributionId: goldCheck.contributionId, isRight: goldCheck.isRight })
    .from(goldCheck)
    .innerJoin(gold, eq(gold.contributionId, goldCheck.contributionId))
    .where(and(eq(goldCheck.projectId, projectId), eq(goldCheck.state, "sealed"), ne(gold.state, "suspended")));
  const people = groupBy(rows, (row) => row.userId);
  const rightOf = (seen: readonly Seen[]) => seen.filter(({ isRight }) => isRight).length;
  const sums = new Map([...people].map(([id, seen]) => [id, { right: rightOf(seen), of: seen.length }]));
  return [...groupBy(rows, (row) => row.contributionId)]
    .map(([contributionId, seen]) => {
      const good = seen.filter(({ userId, isRight }) => {
        const { right = 0, of = 0 } = sums.get(userId) ?? {};
        return isGoodPerson({ right: right - (isRight ? 1 : 0), of: of - 1 });
      });
      return { contributionId, failed: good.length - rightOf(good), of: good.length };
    })
    .filter(isGoldFaulty)
    .sort((a, b) => b.failed * a.of - a.failed * b.of || (a.contributionId < b.contributionId ? -1 : 1));
}

async function suspend(ctx: Ctx, projectId: string, { contributionId, failed, of }: Fault): Promise<void> {
  const [row] = await ctx.db
    .update(gold)
    .set({ state: "suspended", cause: sql`coalesce(${gold.cause}, 'suspended')` })
    .where(and(eq(gold.contributionId, contributionId), isNotNull(gold.set)))
    .returning();
  if (!row || row.set === null || row.leaf === null) throw new Error(`gold ${contributionId} was never committed to`);
  const id = deterministicId("gold.suspended", contributionId);
  const head = { v: 1, id, at: ctx.now().toISOString(), kind: "gold.suspended", rule: GOLD_FAULT.rule } as const;
  const { set, leaf } = row;
  await appendEntries(ctx, [{ ...head, project: projectId, set, leaf, contribution: contributionId, failed, of }]);
  const checks = await ctx.db
    .select({ userId: goldCheck.userId, sealOrder: goldCheck.sealOrder })
    .from(goldCheck)
    .where(and(eq(goldCheck.contributionId, contributionId), eq(goldCheck.state, "sealed")));
  for (const { userId, sealOrder } of checks)
    await ctx.db
      .update(labelSettlement)
      .set({ isDoubted: true })
      .where(
        and(
          eq(labelSettlement.projectId, projectId),
          eq(labelSettlement.userId, userId),
          gte(labelSettlement.sealOrder, sealOrder ?? 0),
        ),
      );
}
