import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { checkpoint, entry, published, tile, tree } from "#db/schema/ledger";
import { user } from "#db/schema/user";
import { type Chain, ChainError } from "#lib/domain/anchor";
import { contractSource } from "#lib/domain/log";
import { type AnchorDeps, anchorOnce, lookAtChain } from "#lib/services/anchor";
import { inTx } from "#lib/services/context";
import { readHealth } from "#lib/services/health";
import { type Halt, makePublisher, type PublishDeps, publishOnce } from "#lib/services/log-publish";
import { readLogState } from "#lib/services/log-read";
import { rootAt } from "#lib/services/log-tree";
import { sequenceBatch } from "#lib/services/sequence";
import { deployTestAnchor, eager, growLog, type TestNode, testNode, untilStill } from "#tests/support/anchor";
import { makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { addTestEntries, TEST_ORIGIN, testLog, testSigner } from "#tests/support/log";

let node: TestNode;
let opened: OpenedDb[] = [];
let chain: Chain;
let ctx: TestCtx;
let userId = "";

beforeAll(async () => {
  node = await testNode();
});
afterAll(async () => {
  await node.anvil.stop();
});
beforeEach(async () => {
  await Promise.all(opened.map((one) => one.close()));
  opened = [];
  ctx = await newCtx();
  userId = await makeUser(ctx);
  chain = await deployTestAnchor(node);
  return () => Promise.all(opened.splice(0).map((one) => one.close()));
});

async function newCtx(): Promise<TestCtx> {
  const db = await testDb();
  opened.push(db);
  const made = testCtx(db.db, db.kind);
  made.now = () => new Date();
  return made;
}

const deps = (of: Chain = chain): AnchorDeps => ({ chain: of, policy: eager, origin: TEST_ORIGIN, firstBlock: 0 });

/** A log that knows its contract; the state file is new, as on another machine. */
function logWith(of: Chain = chain, changes: Partial<PublishDeps> = {}) {
  const recallAnchors = async (inner: Parameters<typeof lookAtChain>[0]) => void (await lookAtChain(inner, deps(of)));
  return testLog({ anchorPlace: () => of.place, recallAnchors, ...changes });
}

async function settle(): Promise<void> {
  await untilStill(node, () => anchorOnce(ctx, deps()));
}

/** What a backup of this database holds of the log, in another database. */
async function backUp(): Promise<TestCtx> {
  const copy = await newCtx();
  await copy.db.insert(user).values(await ctx.db.select().from(user));
  await copy.db.insert(entry).values(await ctx.db.select().from(entry));
  await copy.db.insert(tile).values(await ctx.db.select().from(tile));
  await copy.db.insert(checkpoint).values(await ctx.db.select().from(checkpoint));
  const [head] = await ctx.db.select().from(tree);
  const [shown] = await ctx.db.select().from(published);
  if (!head || !shown) throw new Error("there is no log to back up");
  await copy.db.update(tree).set(head);
  await copy.db.update(published).set(shown);
  return copy;
}

const signedSizes = async (of: TestCtx) => (await of.db.select().from(checkpoint)).map(({ size }) => size);

test("a restored backup signs and publishes nothing while its contract holds more, nor when it has grown past that another way", async () => {
  const old = await growLog(ctx, testLog(), userId, 3);
  const restored = await backUp();
  const size = await growLog(ctx, testLog(), userId, 5);
  await settle();
  const heard: (Halt | undefined)[] = [];
  await growEntries(restored, 2);
  const publish = makePublisher(logWith(), (halt) => heard.push(halt));
  expect(await publish(restored)).toBe(false);
  expect(await signedSizes(restored)).toEqual([old]);
  const source = contractSource(chain.place);
  const state = await readLogState(restored);
  expect(state).toMatchObject({
    published: { size: old },
    halt: { reason: "behind", detail: { source, size, treeSize: old + 2, treeRoot: null } },
  });
  expect(heard).toMatchObject([{ reason: "behind", detail: { source, size } }]);
  expect(await readHealth(async () => restored)).toMatchObject({ log: "behind", anchor: "behind" });
  // It grows beyond what is anchored: now it is another history, which is worse.
  await growEntries(restored, 9);
  expect(await publishOnce(restored, logWith())).toBe(false);
  const { halt } = await readLogState(restored);
  expect(halt).toMatchObject({ reason: "fork", detail: { source, size } });
  expect(halt?.detail?.root).not.toBe(halt?.detail?.treeRoot);
  await lookAtChain(restored, deps());
  expect(await readHealth(async () => restored)).toMatchObject({ log: "fork", anchor: "mismatch" });
  expect(await signedSizes(restored)).toEqual([old]);
  // The newer database is found and used: the log goes on, and is anchored.
  await growEntries(ctx, 1);
  expect(await makePublisher(logWith())(ctx)).toBe(true);
  await settle();
  expect((await chain.view()).head.size).toBe(size + 1);
});

test("a node that lies stops the signing only while it does, however deep in the chain the lie was", async () => {
  const size = await growLog(ctx, testLog(), userId, 3);
  await settle();
  const root = `0x${"e".repeat(64)}`;
  const boast: Chain = {
    ...chain,
    view: async () => ({ ...(await chain.view()), head: { size: size + 900, root, time: new Date() } }),
  };
  const publish = () => publishOnce(ctx, logWith());
  await lookAtChain(ctx, deps(boast));
  await growEntries(ctx, 1);
  expect(await publish()).toBe(false);
  expect((await readLogState(ctx)).halt).toMatchObject({ reason: "behind", detail: { size: size + 900 } });
  await lookAtChain(ctx, deps());
  expect(await publish()).toBe(true);
  expect((await readLogState(ctx)).halt).toBeNull();
  // An event of a size that we have, under another root, in a block that is deep by now.
  const forged: Chain = {
    ...chain,
    events: async (from, to) => {
      const [real] = await chain.events(0, to);
      return real ? [{ ...real, size: 2, root, oldSize: 0 }].filter(({ block }) => block >= from) : [];
    },
  };
  await lookAtChain(ctx, deps(forged));
  await node.client.mine({ blocks: 100 });
  await growEntries(ctx, 1);
  expect(await publish()).toBe(false);
  expect((await readLogState(ctx)).halt).toMatchObject({ reason: "fork", detail: { size: 2, root: "e".repeat(64) } });
  await lookAtChain(ctx, deps());
  await lookAtChain(ctx, deps());
  expect(await publish()).toBe(true);
});

test("only the contract that is configured has a say, and none has in a new log under another name", async () => {
  await growLog(ctx, testLog(), userId, 3);
  const restored = await backUp();
  await growLog(ctx, testLog(), userId, 5);
  await settle();
  await growEntries(restored, 1);
  expect(await makePublisher(logWith())(restored)).toBe(false);
  const other = await deployTestAnchor(node);
  expect(await publishOnce(restored, logWith(other))).toBe(true);
  await growEntries(restored, 1);
  expect(await publishOnce(restored, logWith())).toBe(false);
  const origin = "another.example.test/log";
  const renamed = logWith(chain, { signers: [testSigner(4, origin)], origin });
  expect(await publishOnce(restored, renamed)).toBe(true);
  await growEntries(restored, 1);
  await lookAtChain(restored, { ...deps(), origin });
  expect(await publishOnce(restored, renamed)).toBe(true);
  expect(await readHealth(async () => restored)).toMatchObject({ log: "ok", anchor: "other_log" });
});

test("a chain that does not answer stops no log, and takes nothing back either", async () => {
  const down: Chain = { ...chain, view: () => Promise.reject(new ChainError("unreachable", "no connection")) };
  const size = await growLog(ctx, testLog(), userId, 3);
  const restored = await backUp();
  await growEntries(ctx, 1);
  expect(await makePublisher(logWith(down))(ctx)).toBe(true);
  await settle();
  await growEntries(restored, 1);
  await lookAtChain(restored, deps());
  // Other bytes of the same size.
  expect(await publishOnce(restored, logWith())).toBe(false);
  await lookAtChain(restored, deps(down));
  expect(await publishOnce(restored, logWith())).toBe(false);
  expect((await readLogState(restored)).halt).toMatchObject({ reason: "fork", detail: { size: size + 1 } });
  expect(await rootAt(restored, size)).toEqual(await rootAt(ctx, size));
});

/** Entries with their places, not signed. */
async function growEntries(of: TestCtx, count: number): Promise<void> {
  await inTx(of, (tx) => addTestEntries(tx, userId, count));
  while ((await sequenceBatch(of)).count > 0);
}
