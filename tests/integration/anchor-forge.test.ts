import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { anchor } from "#db/schema/anchor";
import { checkpoint } from "#db/schema/ledger";
import type { Chain } from "#lib/domain/anchor";
import { type AnchorDeps, anchorOnce, lookAtChain } from "#lib/services/anchor";
import { readAnchorState } from "#lib/services/anchor-read";
import { beginAnchor } from "#lib/services/anchor-send";
import { hex0x } from "#lib/services/anchor-watch";
import { readHealth } from "#lib/services/health";
import { publishOnce } from "#lib/services/log-publish";
import { readLogState } from "#lib/services/log-read";
import { consistencyBetween, rootAt } from "#lib/services/log-tree";
import { chainKey, deployTestAnchor, eager, growLog, type TestNode, testNode, untilStill } from "#tests/support/anchor";
import { makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { changed, rebuildLog, type Trick, trickster } from "#tests/support/forge";
import { TEST_ORIGIN, testLog } from "#tests/support/log";

let node: TestNode;
let opened: OpenedDb[] = [];
let chain: Chain;
let honest: TestCtx;
let forged: TestCtx;
let userId = "";
const [OLD, HEAD, NEW] = [7, 12, 19] as const;

beforeEach(async () => {
  node = await testNode();
  honest = await newCtx();
  forged = await newCtx();
  userId = await makeUser(honest);
  chain = await deployTestAnchor(node);
  await growLog(honest, testLog(), userId, OLD);
  await settle();
  await growLog(honest, testLog(), userId, HEAD - OLD);
  await settle();
});
afterEach(async () => {
  await node.anvil.stop();
  for (const one of opened.splice(0)) await one.close();
});

async function newCtx(): Promise<TestCtx> {
  const db = await testDb();
  opened = [...opened, db];
  return { ...testCtx(db.db, db.kind), now: () => new Date() };
}

const deps = (): AnchorDeps => ({ chain, policy: eager, origin: TEST_ORIGIN, firstBlock: 0 });

async function settle(): Promise<void> {
  await untilStill(node, () => anchorOnce(honest, deps()));
}

const hexOf = (bytes: Uint8Array) => hex0x(bytes) as `0x${string}`;
const proofOf = async (ctx: TestCtx, from: number, to: number) => (await consistencyBetween(ctx, from, to)).map(hexOf);
const rootOf = async (ctx: TestCtx, size: number) => hexOf(await rootAt(ctx, size));

/** The head is what it was, and the only events are the honest ones. */
async function expectUntouched(): Promise<void> {
  const view = await chain.view();
  expect(view.head).toMatchObject({ size: HEAD, root: await rootOf(honest, HEAD) });
  expect((await chain.events(0, view.block)).map(({ size }) => size)).toEqual([OLD, HEAD]);
}

/** Every way to bring the forged tree to the contract, with the word that it has to be refused with. */
async function listTricks(): Promise<[string, string, Trick][]> {
  const head = await rootOf(honest, HEAD);
  const [real, fake] = [await rootOf(honest, NEW), await rootOf(forged, NEW)];
  const [realProof, fakeProof] = [await proofOf(honest, HEAD, NEW), await proofOf(forged, HEAD, NEW)];
  const step = { oldSize: HEAD, size: NEW, root: fake, proof: fakeProof };
  const sixtyFour = Array.from({ length: 64 }, () => fake);
  const elsewhere = (await deployTestAnchor(node, chainKey(3))).place.contract as `0x${string}`;
  const ours = { ...step, root: real, proof: realProof };
  return [
    ["the forged tree's own proof", "NotConsistent", step],
    ["the real tree's proof for the forged root", "NotConsistent", { ...step, proof: realProof }],
    ["the forged tree's proof for the real root", "NotConsistent", { ...step, root: real }],
    ["no proof", "NotConsistent", { ...step, proof: [] }],
    ["a proof that is too short", "NotConsistent", { ...step, proof: fakeProof.slice(1) }],
    ["a proof that is too long", "NotConsistent", { ...step, proof: [...fakeProof, fake] }],
    ["a proof that begins with the anchored root", "NotConsistent", { ...step, proof: [head, ...fakeProof] }],
    ["64 hashes", "ProofTooLong", { ...step, proof: sixtyFour }],
    ["from the anchor before", "NotFromHead", { ...step, oldSize: OLD, proof: await proofOf(forged, OLD, NEW) }],
    ["from one entry less", "NotFromHead", { ...step, oldSize: HEAD - 1, proof: await proofOf(forged, HEAD - 1, NEW) }],
    ["as if it were the first", "NotFromHead", { ...step, oldSize: 0, proof: [] }],
    ["the anchored size again", "NotGrowing", { ...step, size: HEAD, root: await rootOf(forged, HEAD), proof: [] }],
    ["a smaller size", "NotGrowing", { ...step, size: HEAD - 1, root: await rootOf(forged, HEAD - 1), proof: [] }],
    ["size 0", "NotGrowing", { ...step, size: 0, proof: [] }],
    ["the real tree, signed by another key", "NotPublisher", { ...ours, signedBy: chainKey(8) }],
    ["the real tree, signed for another contract", "NotPublisher", { ...ours, signedFor: elsewhere }],
    ["the real tree, signed with another size", "NotPublisher", { ...ours, signedSize: NEW + 1 }],
  ];
}

async function expectRefused(): Promise<void> {
  const { ask, force } = trickster(node.url, chain, chainKey());
  for (const [how, word, trick] of await listTricks()) {
    expect(`${how}: ${await ask(trick)}`).toBe(`${how}: ${word}`);
    expect(`${how}: ${await force(trick)}`).toBe(`${how}: reverted`);
  }
  await expectUntouched();
  // Assay without its own guards, on the forged database and with the publisher's key, gets no further.
  await forged.db.delete(anchor);
  await expect(beginAnchor(forged, chain, await chain.view(), eager)).rejects.toMatchObject({
    problem: "refused",
    detail: "NotConsistent",
  });
  expect(await forged.db.select().from(anchor)).toEqual([]);
}

test("an operator with every key who changes an old entry and builds all anew gets nothing into the contract, and Assay says so", async () => {
  await growLog(honest, testLog(), userId, NEW - HEAD);
  await rebuildLog(honest, forged, (rows) => changed(rows, 3));
  expect(await rootOf(forged, 3)).toBe(await rootOf(honest, 3));
  expect(await rootOf(forged, HEAD)).not.toBe(await rootOf(honest, HEAD));
  // S3 with the contract in its configuration signs nothing of it.
  const guarded = testLog({ anchorPlace: () => chain.place });
  await lookAtChain(forged, deps());
  expect(await publishOnce(forged, guarded)).toBe(false);
  expect((await readLogState(forged)).halt).toMatchObject({ reason: "fork", detail: { size: HEAD } });
  expect(await forged.db.select().from(checkpoint)).toEqual([]);
  // The same key in a log that is told of no contract does sign: that alone stops nobody.
  expect(await publishOnce(forged, testLog())).toBe(true);
  expect(await forged.db.select().from(checkpoint).where(eq(checkpoint.size, NEW))).toHaveLength(1);
  expect(await anchorOnce(forged, deps())).toBe(false);
  expect(await readAnchorState(forged)).toMatchObject({ problem: { problem: "mismatch" }, pending: null });
  expect(await readHealth(async () => forged)).toMatchObject({ anchor: "mismatch" });
  await expectRefused();
  // The honest log goes on from where it was, as if nobody had tried.
  await settle();
  expect((await chain.view()).head).toMatchObject({ size: NEW, root: await rootOf(honest, NEW) });
  expect(await readAnchorState(honest)).toMatchObject({ newest: { size: NEW }, problem: null });
});

test("nor does one who takes the last anchored entry away, signs the shorter log, and lets it grow past the anchor", async () => {
  await rebuildLog(honest, forged, (rows) => rows.slice(0, HEAD - 1));
  const guarded = testLog({ anchorPlace: () => chain.place });
  await lookAtChain(forged, deps());
  expect(await publishOnce(forged, guarded)).toBe(false);
  expect((await readLogState(forged)).halt).toMatchObject({ reason: "behind", detail: { size: HEAD } });
  expect(await publishOnce(forged, testLog())).toBe(true);
  await anchorOnce(forged, deps());
  expect(await readAnchorState(forged)).toMatchObject({ problem: { problem: "behind" }, pending: null });
  expect(await readHealth(async () => forged)).toMatchObject({ anchor: "behind" });
  await growLog(honest, testLog(), userId, NEW - HEAD);
  await growLog(forged, testLog(), userId, NEW - HEAD + 1);
  await anchorOnce(forged, deps());
  expect(await readAnchorState(forged)).toMatchObject({ problem: { problem: "mismatch" }, pending: null });
  await expectRefused();
});
