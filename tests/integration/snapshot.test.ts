import { asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { job } from "#db/schema/job";
import { entry, tree } from "#db/schema/ledger";
import { account } from "#db/schema/points";
import { snapshot, snapshotAccount, snapshotBuild, snapshotLeaf } from "#db/schema/snapshot";
import type { EntryBody } from "#lib/domain/entry";
import { endReplay, replayEntry } from "#lib/domain/replay";
import { parseEntry } from "#lib/domain/replay-entry";
import { newReplay } from "#lib/domain/replay-state";
import type { SnapshotDetail } from "#lib/domain/snapshot-state";
import { accountId, userAccount } from "#lib/services/account";
import { type Ctx, inTx } from "#lib/services/context";
import { hex, sha256 } from "#lib/services/hash";
import { readHealth } from "#lib/services/health";
import { runNextJob } from "#lib/services/job";
import { publishOnce } from "#lib/services/log-publish";
import { sealDueReviews } from "#lib/services/review-seal";
import { sequenceBatch } from "#lib/services/sequence";
import { requestDueSnapshot, requestSnapshot } from "#lib/services/snapshot-request";
import { makeSnapshotTaker } from "#lib/services/snapshot-take";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { testLog } from "#tests/support/log";
import { decideNext, submitMany } from "#tests/support/review";
import { snapshotOf } from "#tests/support/snapshot";

let opened: OpenedDb;
let ctx: TestCtx;
const told: SnapshotDetail[] = [];
const log = testLog();
const take = makeSnapshotTaker((detail) => told.push(detail));
const handlers = { "points.snapshot": take };
const HOUR_MS = 3_600_000;

beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());
beforeEach(() => {
  told.length = 0;
});

async function sequence() {
  while ((await sealDueReviews(ctx)) > 0);
  while ((await sequenceBatch(ctx)).count > 0);
}

/** Points come to somebody, and all of it is published. */
async function pay(): Promise<string> {
  const [author, reviewer] = [await makeUser(ctx), await makeUser(ctx)];
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
  await submitMany(ctx, author, project, 3);
  for (let turn = 0; turn < 3; turn += 1) await decideNext(ctx, reviewer, project, "accept");
  await sequence();
  await publishOnce(ctx, log);
  return author;
}

async function listBodies(): Promise<EntryBody[]> {
  const rows = await ctx.db.select({ body: entry.body }).from(entry).orderBy(asc(entry.index));
  return rows.map(({ body }) => {
    const parsed = parseEntry(body);
    if (!parsed.ok) throw new Error(parsed.reason);
    return parsed.body;
  });
}

const snapshots = () => ctx.db.select().from(snapshot).orderBy(asc(snapshot.size));
const run = (who: Ctx = ctx) => take(who, { beyond: 0 }, () => false);
const newest = async () => (await snapshots()).at(-1);

test("it is what the entries make, counted by other code; the audit takes it; health is well", async () => {
  await pay();
  await run();
  await sequence();
  const one = await newest();
  const bodies = await listBodies();
  const index = bodies.findIndex(({ kind }) => kind === "points.snapshot");
  const body = bodies[index];
  const { at: _, ...honest } = snapshotOf(bodies, one?.size ?? 0, one?.entryId ?? "");
  expect(body).toMatchObject(honest);
  const replay = newReplay();
  const rows = await ctx.db.select({ body: entry.body }).from(entry).orderBy(asc(entry.index));
  for (const row of rows) replayEntry(replay, row.body, { hash: sha256 });
  endReplay(replay);
  expect(replay.tallies.snapshots).toEqual({ checked: 1, faults: 0, first: [], waiting: 0 });
  expect((await readHealth(async () => ctx)).snapshot).toBe("ok");
});

test("asked for twice at once it is taken once; asked again when nothing moved, not at all", async () => {
  const admin = as(ctx, await makeUser(ctx), { isAdmin: true });
  await expect(requestSnapshot(as(ctx, await makeUser(ctx)))).rejects.toMatchObject({ reason: "rights.missing" });
  await pay();
  const before = (await snapshots()).length;
  const states = await Promise.all([requestSnapshot(admin), requestSnapshot(admin)]);
  expect(states.map(({ state }) => state).sort()).toEqual(["requested", "under_way"]);
  while (await runNextJob(ctx, handlers));
  expect((await snapshots()).length).toBe(before + 1);
  await sequence();
  await publishOnce(ctx, log);
  // Its own entry is no reason for another.
  expect(await requestSnapshot(admin)).toEqual({ state: "unmoved" });
  expect(await requestDueSnapshot(ctx, { everyHours: 1, entries: 1 })).toBe(false);
});

test("it is due by time or by growth, once points have moved; 0 hours is never", async () => {
  await pay();
  const last = await newest();
  const size = (await ctx.db.select().from(tree))[0]?.size ?? 0;
  const grown = size - (last?.size ?? 0);
  expect(await requestDueSnapshot(ctx, { everyHours: 24, entries: grown + 1 })).toBe(false);
  expect(await requestDueSnapshot(ctx, { everyHours: 0, entries: 1 })).toBe(false);
  expect(await requestDueSnapshot(ctx, { everyHours: 24, entries: grown })).toBe(true);
  expect(await requestDueSnapshot(ctx, { everyHours: 24, entries: grown })).toBe(false);
  while (await runNextJob(ctx, handlers));
  expect((await newest())?.size).toBe(size);
  await pay();
  ctx.clock.at += 25 * HOUR_MS;
  expect(await requestDueSnapshot(ctx, { everyHours: 24, entries: 1e9 })).toBe(true);
  while (await runNextJob(ctx, handlers));
  expect((await newest())?.size).toBeGreaterThan(size);
});

test("stopped after every step, by several at once, it comes out the same and once", async () => {
  await pay();
  const before = await snapshots();
  const beyond = before.at(-1)?.size ?? 0;
  // What a kill leaves is what the last transaction left: each of these ends after one step.
  const oneStep = () => {
    let steps = 0;
    return take(ctx, { beyond }, () => ++steps > 1);
  };
  for (let turn = 0; turn < 40; turn += 1) await Promise.all([oneStep(), oneStep(), oneStep()]);
  const after = await snapshots();
  expect(after.length).toBe(before.length + 1);
  await sequence();
  const one = after.at(-1);
  const { at: _, ...honest } = snapshotOf(await listBodies(), one?.size ?? 0, one?.entryId ?? "");
  expect(hex(one?.root ?? new Uint8Array())).toBe(honest.root);
  const stored = await ctx.db
    .select()
    .from(snapshotLeaf)
    .where(eq(snapshotLeaf.size, one?.size ?? 0));
  expect(stored.length).toBe(honest.leaves);
});

test("points that move while it is made, sequenced or not, disturb nothing", async () => {
  await pay();
  const beyond = (await newest())?.size ?? 0;
  let steps = 0;
  await take(ctx, { beyond }, () => ++steps > 2);
  const size = (await ctx.db.select().from(snapshotBuild))[0]?.size;
  await pay();
  const [author, reviewer] = [await makeUser(ctx), await makeUser(ctx)];
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
  await submitMany(ctx, author, project, 1);
  expect(await take(ctx, { beyond }, () => false)).toBe(true);
  expect(told).toEqual([]);
  const one = await newest();
  expect(one?.size).toBe(size);
  await sequence();
  expect(hex(one?.root ?? new Uint8Array())).toBe(snapshotOf(await listBodies(), one?.size ?? 0, "").root);
});

test("a balance that its entries do not make stops it, loudly, until it is mended; a lost replay mends itself", async () => {
  const author = await pay();
  const id = accountId(userAccount(author));
  const before = (await snapshots()).length;
  const forge = (amount: number) =>
    ctx.db
      .update(account)
      .set({ balance: sql`${account.balance} + ${amount}` })
      .where(eq(account.id, id));
  await forge(1);
  const beyond = (await newest())?.size ?? 0;
  await expect(take(ctx, { beyond }, () => false)).rejects.toThrow(/1 balances are not what the first \d+ entries/);
  expect(told).toMatchObject([{ count: 1, first: [{ account: id }] }]);
  const [found] = told[0]?.first ?? [];
  expect((found?.stored ?? 0) - (found?.recomputed ?? 0)).toBe(1);
  expect((await readHealth(async () => ctx)).snapshot).toBe("balances_differ");
  expect((await snapshots()).length).toBe(before);
  // As the job loop does it: the job says so, is tried again, and fails in the end; then none is asked for by itself.
  await forge(-1);
  await inTx(ctx, (tx) => tx.db.update(snapshotAccount).set({ balance: 7 }).where(eq(snapshotAccount.account, id)));
  expect(await take(ctx, { beyond }, () => false)).toBe(true);
  expect((await snapshots()).length).toBe(before + 1);
  expect((await readHealth(async () => ctx)).snapshot).toBe("ok");
  await pay();
  await ctx.db.update(snapshotAccount).set({ balance: 7 }).where(eq(snapshotAccount.account, id));
  await requestDueSnapshot(ctx, { everyHours: 1, entries: 1 });
  while (await runNextJob(ctx, handlers));
  const [waiting] = await ctx.db.select().from(job).where(eq(job.state, "waiting"));
  expect(waiting?.lastError).toContain("balances are not what");
  ctx.clock.at += HOUR_MS;
  while (await runNextJob(ctx, handlers));
  expect((await snapshots()).length).toBe(before + 2);
});

test("leaves are kept of the newest eight", async () => {
  for (let turn = 0; turn < 9; turn += 1) {
    await pay();
    await take(ctx, { beyond: (await newest())?.size ?? 0 }, () => false);
  }
  const all = await snapshots();
  const rows = await ctx.db
    .selectDistinct({ size: snapshotLeaf.size })
    .from(snapshotLeaf)
    .orderBy(asc(snapshotLeaf.size));
  expect(rows.map(({ size }) => size)).toEqual(all.slice(-8).map(({ size }) => size));
});
