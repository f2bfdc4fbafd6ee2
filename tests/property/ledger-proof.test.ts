import { describe, expect, it } from "vitest";
import { leafHash, nodeHash, type Sha256 } from "#lib/ledger/hash";
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from "#lib/ledger/proof";
import type { ReadNode } from "#lib/ledger/range";
import { growTiles, nodeReader, tileKey, tilesForConsistency, tilesForProof } from "#lib/ledger/tile";
import { rootOf } from "#lib/ledger/tree";
import { sha256 } from "#lib/services/hash";
import fc from "#tests/support/property";

const largest = 300;
const leaves = Array.from({ length: largest }, (_, at) =>
  leafHash(Uint8Array.of(at % 256, Math.floor(at / 256)), sha256),
);
const tiles = new Map(
  growTiles(0, leaves, () => undefined, sha256).map((tile) => [tileKey(tile.level, tile.n), tile.data]),
);
const readTile = (level: number, n: number) => tiles.get(tileKey(level, n));
const roots = Array.from({ length: largest + 1 }, (_, size) => naiveRoot(leaves.slice(0, size), sha256));

/** RFC 9162 2.1.1 word for word, sharing no code with what is tested. */
function naiveRoot(hashes: Uint8Array[], hash: Sha256): Uint8Array {
  const [first] = hashes;
  if (!first) return hash(new Uint8Array());
  if (hashes.length === 1) return first;
  const split = 2 ** Math.ceil(Math.log2(hashes.length) - 1);
  return nodeHash(naiveRoot(hashes.slice(0, split), hash), naiveRoot(hashes.slice(split), hash), hash);
}

/** RFC 9162 2.1.3.1 word for word. */
function naivePath(index: number, hashes: Uint8Array[]): Uint8Array[] {
  if (hashes.length <= 1) return [];
  const split = 2 ** Math.ceil(Math.log2(hashes.length) - 1);
  const [left, right] = [hashes.slice(0, split), hashes.slice(split)];
  return index < split
    ? [...naivePath(index, left), naiveRoot(right, sha256)]
    : [...naivePath(index - split, right), naiveRoot(left, sha256)];
}

/** RFC 9162 2.1.4.1 word for word. */
function naiveSubproof(old: number, hashes: Uint8Array[], isWhole: boolean): Uint8Array[] {
  if (old === hashes.length) return isWhole ? [] : [naiveRoot(hashes, sha256)];
  const split = 2 ** Math.ceil(Math.log2(hashes.length) - 1);
  const [left, right] = [hashes.slice(0, split), hashes.slice(split)];
  return old <= split
    ? [...naiveSubproof(old, left, isWhole), naiveRoot(right, sha256)]
    : [...naiveSubproof(old - split, right, false), naiveRoot(left, sha256)];
}

function rootAt(size: number): Uint8Array {
  return roots[size] ?? new Uint8Array();
}

const known = new Map<string, Uint8Array>();

/** nodeReader that remembers: a complete node never changes, and each costs up to 127 hashes in its tile. */
function readerAt(size: number): ReadNode {
  const readNode = nodeReader(size, readTile, sha256);
  return (height, index) => {
    const key = tileKey(height, index);
    const node = known.get(key) ?? readNode(height, index);
    known.set(key, node);
    return node;
  };
}

function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  const at = Math.floor(bit / 8) % copy.length;
  copy[at] = (copy[at] ?? 0) ^ (2 ** (bit % 8));
  return copy;
}

function inclusionClaim(index: number, size: number) {
  const leaf = leaves[index] ?? new Uint8Array();
  const proof = inclusionProof(index, size, readerAt(size), sha256);
  return { leafHash: leaf, index, size, proof, root: rootAt(size) };
}

function consistencyClaim(oldSize: number, newSize: number) {
  const proof = consistencyProof(oldSize, newSize, readerAt(newSize), sha256);
  return { oldSize, newSize, oldRoot: rootAt(oldSize), newRoot: rootAt(newSize), proof };
}

/** A pair 0 <= index < size <= largest. */
const place = fc
  .integer({ min: 1, max: largest })
  .chain((size) => fc.tuple(fc.nat({ max: size - 1 }), fc.constant(size)));

describe("inclusion", () => {
  it("every leaf of every tree up to 300 proves and verifies", () => {
    for (let size = 1; size <= largest; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const verdict = verifyInclusion(inclusionClaim(index, size), sha256);
        if (!verdict.ok) throw new Error(`${index} of ${size}: ${verdict.reason}`);
      }
    }
  });

  it("the proof is the one that RFC 9162 defines, from the tiles it names alone", () => {
    fc.assert(
      fc.property(place, ([index, size]) => {
        const named = new Map(tilesForProof(index, size).map((at) => [tileKey(at.level, at.n), at.width * 32]));
        const some = (level: number, n: number) => readTile(level, n)?.slice(0, named.get(tileKey(level, n)) ?? 0);
        const proof = inclusionProof(index, size, nodeReader(size, some, sha256), sha256);
        expect(proof).toEqual(naivePath(index, leaves.slice(0, size)));
      }),
      { numRuns: 300 },
    );
  });

  it("no other index passes with the same proof", () => {
    for (let size = 1; size <= 40; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const claim = inclusionClaim(index, size);
        for (let other = 0; other <= size; other += 1) {
          if (other !== index && verifyInclusion({ ...claim, index: other }, sha256).ok)
            throw new Error(`${index} as ${other} of ${size}`);
        }
      }
    }
  });

  it("no flipped bit passes: in the leaf, the root or any hash of the proof", () => {
    fc.assert(
      fc.property(place, fc.nat({ max: 255 }), ([index, size], bit) => {
        const claim = inclusionClaim(index, size);
        expect(verifyInclusion({ ...claim, leafHash: flipBit(claim.leafHash, bit) }, sha256).ok).toBe(false);
        expect(verifyInclusion({ ...claim, root: flipBit(claim.root, bit) }, sha256).ok).toBe(false);
        for (const at of claim.proof.keys()) {
          const proof = claim.proof.map((one, position) => (position === at ? flipBit(one, bit) : one));
          expect(verifyInclusion({ ...claim, proof }, sha256).ok).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("no hash may be missing, added or moved", () => {
    fc.assert(
      fc.property(place, fc.nat(), ([index, size], seed) => {
        const claim = inclusionClaim(index, size);
        const at = seed % (claim.proof.length + 1);
        expect(verifyInclusion({ ...claim, proof: claim.proof.toSpliced(at, 0, claim.root) }, sha256).ok).toBe(false);
        if (at < claim.proof.length)
          expect(verifyInclusion({ ...claim, proof: claim.proof.toSpliced(at, 1) }, sha256).ok).toBe(false);
        if (claim.proof.length > 1)
          expect(verifyInclusion({ ...claim, proof: claim.proof.toReversed() }, sha256).ok).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

describe("consistency", () => {
  it("every pair of sizes up to 130 proves and verifies, by the proof that RFC 9162 defines", () => {
    for (let newSize = 1; newSize <= 130; newSize += 1) {
      for (let oldSize = 1; oldSize <= newSize; oldSize += 1) {
        const claim = consistencyClaim(oldSize, newSize);
        const verdict = verifyConsistency(claim, sha256);
        if (!verdict.ok) throw new Error(`${oldSize} to ${newSize}: ${verdict.reason}`);
        if (newSize <= 50) expect(claim.proof).toEqual(naiveSubproof(oldSize, leaves.slice(0, newSize), true));
      }
    }
  });

  it("needs only the tiles it names, also across tile borders", () => {
    fc.assert(
      fc.property(place, ([oldSize, newSize]) => {
        const named = new Map(
          tilesForConsistency(oldSize, newSize).map((at) => [tileKey(at.level, at.n), at.width * 32]),
        );
        const some = (level: number, n: number) => readTile(level, n)?.slice(0, named.get(tileKey(level, n)) ?? 0);
        const proof = consistencyProof(oldSize, newSize, nodeReader(newSize, some, sha256), sha256);
        const verdict = verifyConsistency({ ...consistencyClaim(oldSize, newSize), proof }, sha256);
        expect(verdict).toEqual(oldSize === 0 ? { ok: false, reason: "old_tree_empty" } : { ok: true });
      }),
      { numRuns: 300 },
    );
  });

  it("no flipped bit passes, and no hash may be missing, added or moved", () => {
    const pair = fc
      .integer({ min: 2, max: largest })
      .chain((size) => fc.tuple(fc.integer({ min: 1, max: size - 1 }), fc.constant(size)));
    fc.assert(
      fc.property(pair, fc.nat({ max: 255 }), ([oldSize, newSize], bit) => {
        const claim = consistencyClaim(oldSize, newSize);
        const passes = (change: Partial<typeof claim>) => verifyConsistency({ ...claim, ...change }, sha256).ok;
        expect(passes({ oldRoot: flipBit(claim.oldRoot, bit) })).toBe(false);
        expect(passes({ newRoot: flipBit(claim.newRoot, bit) })).toBe(false);
        expect(passes({ oldRoot: claim.newRoot, newRoot: claim.oldRoot })).toBe(false);
        for (const at of claim.proof.keys()) {
          expect(passes({ proof: claim.proof.with(at, flipBit(claim.proof[at] ?? claim.oldRoot, bit)) })).toBe(false);
          expect(passes({ proof: claim.proof.toSpliced(at, 1) })).toBe(false);
          expect(passes({ proof: claim.proof.toSpliced(at, 0, claim.newRoot) })).toBe(false);
        }
        expect(passes({ proof: [...claim.proof, claim.oldRoot] })).toBe(false);
        if (claim.proof.length > 1) expect(passes({ proof: claim.proof.toReversed() })).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it("no rewritten history passes", () => {
    fc.assert(
      fc.property(place, fc.nat(), ([changed, oldSize], more) => {
        const newSize = Math.min(largest, oldSize + 1 + (more % largest));
        if (newSize === oldSize) return;
        const rewritten = leaves.slice(0, newSize).with(changed, leafHash(Uint8Array.of(9, 9, 9), sha256));
        const other = new Map(
          growTiles(0, rewritten, () => undefined, sha256).map((tile) => [tileKey(tile.level, tile.n), tile.data]),
        );
        const readNode = nodeReader(newSize, (level, n) => other.get(tileKey(level, n)), sha256);
        const proof = consistencyProof(oldSize, newSize, readNode, sha256);
        const claim = { oldSize, newSize, oldRoot: rootAt(oldSize), newRoot: rootOf(rewritten, sha256), proof };
        expect(verifyConsistency(claim, sha256).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
