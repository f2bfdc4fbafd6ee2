import { asc, inArray } from "drizzle-orm";
import { account } from "#db/schema/points";
import { type AccountRef, accountId, budgetAccount, reservedAccount, treasuryAccount } from "./account";
import type { Ctx } from "./context";

/**
 * The order in which everybody locks accounts, so that acts which cross wait instead of deadlocking: first both accounts of each project
 * that the act will ever touch, then those of people, the treasury last; among equals by id. An act that locks in several steps begins
 * with this one, for all of its projects at once. Gives the milli-points that each budget has free.
 */
export async function lockProjectAccounts(ctx: Ctx, projectIds: Iterable<string>): Promise<Map<string, number>> {
  const ids = [...new Set(projectIds)];
  const balances = await lockAccounts(
    ctx,
    ids.flatMap((id) => [budgetAccount(id), reservedAccount(id)]),
  );
  return new Map(ids.map((id) => [id, balances.get(accountId(budgetAccount(id))) ?? 0]));
}

/** Locks both accounts of a reservation, so that two arrivals never count on the same points; gives the milli-points free. */
export async function lockBudget(ctx: Ctx, projectId: string): Promise<number> {
  return (await lockProjectAccounts(ctx, [projectId])).get(projectId) ?? 0;
}

/** Locks a project's accounts and the treasury; whoever locks the project's row as well does so after its accounts. */
export async function lockBudgetAndTreasury(ctx: Ctx, projectId: string): Promise<void> {
  await lockProjectAccounts(ctx, [projectId]);
  await lockAccounts(ctx, [treasuryAccount]);
}

/** Locks accounts of one rank in id order; balances in milli-points, by id. What is not opened yet has none. */
export async function lockAccounts(ctx: Ctx, refs: readonly AccountRef[]): Promise<Map<string, number>> {
  if (refs.length === 0) return new Map();
  const rows = await ctx.db
    .select({ id: account.id, balance: account.balance })
    .from(account)
    .where(inArray(account.id, refs.map(accountId)))
    .orderBy(asc(account.id))
    .for("update");
  return new Map(rows.map((row) => [row.id, row.balance]));
}
