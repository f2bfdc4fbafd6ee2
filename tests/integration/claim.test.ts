import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPublicClient, type Hex, http } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { anchorAbi } from "#lib/adapters/chain-contract";
import { type Claim, isGoodClaim, makeClaim, verifyClaim } from "#lib/domain/claim";
import { toHex } from "#lib/ledger/hex";
import { encodeUtf8 } from "#lib/ledger/utf8";
import { formatVerifierKey } from "#lib/ledger/vkey";
import { anchorOnce } from "#lib/services/anchor";
import { listClaims, readClaim } from "#lib/services/claim";
import { publishOnce } from "#lib/services/log-publish";
import { sealDueReviews } from "#lib/services/review-seal";
import { sequenceBatch } from "#lib/services/sequence";
import { makeSnapshotTaker } from "#lib/services/snapshot-take";
import { readStatement } from "#lib/services/statement-read";
import { deployTestAnchor, eager, type TestNode, testNode, untilStill } from "#tests/support/anchor";
import { runAssay } from "#tests/support/child";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { TEST_ORIGIN, testLog, testSigner } from "#tests/support/log";
import { decideNext, submitMany } from "#tests/support/review";

let opened: OpenedDb;
let ctx: TestCtx;
let node: TestNode;
let folder: string;
let author: string;
const log = testLog();
const trust = { keys: [testSigner()] };
const take = makeSnapshotTaker(() => {});

beforeAll(async () => {
  [opened, node] = await Promise.all([testDb(), testNode()]);
  folder = mkdtempSync(join(tmpdir(), "assay-claim-"));
  ctx = testCtx(opened.db, opened.kind);
  ctx.now = () => new Date();
  author = await pay();
  await take(ctx, {}, () => false);
});
afterAll(async () => {
  await node.anvil.stop();
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

async function publish() {
  while ((await sealDueReviews(ctx)) > 0);
  while ((await sequenceBatch(ctx)).count > 0);
  await publishOnce(ctx, log);
}

async function pay(): Promise<string> {
  const [id, reviewer] = [await makeUser(ctx), await makeUser(ctx)];
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
  await submitMany(ctx, id, project, 3);
  for (let turn = 0; turn < 3; turn += 1) await decideNext(ctx, reviewer, project, "accept", undefined);
  await publish();
  return id;
}

async function claimOf(userId: string): Promise<Uint8Array> {
  const me = as(ctx, userId);
  const [line] = (await listClaims(me)).items;
  const file = await readClaim(me, { size: line?.size ?? 0 });
  if (!file) throw new Error("the claim is not to be had");
  return encodeUtf8(file.text);
}

function openClaim(file: Uint8Array): Claim {
  const { claim } = verifyClaim(file, trust);
  if (!claim.ok) throw new Error(claim.reason);
  return claim.claim;
}

test("a holder gets the claim once its entry is public, of what they had then, and nobody else's", async () => {
  const me = as(ctx, author);
  const { balance } = await readStatement(me, { limit: 1 });
  const [waiting] = (await listClaims(me)).items;
  expect(waiting).toMatchObject({ balance, isPublished: false });
  expect(await readClaim(me, { size: waiting?.size ?? 0 })).toBeNull();
  await publish();
  expect((await listClaims(me)).items).toMatchObject([{ balance, isPublished: true }]);
  const check = verifyClaim(await claimOf(author), trust);
  expect(isGoodClaim(check)).toBe(true);
  expect(check.steps.find(({ name }) => name === "balance")).toMatchObject({ leaf: { balance, owner: author } });
  const stranger = as(ctx, await makeUser(ctx));
  expect((await listClaims(stranger)).items).toEqual([]);
  await expect(readClaim(stranger, { size: waiting?.size ?? 0 })).rejects.toMatchObject({ reason: "claim.not_found" });
  await expect(listClaims({ ...ctx, actor: { kind: "anonymous" } })).rejects.toMatchObject({ reason: "auth.required" });
});

test("a claim that was bent in any part is refused, at the step that it breaks", async () => {
  const file = await claimOf(author);
  const claim = openClaim(file);
  const bent: [string, Uint8Array][] = [
    ["held: root_mismatch", makeClaim({ ...claim, leaf: claim.leaf.replace(/"balance":\d+/, '"balance":99000') })],
    ["held: root_mismatch", makeClaim({ ...claim, proof: claim.proof.map((hash) => hash.map((byte) => byte ^ 1)) })],
    ["balance: size_differs", makeClaim({ ...claim, leaf: claim.leaf.replace(/"size":(\d+)/, '"size":1') })],
    ["balance: bad_leaf", makeClaim({ ...claim, leaf: claim.leaf.replace('"v":1', '"v":2') })],
    ["path: bad_index", makeClaim({ ...claim, index: 1e6 })],
    ["path: proof_too_short", makeClaim({ ...claim, proof: claim.proof.slice(1) })],
    ["claim: not_canonical", encodeUtf8("{")],
    ["claim: not_canonical", file.slice(0, -9)],
    ["claim: bad_fields", encodeUtf8("{}")],
    ["claim: too_long", new Uint8Array(1_000_001).fill(0x7b)],
    ["file: not_a_proof", makeClaim({ ...claim, receipt: "" })],
    ["signature: bad_signature", makeClaim({ ...claim, receipt: claim.receipt.replace(/\n(\d+)\n/, "\n9$1\n") })],
  ];
  for (const [wanted, bytes] of bent) {
    const check = verifyClaim(bytes, trust);
    const failed = [check.claim, ...check.receipt, ...check.steps].find(({ ok }) => !ok);
    expect(failed && !failed.ok ? `${failed.name}: ${failed.reason}` : "sound", wanted).toBe(wanted);
    expect(isGoodClaim(check)).toBe(false);
  }
  expect(isGoodClaim(verifyClaim(new Uint8Array([...file, 0x0d, 0x0a]), trust))).toBe(true);
});

test("assay verify takes a claim beside receipts, offline, and ends with 1 for a bent one", async () => {
  const file = await claimOf(author);
  writeFileSync(join(folder, "claim.json"), file);
  const forged = { ...openClaim(file), leaf: openClaim(file).leaf.replace(/"balance":\d+/, '"balance":99000') };
  writeFileSync(join(folder, "forged.json"), makeClaim(forged));
  const assay = (...names: string[]) =>
    runAssay(["verify", ...names, "--vkey", formatVerifierKey(testSigner())], { INIT_CWD: folder });
  const good = await assay("claim.json");
  expect([good.code, good.stderr]).toEqual([0, ""]);
  expect(good.stdout).toMatch(/ok +Balance is of that snapshot: 3 points, account [0-9a-f-]{36} \(user_available of/);
  const bad = await assay("forged.json", "--json");
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.stdout)).toMatchObject([
    { verdict: "not_good", failed: { step: "held", reason: "root_mismatch" } },
  ]);
});

test("the contract itself proves the balance: the entry in the anchored tree, and the leaf in the entry's root", async () => {
  const chain = await deployTestAnchor(node);
  await untilStill(node, () => anchorOnce(ctx, { chain, policy: eager, origin: TEST_ORIGIN, firstBlock: 0 }));
  const claim = openClaim(await claimOf(author));
  const check = verifyClaim(makeClaim(claim), trust);
  const extra = check.receipt.find((step) => step.name === "extra" && step.ok);
  const found = check.receipt.find((step) => step.name === "file" && step.ok);
  const snapshot = check.steps.find((step) => step.name === "snapshot" && step.ok);
  if (extra?.name !== "extra" || !extra.ok || found?.name !== "file" || !found.ok) throw new Error("no receipt");
  if (snapshot?.name !== "snapshot" || !snapshot.ok) throw new Error("no snapshot");
  // The receipt leads to the anchored checkpoint, and says where it stands.
  expect(extra.anchor?.contract).toBe(chain.place.contract);
  const client = createPublicClient({ transport: http(node.url) });
  const hex0x = (bytes: Uint8Array): Hex => `0x${toHex(bytes)}`;
  const contract = { address: chain.place.contract as Hex, abi: anchorAbi } as const;
  const inTree = (entry: Uint8Array) =>
    client.readContract({
      ...contract,
      functionName: "verifyInclusion",
      args: [hex0x(entry), BigInt(found.proof.index), found.proof.proof.map(hex0x)],
    });
  const { leaves, root } = snapshot.entry;
  const inSnapshot = (leaf: string) =>
    client.readContract({
      ...contract,
      functionName: "verifyInclusionIn",
      args: [hex0x(encodeUtf8(leaf)), BigInt(claim.index), BigInt(leaves), `0x${root}`, claim.proof.map(hex0x)],
    });
  expect([await inTree(extra.entry), await inSnapshot(claim.leaf)]).toEqual([true, true]);
  expect(await inSnapshot(claim.leaf.replace(/"balance":\d+/, '"balance":99000'))).toBe(false);
  const otherRoot = encodeUtf8(new TextDecoder().decode(extra.entry).replace(root, "00".repeat(32)));
  expect(await inTree(otherRoot)).toBe(false);
});
