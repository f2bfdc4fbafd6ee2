import { asc, desc, eq, sql } from "drizzle-orm";
import type { Db } from "#db/client";
import { queryRows } from "#db/query";
import { checkpoint, entry, outbox, tree } from "#db/schema/ledger";
import { parseCanonical } from "#lib/ledger/canonical";
import { leafHash } from "#lib/ledger/hash";
import { rootOf } from "#lib/ledger/tree";
import { sha256 } from "#lib/services/hash";

// Each is recomputed from its leaves, which takes as long as the log is.
const SIGNED_LOOKED_AT = 25;

/** Every broken invariant of docs/ledger.md and docs/rewards.md, as sentences; an empty list is a sound database. */
export async function listBroken(db: Db): Promise<string[]> {
  const broken: string[] = [];
  const expectNone = async (what: string, query: ReturnType<typeof sql>) => {
    const rows = await queryRows(db, query);
    if (rows.length > 0) broken.push(`${what}: ${JSON.stringify(rows.slice(0, 3))}`);
  };
  await expectNone(
    "an account's balance is not the sum of its transfers",
    sql`select a.id, a.kind, a.balance from account a
        left join (select id, sum(amount) as total from (
          select credit_account_id as id, amount from transfer union all select debit_account_id, -amount from transfer
        ) moves group by id) t on t.id = a.id
        where a.kind <> 'mint' and a.balance <> coalesce(t.total, 0)`,
  );
  await expectNone(
    "what items have reserved is not what the project's reserved account holds",
    sql`select p.id, c.reserved, a.balance from project p
        left join (select project_id, sum(reserved) as reserved from (
          select project_id, reserved from contribution union all select project_id, reserved from item
          union all select project_id, reserved from gold_pool
          union all select project_id, price from annotation where due_at is not null and settlement_id is null and not is_gold) held group by project_id) c on c.project_id = p.id
        left join account a on a.owner_id = p.id and a.kind = 'project_reserved'
        where coalesce(c.reserved, 0) <> coalesce(a.balance, 0)`,
  );
  await expectNone(
    "a project's live counts are wrong",
    sql`select p.id from project p where (p.in_review_count, p.accepted_count, p.rejected_count, p.changes_requested_count, p.withdrawn_count, p.review_count)
        <> (select count(*) filter (where status = 'in_review')::int, count(*) filter (where status = 'accepted')::int,
            count(*) filter (where status = 'rejected')::int, count(*) filter (where status = 'changes_requested')::int,
            count(*) filter (where status = 'withdrawn')::int,
            (select coalesce(sum(jsonb_array_length(votes)), 0)::int from verdict v where v.project_id = p.id)
            from contribution where project_id = p.id)`,
  );
  await expectNone(
    "a score is not the sum of its transfers",
    sql`select s.user_id, s.points from score s where s.period = 'all' and s.scope_id = '00000000-0000-0000-0000-000000000000'
        and s.points <> (select coalesce(sum(case when t.credit_account_id = a.id then t.amount else -t.amount end), 0)
          from account a join transfer t on a.id in (t.credit_account_id, t.debit_account_id)
          where a.owner_id = s.user_id and a.kind = 'user_available' and t.kind in ('award', 'fee', 'correct', 'label_fee', 'label_take'))`,
  );
  await expectNone(
    "more people reviewed an item than were wanted",
    sql`select contribution_id from review r join contribution c on c.id = r.contribution_id
        group by contribution_id, r.round, c.reviews_wanted having count(*) > c.reviews_wanted`,
  );
  await expectNone(
    "a review is wanted of what is not there",
    sql`select s.id from slot s left join contribution c on c.id = s.contribution_id where c.id is null or s.round > c.round`,
  );
  await expectNone(
    "an item has more answers than seats, or other counts than its rows",
    sql`select i.contribution_id from item i where i.answers > i.seats
        or i.seats <> (select count(*) from seat s where s.contribution_id = i.contribution_id and s.state <> 'cancelled' and not s.is_gold)
        or i.answers <> (select count(*) from annotation a where a.contribution_id = i.contribution_id and not a.is_gold)`,
  );
  await expectNone(
    "a seat stands elsewhere in the order than its item",
    sql`select s.id from seat s join item i on i.contribution_id = s.contribution_id
        where s.state in ('open', 'leased', 'answered') and not s.is_gold and s.order_key <> i.order_key`,
  );
  await expectNone(
    "somebody labelled their own work",
    sql`select a.id from annotation a join item i on i.contribution_id = a.contribution_id where i.author_id = a.annotator_id`,
  );
  await expectNone(
    "an item that is closed still holds points, or one that is open not those of its seats",
    sql`select contribution_id from item where reserved <> case when state = 'open' then seats * answer_price else 0 end`,
  );
  await expectNone(
    "more is promised for gold than is set aside for it",
    sql`select p.project_id from gold_pool p where p.reserved - p.free <> (select coalesce(sum(c.price), 0) from gold_check c
        left join annotation a on a.contribution_id = c.contribution_id and a.annotator_id = c.user_id
        where c.project_id = p.project_id and c.state <> 'dropped' and a.settlement_id is null)`,
  );
  await expectNone(
    "a settlement is not what its answers were paid and corrected by",
    sql`select s.id from label_settlement s where s.answers <> (select count(*) from annotation a where a.settlement_id = s.id)
        or s.paid - s.waived <> (select coalesce(sum(a.paid), 0) from annotation a where a.settlement_id = s.id)`,
  );
  await expectNone(
    "somebody reviewed their own work",
    sql`select r.id from review r join contribution c on c.id = r.contribution_id where c.author_id = r.reviewer_id`,
  );
  for (const [table, id] of [
    ["transfer", "id"],
    ["review", "id"],
    ["verdict", "id"],
    ["annotation", "id"],
  ] as const) {
    await expectNone(
      `a ${table} has not exactly one entry`,
      sql`select t.id from ${sql.identifier(table)} t where
          (select count(*) from entry e where e.id = t.${sql.identifier(id)}) + (select count(*) from outbox o where o.id = t.${sql.identifier(id)}) <> 1`,
    );
  }
  await expectNone(
    "a contribution has not exactly one submission entry",
    sql`select c.id from contribution c where
        (select count(*) from entry e where e.subject_id = c.id and e.kind = 'contribution.submitted')
        + (select count(*) from outbox o where o.subject_id = c.id and o.kind = 'contribution.submitted') <> 1`,
  );
  return [...broken, ...(await listBrokenTree(db))];
}

async function listBrokenTree(db: Db): Promise<string[]> {
  const rows = await db.select().from(entry).orderBy(asc(entry.index));
  const [head] = await db.select().from(tree).where(eq(tree.id, 1));
  const broken: string[] = [];
  for (const [position, row] of rows.entries()) {
    if (row.index !== position) broken.push(`entry ${row.index} stands at place ${position}`);
    if (Buffer.compare(leafHash(row.body, sha256), row.leafHash) !== 0)
      broken.push(`leaf ${row.index} does not fit its bytes`);
    if (!parseCanonical(row.body).ok) broken.push(`entry ${row.index} is not canonical`);
  }
  const root = rootOf(
    rows.map((row) => row.leafHash),
    sha256,
  );
  if (head?.size !== rows.length) broken.push(`the tree says ${head?.size} entries, there are ${rows.length}`);
  if (!head || Buffer.compare(root, head.root) !== 0) broken.push("the recomputed root is not the stored root");
  const signed = await db.select().from(checkpoint).orderBy(desc(checkpoint.size)).limit(SIGNED_LOOKED_AT);
  for (const one of signed) {
    const leaves = rows.slice(0, one.size).map((row) => row.leafHash);
    if (leaves.length !== one.size || Buffer.compare(rootOf(leaves, sha256), one.root) !== 0)
      broken.push(`what was signed at size ${one.size} is not the tree of that size`);
  }
  return broken;
}

/** Entries that wait for their index. */
export async function countWaiting(db: Db): Promise<number> {
  const rows = await db.select({ id: outbox.id }).from(outbox);
  return rows.length;
}
