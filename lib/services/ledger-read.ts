import { and, desc, eq, lt, sql } from "drizzle-orm";
import { entry, outbox, tree } from "#db/schema/ledger";
import { type EntryKind, entryKinds } from "#lib/domain/entry";
import { AppError } from "#lib/domain/error";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import { inclusionProof } from "#lib/ledger/proof";
import { tilesForProof } from "#lib/ledger/tile";
import { authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { hex, sha256 } from "./hash";
import { loadNodes } from "./log-tree";

export type TreeHead = { size: number; root: string; updatedAt: Date; waiting: number };

/** The tree as it stands, and how many committed entries wait for their index. */
export async function readTreeHead(ctx: Ctx): Promise<TreeHead> {
  await authorise(ctx, "ledger.read");
  const [head] = await ctx.db.select().from(tree).where(eq(tree.id, 1));
  const [waiting] = await ctx.db.select({ count: sql<number>`count(*)::int` }).from(outbox);
  if (!head) throw new Error("the tree row is missing: run the migrations");
  return { size: head.size, root: hex(head.root), updatedAt: head.updatedAt, waiting: waiting?.count ?? 0 };
}

export type EntryLine = {
  index: number;
  id: string;
  kind: EntryKind;
  subjectId: string | null;
  leafHash: string;
  createdAt: Date;
};

/** The stream of entries, newest first; of one kind or about one subject when asked. */
export async function listEntries(
  ctx: Ctx,
  input: PageInput & { kind?: EntryKind | undefined; subject?: string | undefined },
): Promise<Page<EntryLine>> {
  await authorise(ctx, "ledger.read");
  const before = Number(input.cursor);
  const rows = await ctx.db
    .select({
      index: entry.index,
      id: entry.id,
      kind: entry.kind,
      subjectId: entry.subjectId,
      leafHash: entry.leafHash,
      createdAt: entry.createdAt,
    })
    .from(entry)
    .where(
      and(
        input.kind ? eq(entry.kind, input.kind) : undefined,
        input.subject ? eq(entry.subjectId, input.subject) : undefined,
        input.cursor && Number.isSafeInteger(before) ? lt(entry.index, before) : undefined,
      ),
    )
    .orderBy(desc(entry.index))
    .limit(input.limit + 1);
  const lines = rows.map((row) => ({ ...row, kind: kindOf(row.kind), leafHash: hex(row.leafHash) }));
  return pageOf(lines, input.limit, (last) => String(last.index));
}

export type EntryProof = EntryLine & {
  /** The exact bytes that were hashed, as hex; they are canonical JSON in UTF-8. */
  body: string;
  /** Inclusion proof at `size`, from the leaf's sibling upwards. */
  proof: string[];
  size: number;
  root: string;
};

/** One entry by index or id, with its bytes and its inclusion proof at the present size; all of one moment. */
export async function readEntry(ctx: Ctx, input: { ref: string }): Promise<EntryProof> {
  await authorise(ctx, "ledger.read");
  return inTx(ctx, async (tx) => {
    // The lock holds the sequencer back for this short read, so that entry, tiles and root belong together.
    const [head] = await tx.db.select().from(tree).where(eq(tree.id, 1)).for("share");
    const isIndex = /^\d{1,15}$/.test(input.ref);
    const [row] = await tx.db
      .select()
      .from(entry)
      .where(isIndex ? eq(entry.index, Number(input.ref)) : eq(entry.id, input.ref));
    if (!head || !row) throw new AppError("entry.not_found", { details: { entry: input.ref } });
    const readNode = await loadNodes(tx, head.size, tilesForProof(row.index, head.size));
    return {
      index: row.index,
      id: row.id,
      kind: kindOf(row.kind),
      subjectId: row.subjectId,
      leafHash: hex(row.leafHash),
      createdAt: row.createdAt,
      body: hex(row.body),
      proof: inclusionProof(row.index, head.size, readNode, sha256).map(hex),
      size: head.size,
      root: hex(head.root),
    };
  });
}

function kindOf(kind: string): EntryKind {
  const known = entryKinds.find((name) => name === kind);
  if (!known) throw new Error(`entry of unknown kind ${kind}`);
  return known;
}
