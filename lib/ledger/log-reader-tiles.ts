import { BUNDLE_WIDTH } from "./bundle";
import { equalBytes, HASH_BYTES, joinBytes, type Sha256 } from "./hash";
import { type RebuiltTree, splitTile } from "./log-reader-tree";
import { rootFromTiles, type TileAt, tileKey, tilePath, tilesOnEdge } from "./tile";
import { rootOf } from "./tree";

/**
 * Bytes of a resource of the log by its path below /log (such as "checkpoint" or "tile/0/000"); undefined when the log says that it has
 * none. Throws when no answer can be had, and past `maxBytes`.
 */
export type FetchBytes = (path: string, maxBytes: number) => Promise<Uint8Array | undefined>;

export type TileFault = {
  what: "tile";
  path: string;
  /** "edge_mismatch": the partial tiles together do not make the checkpoint's root, and this one is not what the entries make. */
  reason: "missing" | "wrong_length" | "parent_mismatch" | "edge_mismatch";
};

const TILE_BYTES = BUNDLE_WIDTH * HASH_BYTES;

/** A tile at the width asked for: itself, or the beginning of the full one, which may have taken its place. */
export async function fetchTile(fetchBytes: FetchBytes, at: TileAt): Promise<Uint8Array | undefined> {
  const exact = await fetchBytes(tilePath(at), TILE_BYTES);
  if (exact || at.width === BUNDLE_WIDTH) return exact;
  const full = await fetchBytes(tilePath({ ...at, width: BUNDLE_WIDTH }), TILE_BYTES);
  return full?.length === TILE_BYTES ? full.slice(0, at.width * HASH_BYTES) : undefined;
}

/** The width at which a log of this size serves a tile. */
export function widthInLog(size: number, level: number, n: number): number {
  return Math.min(BUNDLE_WIDTH, Math.floor(size / BUNDLE_WIDTH ** level) - n * BUNDLE_WIDTH);
}

export type Leaves = {
  /** Leaf hashes to go on with; none when nothing tells what they are. */
  hashes: Uint8Array[];
  /** True when these hashes are those of the checkpoint's tree. */
  proven: boolean;
  /** Their root, where it was computed. */
  root?: Uint8Array | undefined;
};

export type TileTrust = {
  /** Decides between a level-0 tile as served and the leaf hashes made from its entries. */
  leavesOf(given: {
    n: number;
    width: number;
    tile: Uint8Array | undefined;
    made: Uint8Array[] | undefined;
  }): Promise<Leaves>;
  /** Names the partial tiles that differ from the rebuilt tree's, where the checkpoint's root did not follow from them. */
  judgeEdge(tree: RebuiltTree): void;
  /** What was found since the last call. */
  takeFaults(): TileFault[];
};

/**
 * Trust in tiles from the top down: the partial tiles at the edge are held to the checkpoint's root, each full tile to its hash in the tile
 * above. Keeps one tile a level. Source: C2SP tlog-tiles v0.1.0, "Merkle Tree".
 */
export async function tileTrust(
  fetchBytes: FetchBytes,
  { size, root }: { size: number; root: Uint8Array },
  hash: Sha256,
): Promise<TileTrust> {
  let faults: TileFault[] = [];
  const tell = (at: TileAt, reason: TileFault["reason"]) => {
    faults.push({ what: "tile", path: tilePath(at), reason });
  };
  const served = await readEdge(fetchBytes, size, tell);
  const edge = served && isEdgeOf(served, { size, root }, hash) ? served : undefined;
  const kept = new Map<number, { n: number; hashes: Uint8Array[] | undefined }>();

  async function trusted(level: number, n: number): Promise<Uint8Array[] | undefined> {
    if (widthInLog(size, level, n) < BUNDLE_WIDTH) return edge?.get(tileKey(level, n));
    const known = kept.get(level);
    if (known?.n === n) return known.hashes;
    const at = { level, n, width: BUNDLE_WIDTH };
    const expected = await expectedRoot(level, n);
    const hashes = expected && checkTile(await fetchTile(fetchBytes, at), at, expected);
    kept.set(level, { n, hashes });
    return hashes;
  }

  async function expectedRoot(level: number, n: number): Promise<Uint8Array | undefined> {
    return (await trusted(level + 1, Math.floor(n / BUNDLE_WIDTH)))?.[n % BUNDLE_WIDTH];
  }

  function checkTile(data: Uint8Array | undefined, at: TileAt, expected: Uint8Array): Uint8Array[] | undefined {
    if (data?.length === TILE_BYTES) {
      const hashes = splitTile(data);
      if (equalBytes(rootOf(hashes, hash), expected)) return hashes;
    }
    tell(at, data === undefined ? "missing" : data.length === TILE_BYTES ? "parent_mismatch" : "wrong_length");
    return undefined;
  }

  return {
    async leavesOf({ n, width, tile, made }) {
      if (width < BUNDLE_WIDTH) {
        const hashes = edge?.get(tileKey(0, n));
        return hashes ? { hashes, proven: true } : { hashes: made ?? [], proven: false };
      }
      const expected = await expectedRoot(0, n);
      if (!expected) return { hashes: made ?? [], proven: false };
      const hashes = checkTile(tile, { level: 0, n, width }, expected);
      if (hashes) return { hashes, proven: true, root: expected };
      const isRight = made !== undefined && equalBytes(rootOf(made, hash), expected);
      return isRight ? { hashes: made, proven: true, root: expected } : { hashes: made ?? [], proven: false };
    },
    judgeEdge(tree) {
      if (edge || !served) return;
      for (const at of tilesOnEdge(size)) {
        const made = tree.rows[at.level] ?? [];
        const found = served.get(tileKey(at.level, at.n)) ?? [];
        const isSame =
          made.length === found.length && made.every((one, place) => equalBytes(one, found[place] ?? root));
        if (!isSame) tell(at, "edge_mismatch");
      }
    },
    takeFaults() {
      const taken = faults;
      faults = [];
      return taken;
    },
  };
}

async function readEdge(
  fetchBytes: FetchBytes,
  size: number,
  tell: (at: TileAt, reason: TileFault["reason"]) => void,
): Promise<Map<string, Uint8Array[]> | undefined> {
  const places = tilesOnEdge(size);
  const tiles = new Map<string, Uint8Array[]>();
  for (const at of places) {
    const data = await fetchTile(fetchBytes, at);
    if (data?.length === at.width * HASH_BYTES) tiles.set(tileKey(at.level, at.n), splitTile(data));
    else tell(at, data ? "wrong_length" : "missing");
  }
  return tiles.size < places.length ? undefined : tiles;
}

function isEdgeOf(
  tiles: ReadonlyMap<string, Uint8Array[]>,
  { size, root }: { size: number; root: Uint8Array },
  hash: Sha256,
): boolean {
  const readTile = (level: number, n: number) => joinBytes(...(tiles.get(tileKey(level, n)) ?? []));
  return equalBytes(rootFromTiles(size, readTile, hash), root);
}
