import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { beforeEach, describe, expect, it } from "vitest";
import type { AnchorClaim } from "#lib/adapters/chain-contract";
import { madeClaim } from "#tests/support/contract-claim";
import { contractLog } from "#tests/support/contract-log";
import {
  type CallResult,
  type ContractVm,
  contractVm,
  hexOf,
  originHash,
  publisher,
  submission,
} from "#tests/support/contract-vm";
import fc from "#tests/support/property";

const log = contractLog(300);
const noteHash: Hex = `0x${"ab".repeat(32)}`;
const claimOf = (size: number, from = log): AnchorClaim => ({
  size: BigInt(size),
  root: hexOf(from.root(size)),
  noteHash,
});
const proofOf = (from: number, to: number, of = log): Hex[] =>
  from === 0 || from > to ? [] : of.consistency(from, to).map(hexOf);

let contract: ContractVm;
beforeEach(async () => {
  contract = await contractVm();
});

async function submit(
  oldSize: number,
  newSize: number,
  changes: Partial<Parameters<typeof submission>[1]> & { to?: Hex } = {},
): Promise<CallResult> {
  const given = { oldSize, claim: claimOf(newSize), proof: proofOf(oldSize, newSize), ...changes };
  return contract.call("submit", await submission(changes.to ?? contract.address, given));
}

const head = async () => {
  const answer = await contract.call("head", []);
  if (!answer.ok) throw new Error(answer.error);
  return answer.value as [bigint, Hex, bigint];
};

describe("submit", () => {
  it("anchors the first checkpoint without a proof, and each next one with its own, and tells of it", async () => {
    expect((await head()).slice(0, 2)).toEqual([0n, `0x${"00".repeat(32)}`]);
    for (const [from, to] of [
      [0, 1],
      [1, 2],
      [2, 7],
      [7, 8],
      [8, 64],
      [64, 300],
    ] as const) {
      expect(await submit(from, to)).toMatchObject({ ok: true, logs: 1 });
      expect((await head()).slice(0, 2)).toEqual([BigInt(to), hexOf(log.root(to))]);
    }
    expect(await contract.call("publisher", [])).toMatchObject({ value: publisher.address });
    expect(await contract.call("originHash", [])).toMatchObject({ value: originHash });
  });

  it("refuses a proof with the first, a size that does not grow, and a proof from another size than the one anchored", async () => {
    expect(await submit(0, 5, { proof: proofOf(3, 5) })).toMatchObject({ error: "FirstNeedsNoProof" });
    expect(await submit(0, 0, { claim: { ...claimOf(1), size: 0n } })).toMatchObject({ error: "NotGrowing" });
    await submit(0, 5);
    expect(await submit(5, 5)).toMatchObject({ error: "NotGrowing", args: [5n, 5n] });
    expect(await submit(5, 4, { proof: [] })).toMatchObject({ error: "NotGrowing", args: [5n, 4n] });
    expect(await submit(4, 9)).toMatchObject({ error: "NotFromHead", args: [5n, 4n] });
    expect(await submit(0, 9, { proof: [] })).toMatchObject({ error: "NotFromHead", args: [5n, 0n] });
  });

  it("refuses another history, with the publisher's own signature on it", async () => {
    await submit(0, 100);
    const forged = contractLog(300, "b");
    for (const proof of [proofOf(100, 200, forged), proofOf(100, 200), []]) {
      expect(await submit(100, 200, { claim: claimOf(200, forged), proof })).toMatchObject({ error: "NotConsistent" });
    }
    // The same root at a larger size, and an empty proof.
    const stretched = { ...claimOf(100), size: 128n };
    expect(await submit(100, 128, { claim: stretched, proof: [] })).toMatchObject({ error: "NotConsistent" });
    expect((await head())[0]).toBe(100n);
  });

  it("refuses more hashes than a proof can have before it makes a single one", async () => {
    await submit(0, 3);
    const proof = Array.from({ length: 64 }, () => noteHash);
    expect(await submit(3, 9, { proof })).toMatchObject({ error: "ProofTooLong", args: [64n] });
    expect(await submit(3, 9, { proof: proof.slice(1) })).toMatchObject({ error: "NotConsistent" });
  });
});

describe("the publisher's signature", () => {
  it("is needed, from that very key, for this contract on this chain", async () => {
    const thief = privateKeyToAccount(`0x${"66".repeat(32)}`);
    const told = { error: "NotPublisher" };
    expect(await submit(0, 5, { signer: thief })).toMatchObject({ ...told, args: [thief.address] });
    expect(await submit(0, 5, { chainId: 2 })).toMatchObject(told);
    expect(await submit(0, 5, { to: `0x${"77".repeat(20)}` })).toMatchObject(told);
    const zeros: Hex = `0x${"00".repeat(32)}`;
    const [, size, root, proof, hash] = await submission(contract.address, {
      oldSize: 0,
      claim: claimOf(5),
      proof: [],
    });
    const nobody = await contract.call("submit", [0n, size, root, proof, hash, zeros, zeros]);
    expect(nobody).toMatchObject({ ...told, args: [`0x${"00".repeat(20)}`] });
  });

  it("binds size, root and note: none of them can be exchanged", async () => {
    const args = await submission(contract.address, { oldSize: 0, claim: claimOf(5), proof: [] });
    for (const [place, value] of [
      [1, 6n],
      [2, hexOf(log.root(6))],
      [4, `0x${"ac".repeat(32)}`],
    ] as const) {
      expect(await contract.call("submit", args.with(place, value))).toMatchObject({ error: "NotPublisher" });
    }
    expect(await contract.call("submit", args)).toMatchObject({ ok: true });
    expect(await contract.call("submit", args)).toMatchObject({ error: "NotFromHead" });
  });

  it("is what binds the size: a proof alone passes with a size that is wrong", async () => {
    let passed = 0;
    for (let size = 33; size < 64; size += 1) {
      const args = [32n, hexOf(log.root(32)), BigInt(size + 1), hexOf(log.root(size)), proofOf(32, size)];
      const answer = await contract.call("verifyConsistency", args);
      if (answer.ok && answer.value === true) passed += 1;
    }
    expect(passed).toBeGreaterThan(10);
    await submit(0, 32);
    const signed = await submission(contract.address, { oldSize: 32, claim: claimOf(36), proof: proofOf(32, 36) });
    expect(await contract.call("submit", signed.with(1, 37n))).toMatchObject({ error: "NotPublisher" });
  });
});

it("tells a chain without SHA-256 from a proof that is wrong", async () => {
  contract = await contractVm({ hasSha256: false });
  expect(await submit(0, 5)).toMatchObject({ ok: true });
  expect(await submit(5, 9)).toMatchObject({ error: "NoSha256" });
  const inclusion = [hexOf(log.entry(0)), 0n, log.inclusion(0, 5).map(hexOf)];
  expect(await contract.call("verifyInclusion", inclusion)).toMatchObject({ error: "NoSha256" });
});

it("proves an entry in the anchored tree, and no hash that is not one of an entry's bytes", async () => {
  await submit(0, 300);
  const ask = (entry: Uint8Array, index: number, proof: readonly Uint8Array[]) =>
    contract.call("verifyInclusion", [hexOf(entry), BigInt(index), proof.map(hexOf)]);
  expect(await ask(log.entry(123), 123, log.inclusion(123, 300))).toMatchObject({ value: true });
  expect(await ask(log.entry(124), 123, log.inclusion(123, 300))).toMatchObject({ value: false });
  expect(await ask(log.entry(123), 123, log.inclusion(123, 299))).toMatchObject({ value: false });
  // Two hashes side by side are what a node is made of, but with another prefix: an inner node is never taken for an entry.
  const pair = Buffer.concat([log.leaf(0), log.leaf(1)]);
  expect(await ask(pair, 0, log.inclusion(0, 300).slice(1))).toMatchObject({ value: false });
});

it("agrees with the definition at sizes up to 2^53, and finds each changed hash", async () => {
  const sizes = fc
    .tuple(
      fc.integer({ min: 1, max: 53 }),
      fc.integer({ min: 1, max: 53 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(
      ([a, b, x, y]) =>
        [Math.ceil(2 ** a * x) || 1, Math.ceil(2 ** b * y) || 1].sort((p, q) => p - q) as [number, number],
    )
    .filter(([from, to]) => from < to && to <= Number.MAX_SAFE_INTEGER);
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.nat(), async ([from, to], seed, pick) => {
      const { oldRoot, newRoot, proof } = madeClaim(from, to, seed);
      const ask = (hashes: readonly Uint8Array[]) =>
        contract.call("verifyConsistency", [
          BigInt(from),
          hexOf(oldRoot),
          BigInt(to),
          hexOf(newRoot),
          hashes.map(hexOf),
        ]);
      expect(await ask(proof)).toMatchObject({ value: true });
      const at = pick % proof.length;
      const changed = (proof[at] as Uint8Array).map((byte, place) => (place === pick % 32 ? byte ^ 1 : byte));
      expect(await ask(proof.with(at, changed))).toMatchObject({ value: false });
    }),
    { numRuns: 150 },
  );
});
