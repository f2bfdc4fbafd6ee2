import { eq } from "drizzle-orm";
import { entry, published } from "#db/schema/ledger";
import type { EntryKind } from "#lib/domain/entry";
import { AppError } from "#lib/domain/error";
import { inclusionProof } from "#lib/ledger/proof";
import { makeReceipt } from "#lib/ledger/receipt";
import { tileKey, tilesForProof } from "#lib/ledger/tile";
import { authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { sha256 } from "./hash";
import { loadNodes } from "./log-tree";
import { findOpenings } from "./receipt-opening";

export type ReceiptFile = { index: number; kind: EntryKind; size: number; text: string };

/** The signed checkpoint that receipts are made for. */
export type ReceiptLog = { size: number; note: string };

/** An entry as receipts need it. */
type EntryRow = { index: number; kind: string; body: Uint8Array };

/**
 * The receipt of an entry, by index or id: proof in the published tree and, for the author of what the entry commits to, salt and content
 * that open it. Null while the entry is not published yet, which takes a second or two.
 */
export async function readReceipt(ctx: Ctx, input: { ref: string }): Promise<ReceiptFile | null> {
  await authorise(ctx, "ledger.read");
  return inTx(ctx, async (tx) => {
    const isIndex = /^\d{1,15}$/.test(input.ref);
    const [row] = await tx.db
      .select()
      .from(entry)
      .where(isIndex ? eq(entry.index, Number(input.ref)) : eq(entry.id, input.ref));
    if (!row) throw new AppError("entry.not_found", { details: { entry: input.ref } });
    const log = await readReceiptLog(tx);
    if (!log || row.index >= log.size) return null;
    const [file] = await writeReceipts(tx, [row], log);
    return file ?? null;
  });
}

/** The newest checkpoint that is public, with its cosignatures; undefined before the first. */
export async function readReceiptLog(ctx: Ctx): Promise<ReceiptLog | undefined> {
  const [log] = await ctx.db.select().from(published).where(eq(published.id, 1));
  return log && log.size !== null && log.note !== null ? { size: log.size, note: log.note } : undefined;
}

/** Receipts of entries that the checkpoint covers, all of that one checkpoint, so that they agree. */
export async function writeReceipts(ctx: Ctx, rows: readonly EntryRow[], log: ReceiptLog): Promise<ReceiptFile[]> {
  const { size, note } = log;
  const wanted = rows.flatMap(({ index }) => tilesForProof(index, size));
  const tiles = [...new Map(wanted.map((tile) => [tileKey(tile.level, tile.n), tile])).values()];
  const readNode = await loadNodes(ctx, size, tiles);
  const openingOf = await findOpenings(
    ctx,
    rows.map(({ body }) => body),
  );
  return rows.map(({ index, kind, body }) => {
    const proof = inclusionProof(index, size, readNode, sha256);
    const text = makeReceipt({ entry: body, index, proof, note, opening: openingOf(body) }, sha256);
    // Entries are written from schemas by kind alone.
    return { index, kind: kind as EntryKind, size, text };
  });
}
