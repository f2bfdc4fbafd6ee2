import { sql } from "drizzle-orm";
import { account, transfer } from "#db/schema/points";
import { AppError } from "#lib/domain/error";
import { POINT_UNIT } from "#lib/domain/points";
import { type AccountRef, accountId, openAccounts } from "./account";
import { lockAccounts, lockProjectAccounts } from "./account-lock";
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
 * Posts transfers in the caller's transaction: balances, rows and ledger entries together. Accounts are locked in the order that
 * account-lock.ts tells. Throws transfer.overdraft when an account would go below zero.
 */
export async function postTransfers(ctx: Ctx, plans: readonly TransferPlan[]): Promise<void> {
  if (!ctx.inTransaction) throw new Error("transfers are only posted inside a transaction");
  const posted = plans.filter((plan) => plan.amount > 0);
  if (posted.length === 0) return;
  const touched = posted.flatMap((plan) => [plan.debit, plan.credit]);
  await lockProjectAccounts(ctx, projectsOf(touched));
  await openAccounts(ctx, touched);
  await lockAccounts(
    ctx,
    touched.filter((ref) => hasBalance(ref) && projectsOf([ref]).length === 0),
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

function projectsOf(refs: readonly AccountRef[]): string[] {
  return refs.flatMap(({ kind, ownerId }) => (kind.startsWith("project_") && ownerId ? [ownerId] : []));
}

// The issuing account keeps no running balance: it would be the one hot row of every award.
const hasBalance = (ref: AccountRef) => ref.kind !== "mint";

async function moveBalances(ctx: Ctx, plans: readonly TransferPlan[]): Promise<void> {
  const deltas = new Map<string, number>();
  const add = (ref: AccountRef, amount: number) => {
    if (!hasBalance(ref)) return;
    const id = accountId(ref);
    deltas.set(id, (deltas.get(id) ?? 0) + amount);
  };
  for (const plan of plans) {
    add(plan.debit, -plan.amount);
    add(plan.credit, plan.amount);
  }
  if (deltas.size === 0) return;
  const values = sql.join(
    [...deltas].map(([id, amount]) => sql`(${id}::uuid, ${amount}::int8)`),
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
