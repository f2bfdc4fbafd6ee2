import { copyFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { createPublicClient, http } from "viem";
import { expect, test } from "vitest";
import { type OpenedDb, openDb } from "#db/client";
import { anchor, anchorTx, anchorWatch } from "#db/schema/anchor";
import { startAnvil } from "#lib/adapters/anvil";
import { openChain } from "#lib/adapters/chain";
import { deployAnchor, fundOnDevChain } from "#lib/adapters/chain-deploy";
import type { Chain } from "#lib/domain/anchor";
import { anchorOnce } from "#lib/services/anchor";
import { readPublishedSize } from "#lib/services/anchor-send";
import { hex0x } from "#lib/services/anchor-watch";
import { rootAt } from "#lib/services/log-tree";
import { chainKey, growLog } from "#tests/support/anchor";
import { killWorkers, shakeNode } from "#tests/support/anchor-kill";
import { bundleOf } from "#tests/support/bundle";
import { makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { TEST_ORIGIN, testLog } from "#tests/support/log";
import { makeRandom } from "#tests/support/random";

const TIMES = 200;
const SETTLE_MS = 180_000;
const SEED = Number(process.env.ANCHOR_SEED ?? 20_261_123);
const policy = { entries: 1, everyMs: 0, confirmations: 1, bumpMs: 150 };

type Place = { reopen(): Promise<OpenedDb>; env: Record<string, string>; close(): Promise<void>; workers: number };

async function makePlace(folder: string): Promise<Place> {
  if (!process.env.DATABASE_URL) {
    const dataDir = join(folder, "data");
    return { reopen: () => openDb({ dataDir }), env: { CRASH_DIR: dataDir }, close: async () => {}, workers: 1 };
  }
  const opened = await testDb();
  const reopen = async () => ({ ...opened, close: async () => {} });
  return { reopen, env: { CRASH_URL: opened.url ?? "" }, close: opened.close, workers: 2 };
}

const contextOf = ({ db, kind }: OpenedDb): TestCtx => ({ ...testCtx(db, kind), now: () => new Date() });

/** Anchors until everything that is published is, and nothing is under way. */
async function settle(ctx: TestCtx, chain: Chain): Promise<void> {
  const size = await readPublishedSize(ctx);
  for (const until = Date.now() + SETTLE_MS; ; ) {
    await anchorOnce(ctx, { chain, policy, origin: TEST_ORIGIN, firstBlock: 0 });
    const pending = await ctx.db.select().from(anchor).where(eq(anchor.state, "pending"));
    if (pending.length === 0 && (await chain.head()).size === size) return;
    if (Date.now() > until) {
      const found = {
        pending,
        watch: await ctx.db.select().from(anchorWatch),
        txs: await ctx.db.select().from(anchorTx),
      };
      throw new Error(`anchoring does not come to its end: ${JSON.stringify(found)}`);
    }
    await new Promise((done) => setTimeout(done, 40));
  }
}

/** Every transaction that the account has in a block, by its nonce. */
async function listSpent(url: string, publisher: string): Promise<Map<number, string>> {
  const client = createPublicClient({ transport: http(url) });
  const spent = new Map<number, string>();
  for (let number = await client.getBlockNumber(); number > 0n; number -= 1n) {
    const { transactions } = await client.getBlock({ blockNumber: number, includeTransactions: true });
    for (const { from, nonce, hash } of transactions) if (from === publisher) spent.set(nonce, hash);
  }
  return spent;
}

async function checkAnchors(ctx: TestCtx, chain: Chain, url: string) {
  const rows = await ctx.db.select().from(anchor);
  const view = await chain.view();
  const events = await chain.events(0, view.block);
  const txs = await ctx.db.select().from(anchorTx);
  const anchorOf = new Map(txs.map(({ hash, anchorId }) => [hash, anchorId]));
  // Every anchoring that was stored came to an end that says why.
  expect(rows.filter(({ state }) => state === "pending")).toEqual([]);
  expect(rows.filter(({ state, dropped }) => (state === "dropped") !== (dropped !== null))).toEqual([]);
  // What counts is exactly what the chain holds, each size and each nonce once.
  const confirmed = rows.filter(({ state }) => state === "confirmed");
  expect(events.map(({ txHash }) => anchorOf.get(txHash)).sort()).toEqual(confirmed.map(({ id }) => id).sort());
  expect(new Set(events.map(({ size }) => size)).size).toBe(events.length);
  expect(new Set(confirmed.map(({ nonce }) => nonce)).size).toBe(confirmed.length);
  // Every event leads up from the one before, and is the beginning of our tree.
  for (const [n, { size, oldSize, root }] of events.entries()) {
    expect(oldSize).toBe(events[n - 1]?.size ?? 0);
    expect(root).toBe(hex0x(await rootAt(ctx, size)));
  }
  expect(view.head).toMatchObject({ size: await readPublishedSize(ctx), root: events.at(-1)?.root });
  // The account spent nonces on nothing else than what is stored (the first deployed the contract), and none waits behind a gap.
  const spent = await listSpent(url, chain.publisher);
  expect([...spent.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: view.nonce }, (_, nonce) => nonce));
  expect([...spent].filter(([nonce, hash]) => nonce > 0 && !anchorOf.has(hash))).toEqual([]);
  const pool = createPublicClient({ transport: http(url) });
  const address = chain.publisher as `0x${string}`;
  expect(await pool.getTransactionCount({ address, blockTag: "pending" })).toBe(view.nonce);
  const reasons = rows.map(({ state, dropped }) => dropped ?? state);
  return Object.fromEntries([...new Set(reasons)].map((one) => [one, reasons.filter((other) => other === one).length]));
}

test(
  `${TIMES} kills and restarts of workers and node at random moments: no anchor is lost, none doubled, no nonce skipped`,
  async () => {
    const random = makeRandom(SEED);
    process.stdout.write(`ANCHOR_SEED=${SEED}\n`);
    const folder = await mkdtemp(join(tmpdir(), "assay-anchor-kill-"));
    const place = await makePlace(folder);
    const statePath = join(folder, "state.json");
    let node = await startAnvil({ statePath });
    try {
      const key = chainKey(11);
      const bundle = await bundleOf("tests/support/anchor-child.ts");
      await fundOnDevChain(node.url, key);
      const { chainId, contract } = await deployAnchor(node.url, key, TEST_ORIGIN);
      const { port } = node;
      await node.stop();
      copyFileSync(statePath, `${statePath}.old`);
      node = await startAnvil({ statePath, port });
      const settings = { rpcUrl: node.url, chainId, contract, key };
      const before = await place.reopen();
      const userId = await makeUser(contextOf(before));
      await growLog(contextOf(before), testLog(), userId, 3);
      await before.close();

      const env = { ...place.env, CRASH_USER: userId, CHAIN: JSON.stringify({ ...settings, timeoutMs: 2_000 }) };
      let times = 0;
      const isOver = () => ++times > TIMES;
      const began = performance.now();
      const lanes = Array.from({ length: place.workers }, () => killWorkers(bundle, env, random, isOver));
      const [shaken, ...deaths] = await Promise.all([shakeNode(node, folder, random, isOver), ...lanes]);
      node = shaken.node;
      const seconds = Math.round((performance.now() - began) / 1_000);

      const after = await place.reopen();
      const chain = openChain(settings);
      await settle(contextOf(after), chain);
      const ends = await checkAnchors(contextOf(after), chain, node.url);
      process.stdout.write(`${JSON.stringify({ seconds, ends, deaths, kept: shaken.kept, lost: shaken.lost })}\n`);
      expect(ends.confirmed).toBeGreaterThan(0);
      await after.close();
    } finally {
      await node.stop();
      await place.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
  15 * 60_000,
);
