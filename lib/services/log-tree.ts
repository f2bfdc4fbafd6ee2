import { and, eq, or } from "drizzle-orm";
import { tile } from "#db/schema/ledger";
import { consistencyProof } from "#lib/ledger/proof";
import type { ReadNode } from "#lib/ledger/range";
import { nodeReader, rootFromTiles, type TileAt, tileKey, tilesForConsistency, tilesOnEdge } from "#lib/ledger/tile";
import type { Ctx } from "./context";
import { sha256 } from "./hash";

/** The named tiles in their newest state; one that is missing is an error where it is read. */
async function loadTiles(ctx: Ctx, wanted: readonly TileAt[]) {
  if (wanted.length === 0) return () => undefined;
  const rows = await ctx.db
    .select()
    .from(tile)
    .where(or(...wanted.map(({ level, n }) => and(eq(tile.level, level), eq(tile.n, n)))));
  const tiles = new Map(rows.map((row) => [tileKey(row.level, row.n), row.data]));
  return (level: number, n: number) => tiles.get(tileKey(level, n));
}

/** Reads nodes of a tree of `size` from the named tiles. */
export async function loadNodes(ctx: Ctx, size: number, wanted: readonly TileAt[]): Promise<ReadNode> {
  return nodeReader(size, await loadTiles(ctx, wanted), sha256);
}

/** Root that the tree had at an earlier size: tiles only grow at their end, so they still hold it. */
export async function rootAt(ctx: Ctx, size: number): Promise<Uint8Array> {
  return rootFromTiles(size, await loadTiles(ctx, tilesOnEdge(size)), sha256);
}

/** Proof that the tree of `oldSize` begins the one of `newSize`. */
export async function consistencyBetween(ctx: Ctx, oldSize: number, newSize: number): Promise<Uint8Array[]> {
  const readNode = await loadNodes(ctx, newSize, tilesForConsistency(oldSize, newSize));
  return consistencyProof(oldSize, newSize, readNode, sha256);
}
