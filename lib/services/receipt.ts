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
import { type AnchoredLog, findAnchoredLog } from "./receipt-anchor";
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

/**
 * Receipts of entries that the checkpoint covers. Those that the newest anchored checkpoint covers lead to that one: what is signed there is
 * what stands on the chain, and one proof serves for both. All others are of the checkpoint given.
 */
export async function writeReceipts(ctx: Ctx, rows: readonly EntryRow[], log: ReceiptLog): Promise<ReceiptFile[]> {
  const anchored = await findAnchoredLog(ctx, log);
  const isAnchored = ({ index }: EntryRow) => anchored !== undefined && index < anchored.size;
  const later = await writeOf(
    ctx,
    rows.filter((row) => !isAnchored(row)),
    log,
  );
  const earlier = anchored ? await writeOf(ctx, rows.filter(isAnchored), anchored) : [];
  const files = new Map([...later, ...earlier].map((file) => [file.index, file]));
  return rows.flatMap(({ index }) => files.get(index) ?? []);
}

type SignedLog = ReceiptLog & Partial<Pick<AnchoredLog, "anchor">>;

/** Receipts that all lead to one checkpoint. */
async function writeOf(ctx: Ctx, rows: readonly EntryRow[], { size, note, anchor }: SignedLog): Promise<ReceiptFile[]> {
  const wanted = rows.flatMap(({ index }) => tilesForProof(index, size));
  const tiles = [...new Map(wanted.map((tile) => [tileKey(tile.level, tile.n), tile])).values()];
  const readNode = await loadNodes(ctx, size, tiles);
  const openingOf = await findOpenings(
    ctx,
    rows.map(({ body }) => body),
  );
  return rows.map(({ index, kind, body }) => {
    const proof = inclusionProof(index, size, readNode, sha256);
    const text = makeReceipt({ entry: body, index, proof, note, ...openingOf(body), anchor }, sha256);
    // Entries are written from schemas by kind alone.
    return { index, kind: kind as EntryKind, size, text };
  });
}
