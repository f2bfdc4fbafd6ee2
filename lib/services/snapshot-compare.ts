import { sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { entry, outbox } from "#db/schema/ledger";
import { account, transfer } from "#db/schema/points";
import { snapshotAccount } from "#db/schema/snapshot";
import type { BalanceDifference } from "#lib/domain/snapshot-state";
import type { Ctx } from "./context";

/** Differences that are told; the rest is counted. */
const KEPT = 5;

/**
 * Holds the balances that people see to those that entries 0 to before `size` made, together with the transfers that came since. One
 * statement, so one moment, whatever happens meanwhile. The issuing account keeps no balance and is left out.
 */
export async function compareBalances(ctx: Ctx, size: number): Promise<{ count: number; first: BalanceDifference[] }> {
  const rows = await queryRows<{ account: string; stored: number; recomputed: number; count: number }>(
    ctx.db,
    sql`with later as (
        select ${transfer.debitAccountId} as debit, ${transfer.creditAccountId} as credit, ${transfer.amount} as amount
        from ${transfer} join (
          select ${entry.id} as id from ${entry} where ${entry.kind} = 'transfer.posted' and ${entry.index} >= ${size}
          union all select ${outbox.id} from ${outbox} where ${outbox.kind} = 'transfer.posted'
        ) as recorded on recorded.id = ${transfer.id}
      ), moved as (
        select id, sum(amount)::int8 as amount from (
          select debit as id, -amount as amount from later union all select credit, amount from later
        ) as both_sides group by id
      ), held as (
        select coalesce(${account.id}, ${snapshotAccount.account}) as account,
          coalesce(${account.balance}, 0) as stored,
          coalesce(${snapshotAccount.balance}, 0) + coalesce(moved.amount, 0) as recomputed
        from ${account} full join ${snapshotAccount} on ${snapshotAccount.account} = ${account.id}
          left join moved on moved.id = coalesce(${account.id}, ${snapshotAccount.account})
        where coalesce(${account.kind}, ${snapshotAccount.kind}) <> 'mint'
      )
      select account, stored, recomputed, (count(*) over ())::int as count
      from held where stored <> recomputed order by account limit ${KEPT}`,
  );
  const first = rows.map(({ account: id, stored, recomputed }) => ({ account: id, stored, recomputed }));
  return { count: rows[0]?.count ?? 0, first };
}
