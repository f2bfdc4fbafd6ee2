import { and, desc, eq, inArray, notInArray, sql } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { checkpoint, entry } from "#db/schema/ledger";
import { transfer } from "#db/schema/points";
import { project } from "#db/schema/project";
import { review } from "#db/schema/review";
import type { EntryKind } from "#lib/domain/entry";
import { AppError } from "#lib/domain/error";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { withCosignatures } from "./log-publish";
import { countOwnEntries, findOwnEntries } from "./own-entry";
import { type ReceiptFile, type ReceiptLog, readReceiptLog, writeReceipts } from "./receipt";

export type MyEntry = {
  index: number;
  id: string;
  kind: EntryKind;
  createdAt: Date;
  project: { slug: string; name: string } | null;
  /** Of one's own contribution that it is about. */
  contributionId: string | null;
  /** False for the moment until a public checkpoint covers it; then it has a receipt. */
  isPublished: boolean;
};

const FILES = 100;
// A page of texts as long as they may be is cut here; the next begins where this one ended.
const PAGE_BYTES = 4_000_000;

/** What the ledger records of me, newest first: my contributions and their verdicts, my reviews, my transfers. */
export async function listMyEntries(ctx: Ctx, input: PageInput): Promise<Page<MyEntry>> {
  await authorise(ctx, "contribution.read_own");
  const log = await readReceiptLog(ctx);
  const rows = await findMine(ctx, readCursor(input.cursor), input.limit + 1);
  const { items, nextCursor } = pageOf(rows, input.limit, (last) => String(last.index));
  const lines = items.map((row) => ({ ...row, isPublished: row.index < (log?.size ?? 0) }));
  return { items: lines, nextCursor };
}

export type MyReceipts = Page<ReceiptFile> & {
  /** Of the checkpoint that they carry, unless they are anchored; give it with the cursor, so that further pages carry the same. */
  size: number;
  /** How many there are in all; null on further pages. */
  total: number | null;
};

/** My receipts, many at once, newest first, of the newest checkpoint or that of the size asked for; the anchored ones of theirs. */
export async function readMyReceipts(
  ctx: Ctx,
  input: { cursor?: string | undefined; size?: number | undefined },
): Promise<MyReceipts> {
  await authorise(ctx, "contribution.read_own");
  return inTx(ctx, async (tx) => {
    const log = await receiptLogOf(tx, input.size);
    const isFirst = input.cursor === undefined;
    if (!log) return { items: [], nextCursor: null, size: 0, total: isFirst ? 0 : null };
    const before = Math.min(readCursor(input.cursor), log.size);
    const me = actorId(tx);
    const found = await findOwnEntries(tx, me, before, FILES + 1);
    const page = pageOf(found, FILES, String);
    const entries = await tx.db
      .select({ index: entry.index, kind: entry.kind, body: entry.body })
      .from(entry)
      .where(inArray(entry.index, page.items))
      .orderBy(desc(entry.index));
    const items = cutToBytes(await writeReceipts(tx, entries, log));
    const last = items.at(-1);
    const nextCursor = last && items.length < entries.length ? String(last.index) : page.nextCursor;
    return { items, nextCursor, size: log.size, total: isFirst ? await countOwnEntries(tx, me, log.size) : null };
  });
}

async function receiptLogOf(ctx: Ctx, size: number | undefined): Promise<ReceiptLog | undefined> {
  const newest = await readReceiptLog(ctx);
  if (size === undefined || size === newest?.size) return newest;
  const [row] = await ctx.db.select().from(checkpoint).where(eq(checkpoint.size, size));
  if (!row || !newest || size > newest.size) {
    throw new AppError("input.invalid", { details: { issues: [{ path: "size", message: "not_in_list" }] } });
  }
  return { size, note: await withCosignatures(ctx, row) };
}

/** As many as stay below the bytes of a page, and at least one. */
function cutToBytes(files: ReceiptFile[]): ReceiptFile[] {
  let bytes = 0;
  const end = files.findIndex(({ text }, at) => {
    bytes += text.length;
    return at > 0 && bytes > PAGE_BYTES;
  });
  return end < 0 ? files : files.slice(0, end);
}

// A cursor that is none of ours begins at the newest.
function readCursor(cursor: string | undefined): number {
  return cursor !== undefined && /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.MAX_SAFE_INTEGER;
}

/** The newest entries of mine below `before`, with what they are about. */
async function findMine(ctx: Ctx, before: number, limit: number): Promise<Omit<MyEntry, "isPublished">[]> {
  const me = actorId(ctx);
  const indexes = await findOwnEntries(ctx, me, before, limit);
  const rows = await ctx.db
    .select({
      index: entry.index,
      id: entry.id,
      kind: entry.kind,
      createdAt: entry.createdAt,
      slug: project.slug,
      name: project.name,
      contributionId: contribution.id,
    })
    .from(entry)
    .leftJoin(review, and(eq(entry.kind, "review.cast"), eq(review.id, entry.id)))
    .leftJoin(transfer, and(eq(entry.kind, "transfer.posted"), eq(transfer.id, entry.id)))
    .leftJoin(
      contribution,
      and(notInArray(entry.kind, ["review.cast", "transfer.posted"]), eq(contribution.id, entry.subjectId)),
    )
    .leftJoin(
      project,
      eq(project.id, sql`coalesce(${contribution.projectId}, ${review.projectId}, ${transfer.projectId})`),
    )
    .where(inArray(entry.index, indexes))
    .orderBy(desc(entry.index));
  return rows.map(({ slug, name, kind, ...row }) => ({
    ...row,
    // Entries are written from schemas by kind alone.
    kind: kind as EntryKind,
    project: slug && name ? { slug, name } : null,
  }));
}
