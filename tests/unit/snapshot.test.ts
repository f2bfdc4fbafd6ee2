import { describe, expect, it } from "vitest";
import { parseSnapshotLeaf, type SnapshotLeaf, snapshotLeafBytes, snapshotRoot } from "#lib/domain/snapshot";
import { leafHash } from "#lib/ledger/hash";
import { toHex } from "#lib/ledger/hex";
import vectors from "../vectors/snapshot.json";

const leaves = vectors.leaves.map((one) => ({ ...one, body: one.body as SnapshotLeaf }));
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (value: string) => new TextEncoder().encode(value);

describe("a leaf of a snapshot", () => {
  it.each(leaves)("has the bytes that it always had: $body.accountKind", ({ body, canonical, leafHash: leaf }) => {
    const made = snapshotLeafBytes(body, vectors.size);
    expect(text(made)).toBe(canonical);
    expect(toHex(leafHash(made))).toBe(leaf);
    expect(parseSnapshotLeaf(made)).toEqual(body);
  });

  it("is read from its own canonical form alone", () => {
    const [{ canonical } = { canonical: "" }] = leaves;
    const wrong = [
      canonical.replace("0198c0de", "0198C0DE"),
      canonical.replace('"v":1', '"v":1 '),
      canonical.replace('"v":1', '"v":2'),
      canonical.replace("points.balance", "points.snapshot"),
      canonical.replace("-20000", "1.5"),
      canonical.replace('"size":41', '"size":0'),
      canonical.replace('"v":1', '"v":1,"z":0'),
      "{}",
      "",
    ];
    for (const one of wrong) expect(parseSnapshotLeaf(bytes(one)), one).toBeUndefined();
  });
});

describe("the root of a snapshot", () => {
  it("is what Python makes of it, for one account and for five, whatever order they come in", () => {
    for (const [at, root] of vectors.roots.entries()) {
      const some = leaves.slice(0, at + 1).map(({ body: { v: _, kind: __, size: ___, ...account } }) => account);
      expect(toHex(snapshotRoot(some.reverse(), vectors.size))).toBe(root);
    }
  });
});
