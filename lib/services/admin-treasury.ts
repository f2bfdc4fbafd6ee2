import { and, desc, eq, gt, inArray, or, sql } from "drizzle-orm";
import { entry } from "#db/schema/ledger";
import { account, transfer } from "#db/schema/points";
import { project } from "#db/schema/project";
import { AppError, isAppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import { MILLI_PER_POINT } from "#lib/domain/points";
import { GRANT_RULE } from "#lib/domain/reward";
import { accountId, budgetAccount, mintAccount, treasuryAccount } from "./account";
import { recordAudit } from "./audit";
import { authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { requestFills } from "./label-fill";
import { readBudgets } from "./project-budget";
import { cursorOfPlace, pastCursor } from "./project-cursor";
import { getProject } from "./project-find";
import { listTotals } from "./statement-read";
import { postTransfers, type TransferPlan } from "./transfer";

export type Grant = { id: string; amount: number; treasury: number };

/** Issues points into the treasury. The client makes the id: sending the same again changes nothing. */
export async function mintPoints(
  ctx: Ctx,
  input: { id: string; amount: number; note?: string | undefined },
): Promise<Grant> {
  await authorise(ctx, "treasury.mint");
  const plan: TransferPlan = {
    id: input.id,
    debit: mintAccount,
    credit: treasuryAccount,
    amount: input.amount,
    kind: "mint",
    rule: GRANT_RULE,
    reason: input.note,
  };
  return postOnce(ctx, plan, async (tx) => {
    // Balances stay exact numbers in JavaScript only below 2^53.
    const largest = limits.maxBudgetPoints * MILLI_PER_POINT;
    if ((await readTreasuryBalance(tx)) > largest) throw tooLarge();
    await recordAudit(tx, { action: "treasury.minted", detail: { amount: input.amount, note: input.note ?? null } });
  });
}

/** Grants a project a budget from the treasury; what its owner asked for goes down by as much. */
export async function fundProject(ctx: Ctx, input: { id: string; slug: string; amount: number }): Promise<Grant> {
  const row = await getProject(ctx, input.slug);
  await authorise(ctx, "project.fund", row.id);
  const plan: TransferPlan = {
    id: input.id,
    debit: treasuryAccount,
    credit: budgetAccount(row.id),
    amount: input.amount,
    kind: "fund",
    rule: GRANT_RULE,
    projectId: row.id,
  };
  return postOnce(ctx, plan, async (tx) => {
    const [funded] = await tx.db
      .update(project)
      .set({ requestedBudget: sql`greatest(${project.requestedBudget} - ${input.amount}::int8, 0)` })
      .where(eq(project.id, row.id))
      .returning({ state: project.state });
    // Asked under the row's lock: what goes into a closed project could never be spent.
    if (funded?.state === "closed") {
      throw new AppError("project.not_open", { details: { project: row.slug, state: funded.state } });
    }
    await requestFills(tx, [row.id]);
    await recordAudit(tx, { action: "project.funded", subjectId: row.id, detail: { amount: input.amount } });
  });
}

/** Posts the plan and does what goes with it, unless a transfer of this id says the same already; another content is a conflict. */
async function postOnce(ctx: Ctx, plan: TransferPlan, alongside: (tx: Ctx) => Promise<void>): Promise<Grant> {
  try {
    await inTx(ctx, async (tx) => {
      if (await isPosted(tx, plan)) return;
      await postTransfers(tx, [plan]);
      await alongside(tx);
    });
  } catch (error) {
    const isShort = isAppError(error, "transfer.overdraft");
    if (!isShort && !isAppError(error, "transfer.conflict")) throw error;
    // The other of two clicks was faster: the same content is as good as ours.
    if (!(await isPosted(ctx, plan))) throw isShort ? await shortage(ctx, plan, error) : error;
  }
  return { id: plan.id, amount: plan.amount, treasury: await readTreasuryBalance(ctx) };
}

async function shortage(ctx: Ctx, plan: TransferPlan, cause: unknown): Promise<AppError> {
  const available = await readTreasuryBalance(ctx);
  return new AppError("budget.treasury_short", { details: { available, wanted: plan.amount }, cause });
}

async function isPosted(ctx: Ctx, plan: TransferPlan): Promise<boolean> {
  const [row] = await ctx.db.select().from(transfer).where(eq(transfer.id, plan.id));
  if (!row) return false;
  const isSame =
    row.kind === plan.kind &&
    row.amount === plan.amount &&
    row.debitAccountId === accountId(plan.debit) &&
    row.creditAccountId === accountId(plan.credit);
  if (!isSame) throw new AppError("transfer.conflict");
  return true;
}

async function readTreasuryBalance(ctx: Ctx): Promise<number> {
  const [row] = await ctx.db
    .select({ balance: account.balance })
    .from(account)
    .where(eq(account.id, accountId(treasuryAccount)));
  return row?.balance ?? 0;
}

function tooLarge(): AppError {
  return new AppError("input.invalid", { details: { issues: [{ path: "amount", message: "too_large" }] } });
}

type TreasuryReport = {
  /** Milli-points. Everything issued = treasury + budgets + reserved + people. */
  treasury: number;
  budgets: number;
  reserved: number;
  people: number;
};

/** Where all points are. */
export async function readTreasury(ctx: Ctx): Promise<TreasuryReport> {
  await authorise(ctx, "treasury.mint");
  const totals = new Map((await listTotals(ctx)).map((row) => [row.kind, row.balance]));
  const of = (kind: string) => totals.get(kind) ?? 0;
  return {
    treasury: of("treasury"),
    budgets: of("project_budget"),
    reserved: of("project_reserved"),
    people: of("user_available"),
  };
}

type TreasuryLine = {
  id: string;
  createdAt: Date;
  kind: "mint" | "fund" | "return";
  amount: number;
  project: { slug: string; name: string } | null;
  note: string | null;
  entryIndex: number | null;
};

/** What admins issued and granted and what closed projects gave back, newest first. */
export async function listTreasury(ctx: Ctx, input: PageInput): Promise<Page<TreasuryLine>> {
  await authorise(ctx, "treasury.mint");
  const rows = await ctx.db
    .select({
      id: transfer.id,
      createdAt: transfer.createdAt,
      kind: transfer.kind,
      amount: transfer.amount,
      slug: project.slug,
      name: project.name,
      note: transfer.reason,
      entryIndex: entry.index,
    })
    .from(transfer)
    .leftJoin(project, eq(project.id, transfer.projectId))
    .leftJoin(entry, eq(entry.id, transfer.id))
    .where(
      and(
        or(
          inArray(transfer.debitAccountId, [accountId(mintAccount), accountId(treasuryAccount)]),
          eq(transfer.creditAccountId, accountId(treasuryAccount)),
        ),
        pastCursor(input.cursor, transfer, "older"),
      ),
    )
    .orderBy(desc(transfer.createdAt), desc(transfer.id))
    .limit(input.limit + 1);
  const lines = rows.map(({ slug, name, ...row }) => ({
    ...row,
    kind: row.kind as TreasuryLine["kind"],
    project: slug && name ? { slug, name } : null,
  }));
  return pageOf(lines, input.limit, cursorOfPlace);
}

export type FundingLine = {
  id: string;
  slug: string;
  name: string;
  state: (typeof project.$inferSelect)["state"];
  createdAt: Date;
  requested: number;
  left: number;
  reserved: number;
};

/** Projects of every state with their budgets, newest first; only those whose owners ask for points when wanted. */
export async function listFunding(ctx: Ctx, input: PageInput & { asking: boolean }): Promise<Page<FundingLine>> {
  await authorise(ctx, "project.fund");
  const rows = await ctx.db
    .select({
      id: project.id,
      slug: project.slug,
      name: project.name,
      state: project.state,
      createdAt: project.createdAt,
      requested: project.requestedBudget,
    })
    .from(project)
    .where(and(input.asking ? gt(project.requestedBudget, 0) : undefined, pastCursor(input.cursor, project, "older")))
    .orderBy(desc(project.createdAt), desc(project.id))
    .limit(input.limit + 1);
  const budgets = await readBudgets(
    ctx,
    rows.map((row) => row.id),
  );
  const lines = rows.map((row) => ({ ...row, ...(budgets.get(row.id) ?? { left: 0, reserved: 0 }) }));
  return pageOf(lines, input.limit, cursorOfPlace);
}
