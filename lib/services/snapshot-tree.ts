import { and, asc, eq, gt, inArray, or, sql } from "drizzle-orm";
import { snapshotAccount, snapshotLeaf, snapshotTile } from "#db/schema/snapshot";
import { type SnapshotAccount, snapshotLeafBytes } from "#lib/domain/snapshot";
import { leafHash } from "#lib/ledger/hash";
import { inclusionProof } from "#lib/ledger/proof";
import {
  growTiles,
  nodeReader,
  rootFromTiles,
  type TileAt,
  tileKey,
  tilesForProof,
  tilesOnEdge,
} from "#lib/ledger/tile";
import type { Ctx } from "./context";
import { sha256 } from "./hash";
import { insertRows } from "./insert-rows";

type AccountRow = typeof snapshotAccount.$inferSelect;

/** A row of `snapshot_account` as a leaf has it. */
function leafOf({ account, unit, kind, ownerId, balance }: AccountRow): SnapshotAccount {
  return { account, accountKind: kind, owner: ownerId, unit, balance };
}

/** Stores the next leaves of the snapshot of `size`, after the `done` that are there, and grows its tiles. Gives how many it stored. */
export async function storeLeaves(ctx: Ctx, size: number, done: number, most: number): Promise<number> {
  const [last] =
    done === 0
      ? []
      : await ctx.db
          .select({ account: snapshotLeaf.account })
          .from(snapshotLeaf)
          .where(and(eq(snapshotLeaf.size, size), eq(snapshotLeaf.position, done - 1)));
  const rows = await ctx.db
    .select()
    .from(snapshotAccount)
    .where(last && gt(snapshotAccount.account, last.account))
    .orderBy(asc(snapshotAccount.account))
    .limit(most);
  if (rows.length === 0) return 0;
  await insertRows(
    ctx,
    snapshotLeaf,
    rows.map(({ account, balance }, at) => ({ position: done + at, account, balance })),
    { common: { size } },
  );
  const hashes = rows.map((row) => leafHash(snapshotLeafBytes(leafOf(row), size), sha256));
  const grown = growTiles(done, hashes, await loadTiles(ctx, size, tilesOnEdge(done)), sha256);
  await ctx.db
    .insert(snapshotTile)
    .values(grown.map((tile) => ({ size, ...tile })))
    .onConflictDoUpdate({
      target: [snapshotTile.size, snapshotTile.level, snapshotTile.n],
      set: { data: sql`excluded.data` },
    });
  return rows.length;
}

/** Root over the leaves that are stored. */
export async function rootOfLeaves(ctx: Ctx, size: number, leaves: number): Promise<Uint8Array> {
  return rootFromTiles(leaves, await loadTiles(ctx, size, tilesOnEdge(leaves)), sha256);
}

/** Inclusion proof of a leaf in the snapshot of `size`. */
export async function proveLeaf(ctx: Ctx, size: number, position: number, leaves: number): Promise<Uint8Array[]> {
  const readTile = await loadTiles(ctx, size, tilesForProof(position, leaves));
  return inclusionProof(position, leaves, nodeReader(leaves, readTile, sha256), sha256);
}

/** Drops leaves and tiles of snapshots; their entries stay, and the leaves can be made from the log again. */
export async function dropLeaves(ctx: Ctx, sizes: readonly number[]): Promise<void> {
  if (sizes.length === 0) return;
  await ctx.db.delete(snapshotLeaf).where(inArray(snapshotLeaf.size, [...sizes]));
  await ctx.db.delete(snapshotTile).where(inArray(snapshotTile.size, [...sizes]));
}

async function loadTiles(ctx: Ctx, size: number, wanted: readonly TileAt[]) {
  if (wanted.length === 0) return () => undefined;
  const places = wanted.map(({ level, n }) => and(eq(snapshotTile.level, level), eq(snapshotTile.n, n)));
  const rows = await ctx.db
    .select()
    .from(snapshotTile)
    .where(and(eq(snapshotTile.size, size), or(...places)));
  const tiles = new Map(rows.map((row) => [tileKey(row.level, row.n), row.data]));
  return (level: number, n: number) => tiles.get(tileKey(level, n));
}
