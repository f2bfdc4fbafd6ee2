import { asc, eq, inArray, or, sql } from "drizzle-orm";
import { entry, outbox, tile, tree } from "#db/schema/ledger";
import { limits } from "#lib/domain/limits";
import { leafHash } from "#lib/ledger/hash";
import { growTiles, rootFromTiles, type Tile, tileKey, tilesOnEdge } from "#lib/ledger/tile";
import { type Ctx, inTx } from "./context";
import { sha256 } from "./hash";

export type Sequenced = { count: number; size: number };

/**
 * S1 of docs/ledger.md, one transaction: lock the tree, take waiting outbox rows, give them the next indexes, hash them, extend the
 * tiles, move the rows. Safe from any number of processes: the row lock of the tree orders them.
 */
export async function sequenceBatch(ctx: Ctx): Promise<Sequenced> {
  return inTx(ctx, async (tx) => {
    const [head] = await tx.db.select().from(tree).where(eq(tree.id, 1)).for("update");
    if (!head) throw new Error("the tree row is missing: run the migrations");
    const waiting = await tx.db
      .select()
      .from(outbox)
      .orderBy(asc(outbox.seq))
      .limit(tx.databaseKind === "pglite" ? limits.sequenceBatchPglite : limits.sequenceBatchPostgres)
      .for("update", { skipLocked: true });
    if (waiting.length === 0) return { count: 0, size: head.size };
    const rows = waiting.map(({ seq: _, ...row }, position) => ({
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
    await tx.db.insert(entry).values(rows);
    await writeTiles(tx, grown);
    await tx.db.delete(outbox).where(
      inArray(
        outbox.id,
        rows.map((row) => row.id),
      ),
    );
    const root = rootFromTiles(size, (level, n) => edge.get(tileKey(level, n)), sha256);
    await tx.db.update(tree).set({ size, root, updatedAt: tx.now() }).where(eq(tree.id, 1));
    return { count: rows.length, size };
  });
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
