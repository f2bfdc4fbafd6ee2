import { and, desc, eq, inArray, lt, type SQL, sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { contribution } from "#db/schema/contribution";
import { entry, ownEntry, ownEntryMark, tree } from "#db/schema/ledger";
import { account, transfer } from "#db/schema/points";
import { review } from "#db/schema/review";
import type { EntryKind } from "#lib/domain/entry";
import { type Ctx, inTx } from "./context";

/** Entries that one step looks at: a transaction that nobody waits for. */
const STEP = 1_000;

const aboutContribution: EntryKind[] = [
  "contribution.submitted",
  "contribution.revised",
  "contribution.withdrawn",
  "contribution.erased",
  "verdict.reached",
];

/**
 * Whose an entry is, of those in a range: a contribution's, each verdict on it included, is its author's; a review is its reviewer's; a
 * transfer is of the people whose accounts it moves. The one place that says so.
 */
function ownersIn(range: SQL): SQL {
  return sql`
    select ${contribution.authorId} as user_id, ${entry.index} as index from ${entry}
      join ${contribution} on ${contribution.id} = ${entry.subjectId}
      where ${range} and ${inArray(entry.kind, aboutContribution)}
    union all select ${review.reviewerId}, ${entry.index} from ${entry}
      join ${review} on ${review.id} = ${entry.id} where ${range} and ${entry.kind} = 'review.cast'
    union all select ${account.ownerId}, ${entry.index} from ${entry}
      join ${transfer} on ${transfer.id} = ${entry.id}
      join ${account} on ${account.id} in (${transfer.debitAccountId}, ${transfer.creditAccountId})
      where ${range} and ${entry.kind} = 'transfer.posted' and ${account.kind} = 'user_available'`;
}

/**
 * Notes whose the next entries are, for the pages of those people; true when it did. A step of the job loop, some moments behind the tree:
 * what it has not come to is looked up as it is asked for. Of several processes one does it.
 */
export async function noteOwners(ctx: Ctx, step = STEP): Promise<boolean> {
  const [seen] = await ctx.db
    .select({ behind: sql<boolean>`${tree.size} > ${ownEntryMark.size}` })
    .from(tree)
    .innerJoin(ownEntryMark, eq(ownEntryMark.id, tree.id));
  if (!seen?.behind) return false;
  return inTx(ctx, async (tx) => {
    const [mark] = await tx.db.select().from(ownEntryMark).for("update", { skipLocked: true });
    const [head] = await tx.db.select({ size: tree.size }).from(tree);
    if (!mark || !head || mark.size >= head.size) return false;
    const end = Math.min(head.size, mark.size + step);
    const range = sql`${entry.index} >= ${mark.size} and ${entry.index} < ${end}`;
    await tx.db.execute(sql`insert into ${ownEntry} (user_id, index) ${ownersIn(range)} on conflict do nothing`);
    await tx.db.update(ownEntryMark).set({ size: end });
    return true;
  });
}

/** Indexes of this person's entries below `before`, newest first. */
export async function findOwnEntries(ctx: Ctx, userId: string, before: number, limit: number): Promise<number[]> {
  const { noted, unnoted } = await splitAtMark(ctx, before);
  const later = unnoted ? await listUnnoted(ctx, userId, unnoted, limit) : [];
  const rows = await ctx.db
    .select({ index: ownEntry.index })
    .from(ownEntry)
    .where(and(eq(ownEntry.userId, userId), lt(ownEntry.index, noted)))
    .orderBy(desc(ownEntry.index))
    .limit(limit);
  return [...later, ...rows.map(({ index }) => index)].slice(0, limit);
}

/** How many of the entries below `before` are this person's. */
export async function countOwnEntries(ctx: Ctx, userId: string, before: number): Promise<number> {
  const { noted, unnoted } = await splitAtMark(ctx, before);
  const later = unnoted ? await listUnnoted(ctx, userId, unnoted) : [];
  return later.length + (await ctx.db.$count(ownEntry, and(eq(ownEntry.userId, userId), lt(ownEntry.index, noted))));
}

/** Up to where it is noted whose the entries below `before` are, and the range of the others; undefined where there are none. */
async function splitAtMark(ctx: Ctx, before: number): Promise<{ noted: number; unnoted: SQL | undefined }> {
  const [at] = await ctx.db
    .select({ mark: ownEntryMark.size, tree: tree.size })
    .from(ownEntryMark)
    .innerJoin(tree, eq(tree.id, ownEntryMark.id));
  if (!at) throw new Error("the row of noted entries is missing: run the migrations");
  const end = Math.min(before, at.tree);
  const unnoted = at.mark < end ? sql`${entry.index} >= ${at.mark} and ${entry.index} < ${end}` : undefined;
  return { noted: Math.min(before, at.mark), unnoted };
}

async function listUnnoted(ctx: Ctx, userId: string, range: SQL, limit?: number): Promise<number[]> {
  const rows = await queryRows<{ index: number }>(
    ctx.db,
    sql`select distinct index from (${ownersIn(range)}) as owned where user_id = ${userId}
      order by index desc ${limit === undefined ? sql`` : sql`limit ${limit}`}`,
  );
  return rows.map(({ index }) => index);
}
