import { describe, expect, it } from "vitest";
import { leafHash, nodeHash } from "#lib/ledger/hash";
import { fromHex, toHex } from "#lib/ledger/hex";
import { verifyConsistency, verifyInclusion } from "#lib/ledger/proof";
import { appendLeaves, rootOf, rootOfEdge } from "#lib/ledger/tree";
import consistency from "../vectors/merkle-consistency.json";
import inclusion from "../vectors/merkle-inclusion.json";
import reference from "../vectors/merkle-reference-tree.json";

const bytesOf = (base64: string | null) => new Uint8Array(Buffer.from(base64 ?? "", "base64"));

describe("transparency-dev/merkle inclusion vectors", () => {
  it("has all 98 cases", () => expect(inclusion.cases).toHaveLength(98));

  it.each(inclusion.cases)("$id is refused: $wantErr", (one) => {
    const verdict = verifyInclusion({
      leafHash: bytesOf(one.leafHash),
      index: Number(one.leafIdx),
      size: Number(one.treeSize),
      proof: (one.proof ?? []).map(bytesOf),
      root: bytesOf(one.root),
    });
    expect(verdict.ok).toBe(!one.wantErr);
  });
});

describe("transparency-dev/merkle consistency vectors", () => {
  const shortRoots = "consistency/additional/sizes-are-equal-one-and-proof-is-empty";
  const verdictOf = (one: (typeof consistency.cases)[number]) =>
    verifyConsistency({
      oldSize: Number(one.size1),
      newSize: Number(one.size2),
      oldRoot: bytesOf(one.root1),
      newRoot: bytesOf(one.root2),
      proof: (one.proof ?? []).map(bytesOf),
    });

  it("has all 98 cases", () => expect(consistency.cases).toHaveLength(98));

  it.each(consistency.cases.filter((one) => one.id !== shortRoots))("$id is refused: $wantErr", (one) => {
    expect(verdictOf(one).ok).toBe(!one.wantErr);
  });

  it("refuses 16-byte roots, unlike the Go library", () => {
    const [one] = consistency.cases.filter(({ id }) => id === shortRoots);
    expect(one && verdictOf(one)).toEqual({ ok: false, reason: "bad_hash" });
  });
});

describe("RFC 6962 reference tree", () => {
  const [tree] = reference.cases;
  const leaves = (tree?.leafInputs ?? []).map((hex) => leafHash(fromHex(hex)));

  it("hashes leaves and nodes as the reference does", () => {
    let row = leaves;
    expect(tree?.nodeHashes).toHaveLength(4);
    for (const wanted of tree?.nodeHashes ?? []) {
      expect(row.map(toHex)).toEqual(wanted);
      row = row.flatMap((left, at) => (at % 2 === 0 && row[at + 1] ? [nodeHash(left, row[at + 1] ?? left)] : []));
    }
  });

  it("has the reference's root at every size from 0 to 8", () => {
    expect(tree?.rootBySize).toHaveLength(9);
    for (const [size, root] of (tree?.rootBySize ?? []).entries()) {
      const some = leaves.slice(0, size);
      expect(toHex(rootOf(some))).toBe(root);
      expect(toHex(rootOfEdge(appendLeaves({ size: 0, hashes: [] }, some).edge))).toBe(root);
    }
  });
});
