import { asc, inArray, sql } from "drizzle-orm";
import { account, transfer } from "#db/schema/points";
import { AppError } from "#lib/domain/error";
import { POINT_UNIT } from "#lib/domain/points";
import { type AccountRef, accountId, openAccounts } from "./account";
import { type Ctx, databaseCode, databaseConstraint } from "./context";
import { insertRows } from "./insert-rows";
import { appendEntries } from "./outbox";

type TransferRow = typeof transfer.$inferSelect;

export type TransferPlan = {
  /** Idempotency key: the same id can never be posted twice. */
  id: string;
  debit: AccountRef;
  credit: AccountRef;
  /** Milli-points; a plan of 0 posts nothing. */
  amount: number;
  kind: TransferRow["kind"];
  rule: string;
  projectId?: string;
  contributionId?: string;
  batchId?: string;
  round?: number;
  reversesId?: string;
  reason?: string;
};

/**
 * Posts transfers in the caller's transaction: balances, rows and ledger entries together. Accounts are locked in id order, so
 * that crossing settlements wait instead of deadlocking. Throws transfer.overdraft when an account would go below zero.
 */
export async function postTransfers(ctx: Ctx, plans: readonly TransferPlan[]): Promise<void> {
  if (!ctx.inTransaction) throw new Error("transfers are only posted inside a transaction");
  const posted = plans.filter((plan) => plan.amount > 0);
  if (posted.length === 0) return;
  await openAccounts(
    ctx,
    posted.flatMap((plan) => [plan.debit, plan.credit]),
  );
  await moveBalances(ctx, posted);
  const createdAt = ctx.now();
  const rows = posted.map((plan) => transferRow(plan, createdAt));
  try {
    await insertRows(ctx, transfer, rows);
  } catch (error) {
    if (databaseCode(error) === "23505") throw new AppError("transfer.conflict", { cause: error });
    throw error;
  }
  await appendEntries(ctx, rows.map(transferEntry));
}

async function moveBalances(ctx: Ctx, plans: readonly TransferPlan[]): Promise<void> {
  const deltas = new Map<string, number>();
  const add = (ref: AccountRef, amount: number) => {
    // The issuing account keeps no running balance: it would be the one hot row of every award.
    if (ref.kind === "mint") return;
    const id = accountId(ref);
    deltas.set(id, (deltas.get(id) ?? 0) + amount);
  };
  for (const plan of plans) {
    add(plan.debit, -plan.amount);
    add(plan.credit, plan.amount);
  }
  const ids = [...deltas.keys()].sort();
  if (ids.length === 0) return;
  await ctx.db
    .select({ id: account.id })
    .from(account)
    .where(inArray(account.id, ids))
    .orderBy(asc(account.id))
    .for("update");
  const values = sql.join(
    ids.map((id) => sql`(${id}::uuid, ${deltas.get(id)}::int8)`),
    sql`, `,
  );
  try {
    await ctx.db.execute(
      sql`update ${account} set balance = balance + delta.amount from (values ${values}) as delta(id, amount) where ${account.id} = delta.id`,
    );
  } catch (error) {
    if (databaseConstraint(error) === "account_no_overdraft")
      throw new AppError("transfer.overdraft", { cause: error });
    throw error;
  }
}

function transferRow(plan: TransferPlan, createdAt: Date): TransferRow {
  return {
    id: plan.id,
    unit: POINT_UNIT,
    debitAccountId: accountId(plan.debit),
    creditAccountId: accountId(plan.credit),
    amount: plan.amount,
    kind: plan.kind,
    rule: plan.rule,
    projectId: plan.projectId ?? null,
    contributionId: plan.contributionId ?? null,
    batchId: plan.batchId ?? null,
    round: plan.round ?? null,
    reversesId: plan.reversesId ?? null,
    reason: plan.reason ?? null,
    createdAt,
  };
}

function transferEntry(row: TransferRow) {
  return {
    v: 1,
    id: row.id,
    at: row.createdAt.toISOString(),
    kind: "transfer.posted",
    unit: row.unit,
    debit: row.debitAccountId,
    credit: row.creditAccountId,
    amount: row.amount,
    transferKind: row.kind,
    rule: row.rule,
    project: row.projectId,
    contribution: row.contributionId,
    batch: row.batchId,
    round: row.round,
    reverses: row.reversesId,
  } as const;
}
