import { and, asc, desc, eq, gte, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import { entry } from "#db/schema/ledger";
import { account, transfer } from "#db/schema/points";
import { project } from "#db/schema/project";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import { SPOT_CHECK_RULE } from "#lib/domain/spot-check";
import { accountId, userAccount } from "./account";
import { actorId, authorise } from "./authorise";
import type { Ctx } from "./context";
import { findCauses, type SettlementCause } from "./spot-cause";

export type StatementLine = {
  id: string;
  createdAt: Date;
  kind: (typeof transfer.$inferSelect)["kind"];
  rule: string;
  /** Milli-points: positive came in, negative went out. */
  amount: number;
  /** Balance after this line, in milli-points; null where it was not asked for. */
  balance: number | null;
  project: { slug: string; name: string } | null;
  contributionId: string | null;
  round: number | null;
  reason: string | null;
  reversesId: string | null;
  /** Place in the ledger; null for the moment between commit and sequencing. */
  entryIndex: number | null;
  /** Of payments by spot-check/1: what they rest on. */
  checks: SettlementCause | null;
};

export type Statement = Page<StatementLine> & { balance: number };

/** One's own points statement, newest first, each line with the balance after it, as a bank prints it. */
export async function readStatement(ctx: Ctx, input: PageInput): Promise<Statement> {
  await authorise(ctx, "statement.read_own");
  const id = accountId(userAccount(actorId(ctx)));
  const [row] = await ctx.db.select({ balance: account.balance }).from(account).where(eq(account.id, id));
  const balance = row?.balance ?? 0;
  const [position, carried] = (input.cursor ?? "").split("~");
  const rows = await listLines(ctx, actorId(ctx), input.limit + 1, beforeCursor(position));
  const page = pageOf(rows, input.limit, (last) => cursorOf(last));
  let running = carried === undefined ? balance : Number(carried);
  for (const line of page.items) {
    line.balance = running;
    running -= line.amount;
  }
  return { items: page.items, nextCursor: page.nextCursor && `${page.nextCursor}~${running}`, balance };
}

/**
 * The transfers that make a person's score in a window: what "why is this score what it is" opens. `from` (included) and `to`
 * (excluded) are UTC dates.
 */
export async function listScoreParts(
  ctx: Ctx,
  input: PageInput & { userId: string; from: Date; to: Date; projectId?: string | undefined },
): Promise<Page<StatementLine>> {
  const [position] = (input.cursor ?? "").split("~");
  const rows = await listLines(
    ctx,
    input.userId,
    input.limit + 1,
    and(
      inArray(transfer.kind, ["award", "fee", "correct", "label_fee", "label_take"]),
      gte(transfer.createdAt, input.from),
      lt(transfer.createdAt, input.to),
      input.projectId ? eq(transfer.projectId, input.projectId) : undefined,
      beforeCursor(position),
    ),
  );
  return pageOf(rows, input.limit, cursorOf);
}

async function listLines(ctx: Ctx, userId: string, limit: number, where: SQL | undefined): Promise<StatementLine[]> {
  const id = accountId(userAccount(userId));
  const rows = await ctx.db
    .select({
      id: transfer.id,
      createdAt: transfer.createdAt,
      kind: transfer.kind,
      rule: transfer.rule,
      amount:
        sql<number>`case when ${transfer.creditAccountId} = ${id} then ${transfer.amount} else -${transfer.amount} end`.mapWith(
          Number,
        ),
      projectId: transfer.projectId,
      slug: project.slug,
      name: project.name,
      contributionId: transfer.contributionId,
      round: transfer.round,
      reason: transfer.reason,
      reversesId: transfer.reversesId,
      entryIndex: entry.index,
    })
    .from(transfer)
    .leftJoin(project, eq(project.id, transfer.projectId))
    .leftJoin(entry, eq(entry.id, transfer.id))
    .where(and(or(eq(transfer.creditAccountId, id), eq(transfer.debitAccountId, id)), where))
    .orderBy(desc(transfer.createdAt), desc(transfer.id))
    .limit(limit);
  const settled = rows.filter((row) => row.rule === SPOT_CHECK_RULE).flatMap((row) => row.projectId ?? []);
  const causes = await findCauses(ctx, userId, [...new Set(settled)]);
  return rows.map(({ slug, name, projectId: _, ...row }) => ({
    ...row,
    checks: causes.get(row.id) ?? null,
    balance: null,
    project: slug && name ? { slug, name } : null,
  }));
}

function cursorOf(line: StatementLine): string {
  return `${line.createdAt.getTime()}_${line.id}`;
}

function beforeCursor(cursor: string | undefined): SQL | undefined {
  const match = /^(\d{1,16})_([0-9a-f-]{36})$/.exec(cursor ?? "");
  if (!match?.[2]) return undefined;
  const at = new Date(Number(match[1]));
  return sql`(${transfer.createdAt}, ${transfer.id}) < (${at.toISOString()}::timestamptz, ${match[2]}::uuid)`;
}

/** Sum of all balances by account kind, for the ledger and admin pages: every unit sums to zero with the mint. */
export async function listTotals(ctx: Ctx): Promise<{ kind: string; balance: number }[]> {
  return ctx.db
    .select({ kind: account.kind, balance: sql<number>`sum(${account.balance})`.mapWith(Number) })
    .from(account)
    .groupBy(account.kind)
    .orderBy(asc(account.kind));
}
