import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { account, transfer } from "#db/schema/points";
import { project } from "#db/schema/project";
import { AppError } from "#lib/domain/error";
import { accountId, budgetAccount, mintAccount, reservedAccount, treasuryAccount } from "./account";
import { type Ctx, inTx } from "./context";
import { lockProject } from "./project-edit";
import { getProjectFor } from "./project-find";

/** Free and reserved milli-points of each of the projects. */
export async function readBudgets(
  ctx: Ctx,
  projectIds: readonly string[],
): Promise<Map<string, { left: number; reserved: number }>> {
  const refs = projectIds.flatMap((id) => [budgetAccount(id), reservedAccount(id)]);
  const rows =
    refs.length === 0
      ? []
      : await ctx.db
          .select({ id: account.id, balance: account.balance })
          .from(account)
          .where(inArray(account.id, refs.map(accountId)));
  const balances = new Map(rows.map((row) => [row.id, row.balance]));
  return new Map(
    projectIds.map((id) => [
      id,
      {
        left: balances.get(accountId(budgetAccount(id))) ?? 0,
        reserved: balances.get(accountId(reservedAccount(id))) ?? 0,
      },
    ]),
  );
}

export type BudgetRequested = { slug: string; requested: number };

/** Asks the admins for points (milli-points still wanted; 0 takes the request back). Granting them is theirs, and lowers it. */
export async function requestBudget(ctx: Ctx, input: { slug: string; amount: number }): Promise<BudgetRequested> {
  const { id } = await getProjectFor(ctx, input.slug, "project.request_budget");
  return inTx(ctx, async (tx) => {
    const row = await lockProject(tx, id);
    if (row.state === "closed" && input.amount > 0) {
      throw new AppError("project.not_open", { details: { project: row.slug, state: row.state } });
    }
    await tx.db.update(project).set({ requestedBudget: input.amount }).where(eq(project.id, id));
    return { slug: row.slug, requested: input.amount };
  });
}

export type BudgetReport = {
  requested: number;
  /** Everything ever granted = left + reserved + spent + returned. */
  granted: number;
  left: number;
  reserved: number;
  /** Paid to authors and reviewers, corrections taken off. */
  spent: number;
  /** Given back to the treasury since the project closed. */
  returned: number;
  /** Each grant, oldest first, with the id of its ledger entry. */
  grants: { id: string; amount: number; createdAt: Date }[];
};

const GRANTS_SHOWN = 100;

/** A project's budget for its owners: what was asked, granted, promised, paid and is left; the parts add up. */
export async function readBudget(ctx: Ctx, input: { slug: string }): Promise<BudgetReport> {
  const row = await getProjectFor(ctx, input.slug, "project.request_budget");
  // Found through the treasury's side, where grants are few, and not through the budget's, where every release ends.
  const ofGrants = and(
    inArray(transfer.debitAccountId, [accountId(treasuryAccount), accountId(mintAccount)]),
    eq(transfer.creditAccountId, accountId(budgetAccount(row.id))),
  );
  const [sum] = await ctx.db
    .select({ granted: sql<number>`coalesce(sum(${transfer.amount}), 0)`.mapWith(Number) })
    .from(transfer)
    .where(ofGrants);
  const [back] = await ctx.db
    .select({ returned: sql<number>`coalesce(sum(${transfer.amount}), 0)`.mapWith(Number) })
    .from(transfer)
    .where(
      and(
        eq(transfer.debitAccountId, accountId(budgetAccount(row.id))),
        eq(transfer.creditAccountId, accountId(treasuryAccount)),
      ),
    );
  const grants = await ctx.db
    .select({ id: transfer.id, amount: transfer.amount, createdAt: transfer.createdAt })
    .from(transfer)
    .where(ofGrants)
    .orderBy(asc(transfer.createdAt), asc(transfer.id))
    .limit(GRANTS_SHOWN);
  const { left = 0, reserved = 0 } = (await readBudgets(ctx, [row.id])).get(row.id) ?? {};
  const granted = sum?.granted ?? 0;
  const returned = back?.returned ?? 0;
  const spent = granted - left - reserved - returned;
  return { requested: row.requestedBudget, granted, left, reserved, spent, returned, grants };
}
