import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { toHex } from "#lib/ledger/hex";
import { nodesOfRange, splitOf } from "#lib/ledger/range";
import { changedTiles, growTiles, nodeReader, rootFromTiles, tileKey, tilesOnEdge } from "#lib/ledger/tile";
import { appendLeaves, type Edge, rootOf, rootOfEdge } from "#lib/ledger/tree";
import fc from "#tests/support/property";

const sha256 = (bytes: Uint8Array) => new Uint8Array(hash("sha256", bytes, "buffer"));
const leafAt = (index: number) => sha256(new TextEncoder().encode(`leaf ${index}`));
const leaves = Array.from({ length: 66_000 }, (_, index) => leafAt(index));

type Tiles = Map<string, Uint8Array>;
const inHex = (tiles: Tiles) => new Map([...tiles].map(([key, data]) => [key, toHex(data)]));
const readerOf = (tiles: Tiles) => (level: number, n: number) => tiles.get(tileKey(level, n));

function grow(tiles: Tiles, from: number, to: number): void {
  for (const tile of growTiles(from, leaves.slice(from, to), readerOf(tiles), sha256))
    tiles.set(tileKey(tile.level, tile.n), tile.data);
}

const batches = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 700 })), {
  minLength: 1,
  maxLength: 12,
});

describe("tiles", () => {
  it("grown in batches of any size equal those built at once, and so do root, edge and nodes", () => {
    fc.assert(
      fc.property(batches, (counts) => {
        const tiles: Tiles = new Map();
        let edge: Edge = { size: 0, hashes: [] };
        for (const count of counts) {
          const size = edge.size + count;
          const touched = growTiles(edge.size, leaves.slice(edge.size, size), readerOf(tiles), sha256);
          expect(touched.map(({ level, n, data }) => ({ level, n, width: data.length / 32 }))).toEqual(
            changedTiles(edge.size, size),
          );
          for (const tile of touched) tiles.set(tileKey(tile.level, tile.n), tile.data);
          const appended = appendLeaves(edge, leaves.slice(edge.size, size), sha256);
          edge = appended.edge;
          const readNode = nodeReader(size, readerOf(tiles), sha256);
          for (const node of appended.nodes.slice(-40)) expect(readNode(node.height, node.index)).toEqual(node.hash);
        }
        const atOnce: Tiles = new Map();
        grow(atOnce, 0, edge.size);
        expect(inHex(tiles)).toEqual(inHex(atOnce));
        const root = toHex(rootOf(leaves.slice(0, edge.size), sha256));
        expect(toHex(rootFromTiles(edge.size, readerOf(tiles), sha256))).toBe(root);
        expect(toHex(rootOfEdge(edge, sha256))).toBe(root);
      }),
      { numRuns: 60 },
    );
  });

  it("give the root at every size up to 600, from the partial tiles alone", () => {
    const tiles: Tiles = new Map();
    for (let size = 0; size <= 600; size += 1) {
      if (size > 0) grow(tiles, size - 1, size);
      const edge: Tiles = new Map();
      for (const { level, n, width } of tilesOnEdge(size)) {
        const data = tiles.get(tileKey(level, n));
        expect(data).toHaveLength(width * 32);
        if (data) edge.set(tileKey(level, n), data);
      }
      expect(rootFromTiles(size, readerOf(edge), sha256)).toEqual(rootOf(leaves.slice(0, size), sha256));
    }
  });

  it("carry into a third level at 65,536, and newer tiles still give older roots", () => {
    const tiles: Tiles = new Map();
    for (const [from, to] of [
      [0, 65_535],
      [65_535, 65_536],
      [65_536, 65_537],
      [65_537, 66_000],
    ] as const)
      grow(tiles, from, to);
    const atOnce: Tiles = new Map();
    grow(atOnce, 0, 66_000);
    expect(inHex(tiles)).toEqual(inHex(atOnce));
    for (const size of [1, 255, 256, 257, 65_535, 65_536, 65_537, 66_000]) {
      expect(rootFromTiles(size, readerOf(tiles), sha256)).toEqual(rootOf(leaves.slice(0, size), sha256));
    }
  });
});

describe("arithmetic of sizes", () => {
  const size = fc.oneof(
    fc.integer({ min: 2, max: 5_000 }),
    fc.maxSafeNat().filter((value) => value > 1),
  );

  it("splits at the largest power of two below, exactly, up to 2^53 - 1", () => {
    fc.assert(
      fc.property(size, (count) => {
        const split = BigInt(splitOf(count));
        expect(split.toString(2)).toMatch(/^10*$/);
        expect(split < BigInt(count) && split * 2n >= BigInt(count)).toBe(true);
      }),
    );
  });

  it("makes a tree of one complete subtree for each 1 in its size", () => {
    fc.assert(
      fc.property(size, (count) => {
        const nodes = nodesOfRange({ start: 0, end: count });
        const text = count.toString(2);
        expect(nodes.map(({ height }) => height)).toEqual(
          [...text].flatMap((bit, at) => (bit === "1" ? [text.length - 1 - at] : [])),
        );
        const last = nodes.at(-1);
        expect(last && BigInt(last.index + 1) * 2n ** BigInt(last.height)).toBe(BigInt(count));
      }),
    );
  });
});
