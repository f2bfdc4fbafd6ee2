import { and, desc, eq } from "drizzle-orm";
import { encodeFunctionData } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { anchor, anchorEvent, anchorTx, anchorWatch } from "#db/schema/anchor";
import { anchorAbi, signAnchor, submissionSigner } from "#lib/adapters/chain-contract";
import { type Chain, ChainError } from "#lib/domain/anchor";
import { type AnchorDeps, anchorOnce } from "#lib/services/anchor";
import { rootAt } from "#lib/services/log-tree";
import { chainKey, deployTestAnchor, eager, growLog, type TestNode, testNode, untilStill } from "#tests/support/anchor";
import { makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { TEST_ORIGIN, testLog } from "#tests/support/log";

let opened: OpenedDb;
let node: TestNode;
let chain: Chain;
let ctx: TestCtx;
let userId = "";
const log = testLog();

beforeAll(async () => {
  [opened, node] = await Promise.all([testDb(), testNode()]);
});
afterAll(async () => {
  await node.anvil.stop();
  await opened.close();
});
beforeEach(async () => {
  ctx = testCtx(opened.db, opened.kind);
  ctx.now = () => new Date();
  userId = await makeUser(ctx);
  await node.client.setAutomine(true);
  chain = await deployTestAnchor(node);
  await growLog(ctx, log, userId, 3);
});

const deps = (changes: Partial<AnchorDeps> = {}): AnchorDeps => ({
  chain,
  policy: eager,
  origin: TEST_ORIGIN,
  firstBlock: 0,
  ...changes,
});

/** Looks at the chain until nothing moves any more; a block may come a moment after its transaction. */
async function settle(changes: Partial<AnchorDeps> = {}): Promise<void> {
  await untilStill(node, () => anchorOnce(ctx, deps(changes)));
}

const anchors = () =>
  ctx.db.select().from(anchor).where(eq(anchor.contract, chain.place.contract)).orderBy(desc(anchor.createdAt));
const events = () =>
  ctx.db.select().from(anchorEvent).where(eq(anchorEvent.contract, chain.place.contract)).orderBy(anchorEvent.size);
const watched = async (chainId = chain.place.chainId) => {
  const at = and(eq(anchorWatch.contract, chain.place.contract), eq(anchorWatch.chainId, chainId));
  return (await ctx.db.select().from(anchorWatch).where(at))[0];
};
const txs = () =>
  ctx.db
    .select({ hash: anchorTx.hash, raw: anchorTx.raw, maxFeeWei: anchorTx.maxFeeWei, nonce: anchor.nonce })
    .from(anchorTx)
    .innerJoin(anchor, eq(anchor.id, anchorTx.anchorId))
    .where(eq(anchor.contract, chain.place.contract))
    .orderBy(anchorTx.createdAt);

test("what is published is anchored, the first time and each time it grows, and every event is found to be ours", async () => {
  const sizes: number[] = [];
  for (const count of [0, 1, 300]) {
    sizes.push(await growLog(ctx, log, userId, count));
    await settle();
    expect((await chain.view()).head.size).toBe(sizes.at(-1));
  }
  const rows = await anchors();
  expect(rows.map(({ state, size }) => [state, size])).toEqual(sizes.toReversed().map((size) => ["confirmed", size]));
  for (const { gasUsed, gasPriceWei } of rows) {
    expect(gasUsed).toBeGreaterThan(21_000);
    expect(BigInt(gasPriceWei ?? 0)).toBeGreaterThan(0n);
  }
  const seen = await events();
  expect(seen.map(({ size, matches }) => [size, matches])).toEqual(sizes.map((size) => [size, true]));
  expect(seen.at(-1)?.root).toEqual(await rootAt(ctx, sizes.at(-1) ?? 0));
  expect(await watched()).toMatchObject({ problem: null });
  // Nothing new: nothing is sent.
  await settle();
  expect(await anchors()).toHaveLength(3);
});

test("waits for growth or time as the policy says", async () => {
  await settle();
  await growLog(ctx, log, userId, 9);
  const policy = { ...eager, entries: 10, everyMs: 3_600_000 };
  await settle({ policy });
  expect(await anchors()).toHaveLength(1);
  await growLog(ctx, log, userId, 1);
  await settle({ policy });
  expect(await anchors()).toHaveLength(2);
  await growLog(ctx, log, userId, 1);
  ctx.now = () => new Date(Date.now() + 3_700_000);
  await settle({ policy });
  expect(await anchors()).toHaveLength(3);
});

test("counts only after the wanted blocks, and comes again after a reorganisation took it away", async () => {
  const policy = { ...eager, confirmations: 3 };
  const snapshot = await node.client.snapshot();
  await settle({ policy });
  expect((await anchors()).map(({ state }) => state)).toEqual(["pending"]);
  expect(await events()).toHaveLength(1);
  // The chain goes back to before the block that held it, and on another way.
  await node.client.revert({ id: snapshot });
  await node.client.mine({ blocks: 1 });
  await settle({ policy });
  expect(await events()).toHaveLength(1);
  await node.client.mine({ blocks: 3 });
  await settle({ policy });
  expect((await anchors()).map(({ state }) => state)).toEqual(["confirmed"]);
  // The very transaction came again: none was made a second time.
  expect(await txs()).toHaveLength(1);
});

test("a transaction that stays out of blocks is replaced with the same nonce and more fees, and counts once", async () => {
  await node.client.setAutomine(false);
  await settle();
  const [first] = await txs();
  ctx.now = () => new Date(Date.now() + 61_000);
  await anchorOnce(ctx, deps());
  const sent = await txs();
  expect(sent).toHaveLength(2);
  expect(sent[1]?.nonce).toBe(first?.nonce);
  expect(Number(sent[1]?.maxFeeWei)).toBeGreaterThan(Number(first?.maxFeeWei) * 1.1);
  await node.client.mine({ blocks: 1 });
  await node.client.setAutomine(true);
  await settle();
  expect(await anchors()).toMatchObject([{ state: "confirmed" }]);
  expect(await events()).toHaveLength(1);
});

test("a transaction that the node forgot is sent again", async () => {
  await node.client.setAutomine(false);
  await settle();
  const [sent] = await txs();
  await node.client.dropTransaction({ hash: sent?.hash as `0x${string}` });
  await node.client.setAutomine(true);
  await anchorOnce(ctx, deps());
  await settle();
  expect(await anchors()).toMatchObject([{ state: "confirmed" }]);
  expect(await txs()).toHaveLength(1);
});

test("killed between storing and sending, or after sending, the next process ends the same anchoring", async () => {
  const dead = { ...chain, send: () => Promise.reject(new Error("killed")) };
  await expect(anchorOnce(ctx, deps({ chain: dead }))).rejects.toThrow("killed");
  expect(await anchors()).toMatchObject([{ state: "pending" }]);
  const late: Chain = {
    ...chain,
    send: async (raw) => {
      await chain.send(raw);
      throw new Error("killed");
    },
  };
  await expect(anchorOnce(ctx, deps({ chain: late }))).rejects.toThrow("killed");
  await settle();
  expect(await anchors()).toMatchObject([{ state: "confirmed" }]);
  expect(await events()).toHaveLength(1);
  expect(await txs()).toHaveLength(1);
});

test("two processes at once make one anchoring", async () => {
  await Promise.all([1, 2, 3, 4].map(() => anchorOnce(ctx, deps())));
  await settle();
  expect(await anchors()).toMatchObject([{ state: "confirmed" }]);
  expect(await events()).toHaveLength(1);
});

test("what somebody else relayed, or a nonce used for something else, ends the anchoring without a second event", async () => {
  await node.client.setAutomine(false);
  await settle();
  // The paying account sends something of its own in that place.
  const [first] = await txs();
  await node.client.dropTransaction({ hash: first?.hash as `0x${string}` });
  await node.client.impersonateAccount({ address: chain.publisher as `0x${string}` });
  await node.client.setAutomine(true);
  await node.client.sendUnsignedTransaction({
    from: chain.publisher as `0x${string}`,
    to: chain.publisher as `0x${string}`,
    value: 1n,
  });
  await settle();
  expect((await anchors()).map(({ state, dropped }) => [state, dropped])).toEqual([
    ["confirmed", null],
    ["dropped", "nonce_used"],
  ]);
  expect(await events()).toHaveLength(1);
});

test("says what is wrong, and goes on by itself when it is mended", async () => {
  const problem = async (changes: Partial<AnchorDeps>) => {
    await anchorOnce(ctx, deps(changes));
    return (await watched())?.problem;
  };
  await node.client.setBalance({ address: chain.publisher as `0x${string}`, value: 0n });
  expect(await problem({})).toBe("no_funds");
  await node.client.setBalance({ address: chain.publisher as `0x${string}`, value: 10n ** 19n });
  expect(await problem({ origin: "another.example/log" })).toBe("other_log");
  const place = { ...chain.place, chainId: 1 };
  const elsewhere = { ...deps(), chain: { ...chain, place } };
  await anchorOnce(ctx, elsewhere);
  expect((await watched(1))?.problem).toBe("wrong_chain");
  const down = { ...chain, view: () => Promise.reject(new ChainError("unreachable", "no connection")) };
  expect(await problem({ chain: down })).toBe("unreachable");
  // What was stored while there was no money is sent now, and counts.
  await settle();
  expect(await watched()).toMatchObject({ problem: null, problemAt: null });
  expect(await anchors()).toMatchObject([{ state: "confirmed" }]);
});

test("a stranger's key is not the publisher's", async () => {
  const { openChain } = await import("#lib/adapters/chain");
  const stranger = openChain({
    rpcUrl: node.url,
    chainId: chain.place.chainId,
    contract: chain.place.contract as `0x${string}`,
    key: chainKey(7),
  });
  await anchorOnce(ctx, deps({ chain: stranger }));
  expect(await watched()).toMatchObject({ problem: "other_publisher" });
});

test("a node that tells of another history raises the alarm, and nothing is sent while it stands", async () => {
  await settle();
  await growLog(ctx, log, userId, 1);
  const lie = "0x".padEnd(66, "e");
  const liar: Chain = {
    ...chain,
    events: async (from, to) => (await chain.events(from, to)).map((event) => ({ ...event, root: lie })),
  };
  await settle({ chain: liar });
  expect(await watched()).toMatchObject({ problem: "mismatch" });
  expect(await anchors()).toHaveLength(1);
  const turned: Chain = {
    ...chain,
    view: async () => ({ ...(await chain.view()), head: { ...(await chain.view()).head, root: lie } }),
  };
  await settle({ chain: turned });
  expect(await watched()).toMatchObject({ problem: "mismatch" });
  await settle();
  expect(await watched()).toMatchObject({ problem: null });
  expect(await anchors()).toHaveLength(2);
});

test("an event's signer is read from its transaction: ours, somebody else's, or not to be seen", async () => {
  await settle();
  const [event] = await chain.events(0, (await chain.newest()).block);
  if (!event) throw new Error("nothing was anchored");
  expect(await chain.signerOf(event)).toBe(chain.publisher);
  expect(await chain.signerOf({ ...event, root: `0x${"e".repeat(64)}` })).toBeUndefined();
  await expect(chain.signerOf({ ...event, txHash: `0x${"1".repeat(64)}` })).rejects.toThrow(ChainError);
  const place = { chainId: chain.place.chainId, contract: chain.place.contract as `0x${string}` };
  const claim = { size: 9n, root: `0x${"a".repeat(64)}`, noteHash: `0x${"b".repeat(64)}` } as const;
  const stranger = privateKeyToAccount(chainKey(7));
  const { r, vs } = await signAnchor(stranger, place, claim);
  const args = [0n, claim.size, claim.root, [], claim.noteHash, r, vs] as const;
  const data = encodeFunctionData({ abi: anchorAbi, functionName: "submit", args });
  const forged = { size: 9, root: claim.root };
  expect(await submissionSigner(place, data, forged)).toBe(stranger.address.toLowerCase());
  expect(await submissionSigner(place, "0x1234", forged)).toBeUndefined();
});
