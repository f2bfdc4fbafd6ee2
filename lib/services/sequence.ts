import { and, asc, eq, gt, inArray, lte, max, or, type SQL, sql } from "drizzle-orm";
import { entry, outbox, tile, tree } from "#db/schema/ledger";
import { limits } from "#lib/domain/limits";
import { leafHash } from "#lib/ledger/hash";
import { growTiles, rootFromTiles, type Tile, tileKey, tilesOnEdge } from "#lib/ledger/tile";
import { type Ctx, inTx } from "./context";
import { sha256 } from "./hash";

// A statement has room for 65,535 values.
const INSERT_ROWS = 2_000;

export type Sequenced = { count: number; size: number };

/**
 * S1 of docs/ledger.md, one transaction: lock the tree, take waiting outbox rows, give them the next indexes, hash them, extend the
 * tiles, move the rows. Safe from any number of processes: the row lock of the tree orders them. About `most` rows: all of a transaction's
 * go together, so that no published tree ends inside one.
 */
export async function sequenceBatch(
  ctx: Ctx,
  most: number = ctx.databaseKind === "pglite" ? limits.sequenceBatchPglite : limits.sequenceBatchPostgres,
): Promise<Sequenced> {
  return inTx(ctx, async (tx) => {
    const [head] = await tx.db.select().from(tree).where(eq(tree.id, 1)).for("update");
    if (!head) throw new Error("the tree row is missing: run the migrations");
    const waiting = await takeWaiting(tx, most);
    if (waiting.length === 0) return { count: 0, size: head.size };
    const rows = waiting.map(({ seq: _, txid: __, ...row }, position) => ({
      ...row,
      index: head.size + position,
      leafHash: leafHash(row.body, sha256),
    }));
    const size = head.size + rows.length;
    const edge = await readEdge(tx, head.size);
    const grown = growTiles(
      head.size,
      rows.map((row) => row.leafHash),
      (level, n) => edge.get(tileKey(level, n)),
      sha256,
    );
    for (const one of grown) edge.set(tileKey(one.level, one.n), one.data);
    for (let at = 0; at < rows.length; at += INSERT_ROWS) {
      const some = rows.slice(at, at + INSERT_ROWS);
      const ids = some.map(({ id }) => id);
      await tx.db.insert(entry).values(some);
      await tx.db.delete(outbox).where(inArray(outbox.id, ids));
    }
    await writeTiles(tx, grown);
    const root = rootFromTiles(size, (level, n) => edge.get(tileKey(level, n)), sha256);
    await tx.db.update(tree).set({ size, root, updatedAt: tx.now() }).where(eq(tree.id, 1));
    return { count: rows.length, size };
  });
}

type Waiting = typeof outbox.$inferSelect;

/**
 * The first rows in the order of `seq`, and on to where no transaction is cut. Everything between is taken as well, for it may be the
 * cause of what comes after; that may begin further transactions, so it is looked again until none is left in part.
 */
async function takeWaiting(ctx: Ctx, most: number): Promise<Waiting[]> {
  const take = async (where?: SQL, limit?: number) => {
    const rows = ctx.db.select().from(outbox).where(where).orderBy(asc(outbox.seq)).$dynamic();
    return (limit === undefined ? rows : rows.limit(limit)).for("update", { skipLocked: true });
  };
  const waiting = await take(undefined, most);
  // Fewer than asked for are all there were, and a commit shows its rows all at once.
  if (waiting.length < most) return waiting;
  for (let added: Waiting[] = waiting; ; ) {
    const end = waiting.at(-1)?.seq ?? 0;
    const txids = [...new Set(added.map(({ txid }) => txid))].filter((txid) => txid !== null);
    if (txids.length === 0) return waiting;
    const [rest] = await ctx.db
      .select({ end: max(outbox.seq) })
      .from(outbox)
      .where(inArray(outbox.txid, txids));
    if (!rest?.end || rest.end <= end) return waiting;
    added = await take(and(gt(outbox.seq, end), lte(outbox.seq, rest.end)));
    waiting.push(...added);
  }
}

/** The partial tiles at the right edge of a tree: all that is needed to extend it. */
async function readEdge(ctx: Ctx, size: number): Promise<Map<string, Uint8Array>> {
  const wanted = tilesOnEdge(size);
  if (wanted.length === 0) return new Map();
  const rows = await ctx.db
    .select()
    .from(tile)
    .where(or(...wanted.map(({ level, n }) => sql`(${tile.level} = ${level} and ${tile.n} = ${n})`)));
  return new Map(rows.map((row) => [tileKey(row.level, row.n), row.data]));
}

async function writeTiles(ctx: Ctx, tiles: readonly Tile[]): Promise<void> {
  await ctx.db
    .insert(tile)
    .values([...tiles])
    .onConflictDoUpdate({ target: [tile.level, tile.n], set: { data: sql`excluded.data` } });
}
