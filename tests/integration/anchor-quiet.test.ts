import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { anchorWatch } from "#db/schema/anchor";
import { openChain } from "#lib/adapters/chain";
import type { Chain } from "#lib/domain/anchor";
import { type AnchorDeps, anchorOnce } from "#lib/services/anchor";
import {
  chainKey,
  deployTestAnchor,
  eager,
  growLog,
  type TestNode,
  testNode,
  untilMined,
  untilStill,
} from "#tests/support/anchor";
import { makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { TEST_ORIGIN, testLog } from "#tests/support/log";
import { type RpcProxy, rpcProxy } from "#tests/support/rpc-proxy";

let opened: OpenedDb;
let node: TestNode;
let proxy: RpcProxy;
let chain: Chain;
let ctx: TestCtx;
let userId = "";
let laterMs = 0;
const log = testLog();

beforeAll(async () => {
  [opened, node] = await Promise.all([testDb(), testNode()]);
  proxy = await rpcProxy(node.url);
});
afterAll(async () => {
  await proxy.stop();
  await node.anvil.stop();
  await opened.close();
});
beforeEach(async () => {
  ctx = testCtx(opened.db, opened.kind);
  laterMs = 0;
  ctx.now = () => new Date(Date.now() + laterMs);
  userId = await makeUser(ctx);
  await node.client.setAutomine(true);
  const { place } = await deployTestAnchor(node);
  chain = openChain({ rpcUrl: proxy.url, ...place, contract: place.contract as `0x${string}`, key: chainKey() });
  await growLog(ctx, log, userId, 3);
});

const look = (changes: Partial<AnchorDeps> = {}) =>
  anchorOnce(ctx, { chain, policy: eager, origin: TEST_ORIGIN, firstBlock: 0, ...changes });

async function settle(changes: Partial<AnchorDeps> = {}): Promise<void> {
  await untilStill(node, () => look(changes));
  proxy.take();
}

/** Which version of the row there is: another one after each write. */
async function version(): Promise<string> {
  const rows = await ctx.db
    .select({ at: sql<string>`concat(${anchorWatch}.ctid, ' ', ${anchorWatch}.xmin, ' ', ${anchorWatch}.xmax)` })
    .from(anchorWatch)
    .where(sql`${anchorWatch.contract} = ${chain.place.contract}`);
  return rows[0]?.at ?? "";
}

const wholeLook = {
  eth_chainId: 1,
  eth_getBlockByNumber: 1,
  eth_call: 1,
  eth_getTransactionCount: 1,
  eth_getBalance: 1,
  eth_getLogs: 1,
};

test("a look at a chain where nothing happens is one call and writes nothing, whatever blocks come; once a minute it is a whole look", async () => {
  await settle();
  const before = await version();
  for (let at = 0; at < 5; at += 1) {
    expect(await look()).toBe(false);
    expect(proxy.take()).toEqual({ eth_call: 1 });
    await node.client.mine({ blocks: 1 });
  }
  expect(await version()).toBe(before);
  laterMs = 61_000;
  await look();
  expect(proxy.take()).toEqual(wholeLook);
  expect(await version()).not.toBe(before);
  await look();
  expect(proxy.take()).toEqual({ eth_call: 1 });
});

test("publisher and origin are read once in a process, the time of a block once for each block", async () => {
  proxy.take();
  await look();
  const { eth_call: calls, eth_getBlockByNumber: blocks } = proxy.take();
  // Head, publisher, origin, and the trial of the submission.
  expect([calls, blocks]).toEqual([4, 2]);
  await untilMined(node);
  await look();
  // Whether it is a new block, the view of it, and the time of the one that holds the event.
  expect(proxy.take()).toMatchObject({ eth_call: 1, eth_getBlockByNumber: 3 });
  laterMs = 61_000;
  await look();
  expect(proxy.take()).toEqual(wholeLook);
});

test("what waits for blocks asks for the newest one alone; what is in none yet is sent again beside that", async () => {
  const policy = { ...eager, confirmations: 3 };
  await settle({ policy });
  const before = await version();
  await look({ policy });
  expect(proxy.take()).toEqual({ eth_getBlockByNumber: 1 });
  await node.client.mine({ blocks: 2 });
  await settle({ policy });
  expect(await version()).not.toBe(before);
  await growLog(ctx, log, userId, 1);
  await node.client.setAutomine(false);
  await settle({ policy });
  const stored = await version();
  await look({ policy });
  expect(proxy.take()).toEqual({ eth_getBlockByNumber: 1, eth_sendRawTransaction: 1 });
  expect(await version()).toBe(stored);
  await node.client.mine({ blocks: 1 });
  await look({ policy });
  expect(proxy.take()).toMatchObject({ eth_getLogs: 1 });
});

test("growth, another process's anchor and a problem end the quiet at once", async () => {
  await settle();
  await growLog(ctx, log, userId, 1);
  await look();
  expect(proxy.take()).toMatchObject({ eth_getLogs: 1, eth_sendRawTransaction: 1 });
  await settle();
  // The contract holds what this database has not looked at yet.
  const size = await growLog(ctx, log, userId, 1);
  const patient = { ...eager, entries: 100, everyMs: 3_600_000 };
  await settle({ policy: patient });
  await node.client.mine({ blocks: 1 });
  const grown: Chain = { ...chain, head: async () => ({ ...(await chain.head()), size }) };
  await look({ policy: patient, chain: grown });
  expect(proxy.take()).toEqual({ ...wholeLook, eth_call: 2 });
  proxy.answer = (method) => (method === "eth_call" ? { error: { code: -32_000, message: "busy" } } : undefined);
  await look({ policy: patient });
  proxy.answer = () => undefined;
  proxy.take();
  const saying = await version();
  await look({ policy: patient });
  expect(proxy.take()).toEqual(wholeLook);
  expect(await version()).not.toBe(saying);
});
