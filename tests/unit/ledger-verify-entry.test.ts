import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { canonicalBytes } from "#lib/ledger/canonical";
import { emptyRoot, equalBytes, leafHash } from "#lib/ledger/hash";
import { fromHex, toHex } from "#lib/ledger/hex";
import {
  consistencyProof,
  inclusionProof,
  traceInclusion,
  verifyConsistency,
  verifyInclusion,
} from "#lib/ledger/proof";
import { growTiles, nodeReader, rootFromTiles, tileKey } from "#lib/ledger/tile";
import { type EntryClaim, isProven, verifyEntry } from "#lib/ledger/verify-entry";

const size = 300;
const entries = Array.from({ length: size }, (_, index) => canonicalBytes({ v: 1, kind: "test.made", 點數: index }));
const tiles = new Map(
  growTiles(
    0,
    entries.map((bytes) => leafHash(bytes)),
    () => undefined,
  ).map((tile) => [tileKey(tile.level, tile.n), tile.data]),
);
const readTile = (level: number, n: number) => tiles.get(tileKey(level, n));
const root = rootFromTiles(size, readTile);

function claimOf(index: number): EntryClaim {
  const bytes = entries[index] ?? new Uint8Array();
  return { bytes, index, size, root, proof: inclusionProof(index, size, nodeReader(size, readTile)) };
}

/** Names of the steps that fail, with their reasons. */
function failures(claim: EntryClaim): { [name: string]: string } {
  const steps = verifyEntry(claim);
  expect(steps.map((step) => step.name)).toEqual(["canonical", "leaf", "inclusion", "root"]);
  expect(isProven(steps)).toBe(steps.every((step) => step.ok));
  return Object.fromEntries(steps.flatMap((step) => (step.ok ? [] : [[step.name, step.reason]])));
}

describe("an entry of the log", () => {
  it.each([0, 1, 255, 256, 299])("entry %i is proven, with its text and path", (index) => {
    const claim = claimOf(index);
    const steps = verifyEntry(claim);
    expect(isProven(steps)).toBe(true);
    expect(steps[0]).toMatchObject({ text: `{"kind":"test.made","v":1,"點數":${index}}` });
    expect(steps[2]).toMatchObject({ path: claim.proof.map((sibling) => ({ sibling })) });
    expect(failures(claim)).toEqual({});
  });

  it("each step of the trace is SHA-256 of 0x01, left, right", () => {
    const claim = claimOf(77);
    const trace = traceInclusion(leafHash(claim.bytes), 77, size, claim.proof);
    let carried = createHash("sha256").update(Uint8Array.of(0)).update(claim.bytes).digest();
    for (const { side, sibling, result } of trace.steps) {
      const pair = side === "left" ? [sibling, carried] : [carried, sibling];
      carried = createHash("sha256")
        .update(Buffer.concat([Uint8Array.of(1), ...pair]))
        .digest();
      expect(toHex(result)).toBe(carried.toString("hex"));
    }
    expect(trace.steps).toHaveLength(9);
    expect(carried.toString("hex")).toBe(toHex(root));
  });

  it("says which step a fault breaks", () => {
    const claim = claimOf(77);
    const spaced = new Uint8Array([...claim.bytes, 0x20]);
    expect(failures({ ...claim, bytes: spaced })).toEqual({ canonical: "not_canonical", root: "root_mismatch" });
    expect(failures({ ...claim, bytes: canonicalBytes({ v: 2 }) })).toEqual({ root: "root_mismatch" });
    expect(failures({ ...claim, bytes: new Uint8Array() })).toEqual({
      canonical: "not_json",
      leaf: "entry_empty",
      root: "root_mismatch",
    });
    const long = canonicalBytes("x".repeat(65_534));
    expect(failures({ ...claim, bytes: long })).toEqual({ leaf: "entry_too_long", root: "root_mismatch" });
    expect(failures({ ...claim, index: 78 })).toEqual({ root: "root_mismatch" });
    expect(failures({ ...claim, index: 300 })).toEqual({ inclusion: "bad_index", root: "not_reached" });
    expect(failures({ ...claim, size: 2 ** 53 })).toEqual({ inclusion: "bad_size", root: "not_reached" });
    expect(failures({ ...claim, proof: claim.proof.slice(1) })).toEqual({
      inclusion: "proof_too_short",
      root: "not_reached",
    });
    expect(failures({ ...claim, proof: [...claim.proof, root] })).toEqual({
      inclusion: "proof_too_long",
      root: "not_reached",
    });
    expect(failures({ ...claim, root: root.slice(1) })).toEqual({ root: "bad_hash" });
    expect(failures({ ...claim, root: emptyRoot() })).toEqual({ root: "root_mismatch" });
  });

  it("takes an entry of 65,535 bytes, the longest a bundle can hold", () => {
    const bytes = canonicalBytes("x".repeat(65_533));
    expect(bytes).toHaveLength(65_535);
    expect(isProven(verifyEntry({ bytes, index: 0, size: 1, proof: [], root: leafHash(bytes) }))).toBe(true);
  });
});

describe("hostile proofs", () => {
  const leaf = leafHash(entries[0] ?? new Uint8Array());
  const claim = { leafHash: leaf, index: 0, size, root, proof: claimOf(0).proof };
  const odd = (value: unknown) => value as Uint8Array;

  it("refuses sizes, indexes and hashes that are none", () => {
    for (const bad of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(verifyInclusion({ ...claim, index: bad })).toEqual({ ok: false, reason: "bad_index" });
      expect(verifyInclusion({ ...claim, size: bad })).toEqual({ ok: false, reason: "bad_size" });
      const sizes = { oldSize: bad, newSize: size, oldRoot: root, newRoot: root, proof: [] };
      expect(verifyConsistency(sizes)).toEqual({ ok: false, reason: "bad_size" });
    }
    for (const bad of [
      new Uint8Array(31),
      new Uint8Array(33),
      odd("0".repeat(32)),
      odd(null),
      odd(Array(32).fill(0)),
    ]) {
      expect(verifyInclusion({ ...claim, leafHash: bad })).toEqual({ ok: false, reason: "bad_hash" });
      expect(verifyInclusion({ ...claim, root: bad })).toEqual({ ok: false, reason: "bad_hash" });
      expect(verifyInclusion({ ...claim, proof: [bad, ...claim.proof.slice(1)] })).toEqual({
        ok: false,
        reason: "bad_hash",
      });
    }
  });

  it("refuses more than 63 hashes", () => {
    const proof = Array(64).fill(root);
    expect(verifyInclusion({ ...claim, proof })).toEqual({ ok: false, reason: "too_many_hashes" });
    const sizes = { oldSize: 1, newSize: size, oldRoot: root, newRoot: root, proof };
    expect(verifyConsistency(sizes)).toEqual({ ok: false, reason: "too_many_hashes" });
  });

  it("proves nothing from the empty tree, nor backwards", () => {
    const base = { oldRoot: emptyRoot(), newRoot: root, proof: [] };
    expect(verifyConsistency({ ...base, oldSize: 0, newSize: size })).toEqual({ ok: false, reason: "old_tree_empty" });
    expect(verifyConsistency({ ...base, oldSize: size, newSize: 1 })).toEqual({ ok: false, reason: "sizes_reversed" });
    expect(verifyInclusion({ ...claim, index: 0, size: 0 })).toEqual({ ok: false, reason: "bad_index" });
    expect(() => inclusionProof(size, size, () => root)).toThrow(RangeError);
  });

  it("says whether a consistency proof is too long, too short or leads elsewhere", () => {
    const readNode = nodeReader(size, readTile);
    const proof = consistencyProof(77, size, readNode);
    const oldRoot = rootFromTiles(77, readTile);
    const base = { oldSize: 77, newSize: size, oldRoot, newRoot: root, proof };
    expect(verifyConsistency(base)).toEqual({ ok: true });
    const reasonOf = (change: Partial<typeof base>) => {
      const verdict = verifyConsistency({ ...base, ...change });
      return verdict.ok ? "none" : verdict.reason;
    };
    expect(reasonOf({ proof: [...proof, root] })).toBe("proof_too_long");
    expect(reasonOf({ proof: proof.slice(0, -1) })).toBe("proof_too_short");
    expect(reasonOf({ proof: [] })).toBe("proof_too_short");
    expect(reasonOf({ oldRoot: root })).toBe("old_root_mismatch");
    expect(reasonOf({ newRoot: oldRoot })).toBe("new_root_mismatch");
    expect(reasonOf({ oldSize: size })).toBe("proof_not_empty");
    expect(reasonOf({ oldSize: size, proof: [] })).toBe("new_root_mismatch");
  });

  it("never takes a beginning for the whole when it compares bytes", () => {
    expect(equalBytes(root.slice(0, 31), root)).toBe(false);
    expect(equalBytes(root, root.slice(0, 31))).toBe(false);
    expect(equalBytes(root, root.slice())).toBe(true);
  });

  it("reads hex strictly", () => {
    expect(fromHex("00fFa0")).toEqual(Uint8Array.of(0, 255, 160));
    for (const bad of ["0", "0g", "０0", " 00", "0x00"]) expect(() => fromHex(bad)).toThrow();
  });
});
