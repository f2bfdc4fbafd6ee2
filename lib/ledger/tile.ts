import { checkHash, emptyRoot, HASH_BYTES, portableSha256, type Sha256 } from "./hash";
import {
  checkSize,
  consistencyRanges,
  hashOfRange,
  inclusionRanges,
  nodesOfRange,
  type Range,
  type ReadNode,
} from "./range";
import { rootOf } from "./tree";

// C2SP tlog-tiles v0.1.0: level 0 holds leaf hashes; each hash above is the root of one full tile of the level below.
const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

/** A tile as a tree of some size has it: `width` hashes (1 to 256) of those the tile will hold. */
export type TileAt = { level: number; n: number; width: number };

/** The hashes of a tile, each 32 bytes, one after the other. */
export type Tile = { level: number; n: number; data: Uint8Array };

/** The newest state of a tile, which may hold more hashes than asked for; undefined when there is none. */
export type ReadTile = (level: number, n: number) => Uint8Array | undefined;

/** A name for maps: "level/n". */
export function tileKey(level: number, n: number): string {
  return `${level}/${n}`;
}

/**
 * Path of a tile below the log's address, such as "tile/0/x001/x234/067.p/12"; with level "entries" that of an entry bundle.
 * Throws RangeError at coordinates outside tlog-tiles.
 */
export function tilePath({ level, n, width }: { level: number | "entries"; n: number; width: number }): string {
  const levelFits = level === "entries" || (Number.isInteger(level) && level >= 0 && level <= 63);
  const widthFits = Number.isInteger(width) && width >= 1 && width <= TILE_WIDTH;
  if (!levelFits || !widthFits || !Number.isSafeInteger(n) || n < 0) {
    throw new RangeError(`no tile has level ${level}, index ${n}, width ${width}`);
  }
  let path = digits(n % 1_000);
  for (let rest = Math.floor(n / 1_000); rest > 0; rest = Math.floor(rest / 1_000))
    path = `x${digits(rest % 1_000)}/${path}`;
  return `tile/${level}/${path}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

function digits(group: number): string {
  return String(group).padStart(3, "0");
}

/** The partial tiles of a tree of this size, lowest level first: all that is needed to extend it or to make its root. */
export function tilesOnEdge(size: number): TileAt[] {
  checkSize(size);
  const tiles: TileAt[] = [];
  for (let [level, count] = [0, size]; count > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) {
    const width = count % TILE_WIDTH;
    if (width > 0) tiles.push({ level, n: Math.floor(count / TILE_WIDTH), width });
  }
  return tiles;
}

/** The tiles that are new or wider when a tree grows, with their new widths, lowest level first. Throws RangeError when it shrinks. */
export function changedTiles(oldSize: number, newSize: number): TileAt[] {
  if (checkSize(oldSize) > checkSize(newSize)) throw new RangeError(`a tree never shrinks: ${oldSize} to ${newSize}`);
  const tiles: TileAt[] = [];
  let [before, after] = [oldSize, newSize];
  for (let level = 0; after > before; level += 1) {
    for (let n = Math.floor(before / TILE_WIDTH); n * TILE_WIDTH < after; n += 1) {
      tiles.push({ level, n, width: Math.min(TILE_WIDTH, after - n * TILE_WIDTH) });
    }
    [before, after] = [Math.floor(before / TILE_WIDTH), Math.floor(after / TILE_WIDTH)];
  }
  return tiles;
}

/**
 * Extends the tiles of a tree of `oldSize` by leaf hashes: every touched tile with its whole newest state, lowest level first.
 * `readTile` is asked only for tilesOnEdge(oldSize). About one hash a leaf. Throws RangeError when such a tile is missing or does
 * not hold just what the size says (tiles and size then come from different moments), and at a leaf hash that is not 32 bytes.
 */
export function growTiles(
  oldSize: number,
  newLeafHashes: readonly Uint8Array[],
  readTile: ReadTile,
  hash: Sha256 = portableSha256,
): Tile[] {
  checkSize(checkSize(oldSize) + newLeafHashes.length);
  const grown: Tile[] = [];
  let [before, hashes] = [oldSize, newLeafHashes];
  for (let level = 0; hashes.length > 0; level += 1) {
    const completed: Uint8Array[] = [];
    for (let done = 0; done < hashes.length; ) {
      const n = Math.floor((before + done) / TILE_WIDTH);
      const held = before + done - n * TILE_WIDTH;
      const added = hashes.slice(done, done + TILE_WIDTH - held);
      const data = extendTile({ level, n, width: held }, added, readTile);
      grown.push({ level, n, data });
      if (held + added.length === TILE_WIDTH) completed.push(rootOf(splitHashes(data), hash));
      done += added.length;
    }
    [before, hashes] = [Math.floor(before / TILE_WIDTH), completed];
  }
  return grown;
}

function extendTile(at: TileAt, added: readonly Uint8Array[], readTile: ReadTile): Uint8Array {
  const data = new Uint8Array((at.width + added.length) * HASH_BYTES);
  if (at.width > 0) {
    const old = readHashes(at, readTile);
    if (old.length !== at.width * HASH_BYTES) throw misfit(at, `holds ${old.length / HASH_BYTES}`);
    data.set(old);
  }
  added.forEach((one, position) => {
    data.set(checkHash(one, "a leaf to append"), (at.width + position) * HASH_BYTES);
  });
  return data;
}

/**
 * Reads the hashes of complete subtrees from the tiles of a tree of `size`. The reader throws RangeError for a subtree that such a
 * tree does not have complete, and for a tile that is missing, too short or damaged in length.
 */
export function nodeReader(size: number, readTile: ReadTile, hash: Sha256 = portableSha256): ReadNode {
  checkSize(size);
  return (height, index) => {
    if ((index + 1) * 2 ** height > size)
      throw new RangeError(`a tree of size ${size} has no node ${index} at height ${height}`);
    const { tile, first, count } = tileOfNode(height, index);
    const data = readHashes(tile, readTile);
    return rootOf(splitHashes(data.slice(first * HASH_BYTES, (first + count) * HASH_BYTES)), hash);
  };
}

/** Root of a tree of `size` from its partial tiles (tilesOnEdge) alone. Throws RangeError as nodeReader's reader does. */
export function rootFromTiles(size: number, readTile: ReadTile, hash: Sha256 = portableSha256): Uint8Array {
  if (checkSize(size) === 0) return emptyRoot(hash);
  return hashOfRange({ start: 0, end: size }, nodeReader(size, readTile, hash), hash);
}

/** The tiles an inclusion proof is made from, each with the least width that will do. None for a tree of one leaf. */
export function tilesForProof(index: number, size: number): TileAt[] {
  return tilesForRanges(inclusionRanges(index, size));
}

/** The tiles a consistency proof is made from, each with the least width that will do. None when the proof is empty. */
export function tilesForConsistency(oldSize: number, newSize: number): TileAt[] {
  return tilesForRanges(consistencyRanges(oldSize, newSize));
}

function tilesForRanges(ranges: readonly Range[]): TileAt[] {
  const tiles = new Map<string, TileAt>();
  for (const { height, index } of ranges.flatMap(nodesOfRange)) {
    const { tile } = tileOfNode(height, index);
    const key = tileKey(tile.level, tile.n);
    tiles.set(key, { ...tile, width: Math.max(tile.width, tiles.get(key)?.width ?? 0) });
  }
  return [...tiles.values()];
}

/** Where the hashes that make a node stand: `count` of them from `first` in a tile that is at least `tile.width` wide. */
function tileOfNode(height: number, index: number): { tile: TileAt; first: number; count: number } {
  const level = Math.floor(height / TILE_HEIGHT);
  const count = 2 ** (height % TILE_HEIGHT);
  const n = Math.floor((index * count) / TILE_WIDTH);
  const first = index * count - n * TILE_WIDTH;
  return { tile: { level, n, width: first + count }, first, count };
}

function readHashes(at: TileAt, readTile: ReadTile): Uint8Array {
  const data = readTile(at.level, at.n);
  if (!data) throw misfit(at, "is missing");
  if (data.length % HASH_BYTES !== 0 || data.length > TILE_WIDTH * HASH_BYTES)
    throw misfit(at, `has ${data.length} bytes`);
  if (data.length < at.width * HASH_BYTES) throw misfit(at, `holds ${data.length / HASH_BYTES}`);
  return data;
}

function misfit(at: TileAt, what: string): RangeError {
  return new RangeError(`tile ${tileKey(at.level, at.n)} ${what}, but the tree needs ${at.width} hashes of it`);
}

function splitHashes(data: Uint8Array): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += HASH_BYTES) hashes.push(data.subarray(at, at + HASH_BYTES));
  return hashes;
}
