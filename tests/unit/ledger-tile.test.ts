import { describe, expect, it } from "vitest";
import { portableSha256, type Sha256 } from "#lib/ledger/hash";
import { checkSize, inclusionRanges, splitOf } from "#lib/ledger/range";
import {
  changedTiles,
  growTiles,
  nodeReader,
  rootFromTiles,
  tileKey,
  tilePath,
  tilesForProof,
  tilesOnEdge,
} from "#lib/ledger/tile";
import { appendLeaves, rootOfEdge } from "#lib/ledger/tree";

const leaves = Array.from({ length: 1_200 }, (_, at) => portableSha256(Uint8Array.of(at % 256, Math.floor(at / 256))));

function grownTo(size: number): Map<string, Uint8Array> {
  const tiles = growTiles(0, leaves.slice(0, size), () => undefined);
  return new Map(tiles.map((tile) => [tileKey(tile.level, tile.n), tile.data]));
}

function counting(): { hash: Sha256; calls: () => number } {
  let calls = 0;
  return {
    hash: (bytes) => {
      calls += 1;
      return portableSha256(bytes);
    },
    calls: () => calls,
  };
}

describe("coordinates", () => {
  it.each<[Parameters<typeof tilePath>[0], string]>([
    [{ level: 0, n: 0, width: 256 }, "tile/0/000"],
    [{ level: 0, n: 1_234_067, width: 256 }, "tile/0/x001/x234/067"],
    [{ level: 2, n: 1_000, width: 1 }, "tile/2/x001/000.p/1"],
    [{ level: 1, n: 999, width: 255 }, "tile/1/999.p/255"],
    [{ level: "entries", n: 273, width: 112 }, "tile/entries/273.p/112"],
    [{ level: 0, n: Number.MAX_SAFE_INTEGER, width: 256 }, "tile/0/x009/x007/x199/x254/x740/991"],
  ])("%o has the path %s", (at, path) => expect(tilePath(at)).toBe(path));

  it.each([
    { level: 64, n: 0, width: 1 },
    { level: -1, n: 0, width: 1 },
    { level: 0, n: -1, width: 1 },
    { level: 0, n: 0.5, width: 1 },
    { level: 0, n: 2 ** 53, width: 1 },
    { level: 0, n: 0, width: 0 },
    { level: 0, n: 0, width: 257 },
  ])("%o is no tile", (at) => expect(() => tilePath(at)).toThrow(RangeError));

  it("has the tiles that tlog-tiles names for a tree of 70,000 and of 256", () => {
    const of = (size: number) => {
      const all = changedTiles(0, size);
      return [0, 1, 2].map((level) => all.filter((tile) => tile.level === level).map((tile) => tile.width));
    };
    expect(of(70_000)).toEqual([[...Array(273).fill(256), 112], [256, 17], [1]]);
    expect(of(256)).toEqual([[256], [1], []]);
    expect(tilesOnEdge(70_000)).toEqual([
      { level: 0, n: 273, width: 112 },
      { level: 1, n: 1, width: 17 },
      { level: 2, n: 0, width: 1 },
    ]);
    expect(tilesOnEdge(0)).toEqual([]);
    expect(() => changedTiles(5, 4)).toThrow("never shrinks");
  });

  it("computes exactly up to 2^53 - 1 leaves", () => {
    const size = Number.MAX_SAFE_INTEGER;
    expect(splitOf(size)).toBe(2 ** 52);
    expect(inclusionRanges(size - 1, size)).toHaveLength(52);
    expect(inclusionRanges(0, size)).toHaveLength(53);
    expect(tilesOnEdge(size).map(({ width }) => width)).toEqual([255, 255, 255, 255, 255, 255, 31]);
    expect(tilesForProof(2 ** 40, size).every(({ level }) => level <= 6)).toBe(true);
    expect(changedTiles(size - 1, size)).toEqual([{ level: 0, n: Math.floor(size / 256), width: 255 }]);
    for (const bad of [2 ** 53, -1, 1.5, Number.NaN]) expect(() => checkSize(bad)).toThrow(RangeError);
    expect(() => growTiles(size, leaves.slice(0, 1), () => undefined)).toThrow(RangeError);
  });
});

describe("growth", () => {
  it("costs one inner hash a leaf, beside the leaf's own, however large the tree", () => {
    const tiles = grownTo(200);
    const grow = counting();
    growTiles(200, leaves.slice(200), (level, n) => tiles.get(tileKey(level, n)), grow.hash);
    // The half-filled first tile is completed: its 200 older leaves are hashed once more.
    expect(grow.calls()).toBe(4 * 255);
    const append = counting();
    appendLeaves({ size: 0, hashes: [] }, leaves.slice(0, 1_000), append.hash);
    expect(append.calls()).toBe(1_000 - 6);
  });

  it("asks only for the partial tiles and changes nothing when there is nothing to add", () => {
    const tiles = grownTo(600);
    const asked: string[] = [];
    growTiles(600, leaves.slice(600), (level, n) => {
      asked.push(tileKey(level, n));
      return tiles.get(tileKey(level, n));
    });
    expect(asked).toEqual(tilesOnEdge(600).map(({ level, n }) => tileKey(level, n)));
    expect(growTiles(600, [], () => undefined)).toEqual([]);
  });

  it("leaves the old tiles as they were", () => {
    const tiles = grownTo(300);
    const before = structuredClone(tiles);
    growTiles(300, leaves.slice(300), (level, n) => tiles.get(tileKey(level, n)));
    expect(tiles).toEqual(before);
  });

  it("refuses tiles that do not belong to the size", () => {
    const next = leaves.slice(0, 1);
    expect(() => growTiles(10, next, () => undefined)).toThrow("tile 0/0 is missing");
    expect(() => growTiles(10, next, () => new Uint8Array(9 * 32))).toThrow("tile 0/0 holds 9");
    expect(() => growTiles(10, next, () => new Uint8Array(11 * 32))).toThrow("tile 0/0 holds 11");
    expect(() => growTiles(10, next, () => new Uint8Array(319))).toThrow("319 bytes");
    expect(() => growTiles(0, [new Uint8Array(31)], () => undefined)).toThrow("32 bytes");
    expect(() => rootFromTiles(10, () => new Uint8Array(9 * 32))).toThrow("tile 0/0 holds 9");
    expect(() => nodeReader(10, () => new Uint8Array(257 * 32))(0, 3)).toThrow(RangeError);
  });

  it("reads no node that the tree does not have complete", () => {
    const tiles = grownTo(300);
    const readNode = nodeReader(257, (level, n) => tiles.get(tileKey(level, n)));
    expect(readNode(8, 0)).toHaveLength(32);
    expect(() => readNode(0, 257)).toThrow(RangeError);
    expect(() => readNode(8, 1)).toThrow(RangeError);
    expect(() => readNode(9, 0)).toThrow(RangeError);
  });

  it("refuses an edge that does not fit its size", () => {
    expect(() => rootOfEdge({ size: 3, hashes: leaves.slice(0, 1) })).toThrow("2 hashes");
    expect(() => appendLeaves({ size: 1, hashes: [new Uint8Array(3)] }, leaves)).toThrow(RangeError);
    expect(() => appendLeaves({ size: 0, hashes: [] }, [new Uint8Array(33)])).toThrow("leaf 0");
  });
});
