import type { Hex } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { leafHash } from "#lib/ledger/hash";
import { fromHex, toHex } from "#lib/ledger/hex";
import { contractLog } from "#tests/support/contract-log";
import { type ContractVm, contractVm, hexOf } from "#tests/support/contract-vm";
import consistency from "../vectors/merkle-consistency.json";
import inclusion from "../vectors/merkle-inclusion.json";
import reference from "../vectors/merkle-reference-tree.json";

let contract: ContractVm;
beforeAll(async () => {
  contract = await contractVm();
});

/** The contract takes 32 bytes and nothing else: what is shorter gets zeros, and stays as wrong as it was. */
const word = (base64: string): Hex => {
  const bytes = new Uint8Array(32);
  bytes.set(new Uint8Array(Buffer.from(base64, "base64")).slice(0, 32));
  return hexOf(bytes);
};

async function holds(name: string, args: readonly unknown[]): Promise<boolean> {
  const answer = await contract.call(name, args);
  if (!answer.ok) throw new Error(answer.error);
  return answer.value === true;
}

describe("transparency-dev/merkle consistency vectors", () => {
  it.each(consistency.cases)("$id is refused: $wantErr", async (one) => {
    const args = [BigInt(one.size1), word(one.root1), BigInt(one.size2), word(one.root2), (one.proof ?? []).map(word)];
    expect(await holds("verifyConsistency", args)).toBe(!one.wantErr);
  });
});

describe("transparency-dev/merkle inclusion vectors", () => {
  const preimages = new Map(
    (reference.cases[0]?.leafInputs ?? []).map((hex) => [toHex(leafHash(fromHex(hex))), fromHex(hex)]),
  );
  // The contract hashes the leaf itself. Where a vector's leaf hash is of no known entry, its bytes stand in for an entry.
  const entryOf = (base64: string) => {
    const bytes = new Uint8Array(Buffer.from(base64, "base64"));
    return preimages.get(toHex(bytes)) ?? bytes;
  };

  it.each(inclusion.cases.filter(({ id }) => id !== "inclusion/single-entry/matching-root-and-leaf"))(
    "$id is refused: $wantErr",
    async (one) => {
      const entry = hexOf(entryOf(one.leafHash));
      const args = [entry, BigInt(one.leafIdx), BigInt(one.treeSize), word(one.root), (one.proof ?? []).map(word)];
      expect(await holds("verifyInclusionIn", args)).toBe(!one.wantErr);
    },
  );

  it("a tree of one entry, whose vector names only the leaf's hash, has that leaf as its root", async () => {
    const log = contractLog(1);
    const args = [hexOf(log.entry(0)), 0n, 1n, hexOf(log.leaf(0)), []];
    expect(await holds("verifyInclusionIn", args)).toBe(true);
  });
});

const SIZES = 65;

it(`proves every pair of sizes to ${SIZES}, and nothing with a hash changed, missing or added`, async () => {
  const [log, other] = [contractLog(SIZES), contractLog(SIZES, "b")];
  const roots = Array.from({ length: SIZES + 1 }, (_, size) =>
    size === 0 ? `0x${"00".repeat(32)}` : hexOf(log.root(size)),
  );
  for (let from = 1; from <= SIZES; from += 1) {
    for (let to = from; to <= SIZES; to += 1) {
      const proof = log.consistency(from, to).map(hexOf);
      const ask = (hashes: readonly Hex[], root = roots[to]) =>
        holds("verifyConsistency", [BigInt(from), roots[from], BigInt(to), root, hashes]);
      expect(await ask(proof)).toBe(true);
      // One way to be wrong for each pair, in turn: all ways for every pair would take minutes and find no more.
      const way = (from * SIZES + to) % 4;
      const wrong =
        way === 0 || proof.length === 0
          ? ask([...proof, roots[to] as Hex])
          : way === 1
            ? ask(proof.slice(0, -1))
            : way === 2
              ? ask([...proof.slice(0, -1), hexOf(other.leaf(0))])
              : ask(proof, hexOf(other.root(to)));
      expect(await wrong).toBe(false);
    }
  }
});

it("proves every place of trees of all sizes to 20, by the entry's bytes", async () => {
  const log = contractLog(20);
  for (let size = 1; size <= 20; size += 1) {
    const root = hexOf(log.root(size));
    for (let index = 0; index < size; index += 1) {
      const proof = log.inclusion(index, size).map(hexOf);
      const ask = (entry: Uint8Array, at = index) =>
        holds("verifyInclusionIn", [hexOf(entry), BigInt(at), BigInt(size), root, proof]);
      expect(await ask(log.entry(index))).toBe(true);
      // The hash of the leaf, or of a node, is no entry.
      expect(await ask(log.leaf(index))).toBe(false);
      expect(await ask(log.entry(index), index + size)).toBe(false);
    }
  }
});
