import { asc, inArray } from "drizzle-orm";
import { account } from "#db/schema/points";
import { accountId, budgetAccount, reservedAccount } from "./account";
import type { Ctx } from "./context";

/**
 * Locks both accounts of a reservation and gives the milli-points that the budget has free. Locking first keeps two arrivals from both counting
 * on the same points; in id order as everywhere, a settlement that crosses waits instead of deadlocking.
 */
export async function lockBudget(ctx: Ctx, projectId: string): Promise<number> {
  const budgetId = accountId(budgetAccount(projectId));
  const rows = await ctx.db
    .select({ id: account.id, balance: account.balance })
    .from(account)
    .where(inArray(account.id, [budgetId, accountId(reservedAccount(projectId))]))
    .orderBy(asc(account.id))
    .for("update");
  return rows.find((row) => row.id === budgetId)?.balance ?? 0;
}
