import { and, asc, eq, or } from "drizzle-orm";
import type { contribution } from "#db/schema/contribution";
import { entry, outbox } from "#db/schema/ledger";
import { transfer } from "#db/schema/points";
import type { EntryKind } from "#lib/domain/entry";
import { accountId, reservedAccount, userAccount } from "./account";
import type { Ctx } from "./context";
import type { Viewer } from "./contribution-view";

type Row = typeof contribution.$inferSelect;

export type ItemTransfer = {
  /** Also the id of the ledger entry that records it. */
  id: string;
  kind: (typeof transfer.$inferSelect)["kind"];
  /** Milli-points; negative for what the author had to give back. */
  amount: number;
  createdAt: Date;
};

const TRANSFERS = 100;

/** The author sees what came to them, owners and reviewers all that was resolved for the item, others nothing. */
export async function listItemTransfers(ctx: Ctx, row: Row, viewer: Viewer): Promise<ItemTransfer[]> {
  if (viewer === "other") return [];
  const author = accountId(userAccount(row.authorId));
  const reserved = accountId(reservedAccount(row.projectId));
  const mine = or(eq(transfer.creditAccountId, author), eq(transfer.debitAccountId, author));
  const rows = await ctx.db
    .select()
    .from(transfer)
    .where(and(eq(transfer.contributionId, row.id), viewer === "author" ? mine : undefined))
    .orderBy(asc(transfer.createdAt), asc(transfer.id))
    .limit(TRANSFERS);
  return rows.map(({ id, kind, amount, createdAt, debitAccountId }) => {
    const isTakenBack = debitAccountId !== reserved && kind === "correct";
    return { id, kind, amount: isTakenBack ? -amount : amount, createdAt };
  });
}

export type ItemEntry = {
  id: string;
  kind: EntryKind;
  /** Place in the ledger; null for the moment between commit and sequencing. */
  index: number | null;
  createdAt: Date;
};

const ENTRIES = 100;

/** What the ledger records about an item, in order; the last ones may still wait for their place. */
export async function listItemEntries(ctx: Ctx, contributionId: string): Promise<ItemEntry[]> {
  const placed = await ctx.db
    .select({ id: entry.id, kind: entry.kind, index: entry.index, createdAt: entry.createdAt })
    .from(entry)
    .where(eq(entry.subjectId, contributionId))
    .orderBy(asc(entry.index))
    .limit(ENTRIES);
  const waiting = await ctx.db
    .select({ id: outbox.id, kind: outbox.kind, createdAt: outbox.createdAt })
    .from(outbox)
    .where(eq(outbox.subjectId, contributionId))
    .orderBy(asc(outbox.createdAt), asc(outbox.id))
    .limit(ENTRIES);
  const lines = [...placed, ...waiting.map((row) => ({ ...row, index: null }))];
  return lines.map((line) => ({ ...line, kind: line.kind as EntryKind }));
}
