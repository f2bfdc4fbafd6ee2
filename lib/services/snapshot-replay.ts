import { and, asc, gte, inArray, lt, sql } from "drizzle-orm";
import { entry } from "#db/schema/ledger";
import type { account } from "#db/schema/points";
import { snapshotAccount } from "#db/schema/snapshot";
import { parseEntry } from "#lib/domain/replay-entry";
import type { Ctx } from "./context";
import { insertRows } from "./insert-rows";

type Opened = typeof snapshotAccount.$inferInsert;
type AccountKind = (typeof account.kind.enumValues)[number];

/**
 * Adds what the entries from `start` to before `end` did to the balances of `snapshot_account`. Reads nothing but the entries' bytes: these
 * balances must not come from the table that they are compared with.
 */
export async function replayBalances(ctx: Ctx, start: number, end: number): Promise<void> {
  const rows = await ctx.db
    .select({ index: entry.index, body: entry.body })
    .from(entry)
    .where(
      and(
        gte(entry.index, start),
        lt(entry.index, end),
        inArray(entry.kind, ["account.opened", "transfer.posted"] satisfies string[]),
      ),
    )
    .orderBy(asc(entry.index));
  const opened: Opened[] = [];
  const moved = new Map<string, number>();
  const add = (id: string, amount: number) => moved.set(id, (moved.get(id) ?? 0) + amount);
  for (const { index, body: bytes } of rows) {
    const parsed = parseEntry(bytes);
    if (!parsed.ok) throw new Error(`entry ${index} cannot be read: ${parsed.reason}`);
    const { body } = parsed;
    if (body.kind === "account.opened") {
      const kind: AccountKind = body.accountKind;
      opened.push({ account: body.account, unit: body.unit, kind, ownerId: body.owner, balance: 0 });
    }
    if (body.kind !== "transfer.posted") continue;
    add(body.debit, -body.amount);
    add(body.credit, body.amount);
  }
  await insertRows(ctx, snapshotAccount, opened);
  await moveBalances(ctx, moved);
}

async function moveBalances(ctx: Ctx, moved: ReadonlyMap<string, number>): Promise<void> {
  if (moved.size === 0) return;
  const json = JSON.stringify([...moved].map(([id, amount]) => ({ id, amount })));
  const updated = await ctx.db
    .update(snapshotAccount)
    .set({ balance: sql`${snapshotAccount.balance} + delta.amount` })
    .from(sql`json_to_recordset(${json}::json) as delta(id uuid, amount bigint)`)
    .where(sql`${snapshotAccount.account} = delta.id`)
    .returning({ account: snapshotAccount.account });
  if (updated.length !== moved.size)
    throw new Error(`${moved.size - updated.length} transfers name accounts that no entry opened`);
}
