import { hash } from "node:crypto";
import { checkConsistency } from "#lib/ledger/log-reader";
import { type FetchBytes, fetchTile, widthInLog } from "#lib/ledger/log-reader-tiles";
import { rootFromTiles, tileKey, tilesOnEdge } from "#lib/ledger/tile";
import type { Head } from "./audit-checkpoint";

const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");

/** Root of the log's tree of an earlier size, held to the audited checkpoint; undefined when the tiles do not make it. */
export async function rootInLog(fetchBytes: FetchBytes, size: number, head: Head): Promise<Uint8Array | undefined> {
  const tiles = new Map<string, Uint8Array>();
  for (const { level, n } of tilesOnEdge(size)) {
    const data = await fetchTile(fetchBytes, { level, n, width: widthInLog(head.size, level, n) });
    if (data) tiles.set(tileKey(level, n), data);
  }
  try {
    const root = rootFromTiles(size, (level, n) => tiles.get(tileKey(level, n)), sha256);
    const leads = await checkConsistency(fetchBytes, { size, root }, head, sha256);
    return leads.ok ? root : undefined;
  } catch (error) {
    // The reader's word for a tile that is missing or too short.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
