import { and, asc, eq, gt, inArray } from "drizzle-orm";
import { account } from "#db/schema/points";
import { project } from "#db/schema/project";
import { GRANT_RULE } from "#lib/domain/reward";
import { budgetAccount, treasuryAccount } from "./account";
import type { Ctx } from "./context";
import { postTransfers } from "./transfer";

/**
 * Gives the free budget of those of the projects that are closed back to the treasury, in the caller's transaction. Called by whatever
 * closes a project or puts points into a budget again: nothing stays where nobody can spend it.
 */
export async function returnFreeBudget(ctx: Ctx, projectIds: readonly string[]): Promise<void> {
  if (projectIds.length === 0) return;
  const rows = await ctx.db
    .select({ id: project.id, free: account.balance })
    .from(project)
    .innerJoin(account, and(eq(account.ownerId, project.id), eq(account.kind, "project_budget")))
    .where(and(inArray(project.id, [...projectIds]), eq(project.state, "closed"), gt(account.balance, 0)))
    .orderBy(asc(project.id));
  await postTransfers(
    ctx,
    rows.map((row) => ({
      id: ctx.newId(),
      debit: budgetAccount(row.id),
      credit: treasuryAccount,
      amount: row.free,
      kind: "return",
      rule: GRANT_RULE,
      projectId: row.id,
    })),
  );
}
