import { describe, expect, it } from "vitest";
import { leafHash } from "#lib/ledger/hash";
import { growTiles, rootFromTiles, tileKey, tilePath } from "#lib/ledger/tile";
import log from "../vectors/tlog-tiles-tessera-log.json";

const resources = new Map(log.cases.map((one) => [one.path, new Uint8Array(Buffer.from(one.base64, "base64"))]));

function resource(path: string): Uint8Array {
  const bytes = resources.get(path);
  if (!bytes) throw new Error(`the vector has no ${path}`);
  return bytes;
}

/** Entries of a bundle: each behind its length in two bytes, the higher first. */
function readBundle(bundle: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bundle.length; ) {
    const length = (bundle[at] ?? 0) * 256 + (bundle[at + 1] ?? 0);
    entries.push(bundle.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}

describe("a log that Tessera wrote", () => {
  const tiles = new Map<string, Uint8Array>();
  const readTile = (level: number, n: number) => tiles.get(tileKey(level, n));

  it.each(Array.from({ length: 15 }, (_, at) => at + 1))("gets the same tile and root at size %i", (size) => {
    const entries = readBundle(resource(tilePath({ level: "entries", n: 0, width: size })));
    const leaves = entries.slice(size - 1).map((bytes) => leafHash(bytes));
    for (const tile of growTiles(size - 1, leaves, readTile)) tiles.set(tileKey(tile.level, tile.n), tile.data);
    expect(readTile(0, 0)).toEqual(resource(tilePath({ level: 0, n: 0, width: size })));
    const [, signedSize, signedRoot] = new TextDecoder().decode(resource(`checkpoint.${size}`)).split("\n");
    expect(signedSize).toBe(String(size));
    expect(Buffer.from(rootFromTiles(size, readTile)).toString("base64")).toBe(signedRoot);
  });
});
