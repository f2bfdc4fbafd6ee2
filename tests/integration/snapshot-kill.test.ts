import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asc, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDb } from "#db/client";
import { job } from "#db/schema/job";
import { entry } from "#db/schema/ledger";
import { snapshot, snapshotLeaf } from "#db/schema/snapshot";
import type { EntryBody } from "#lib/domain/entry";
import { parseEntry } from "#lib/domain/replay-entry";
import type { Ctx } from "#lib/services/context";
import { hex } from "#lib/services/hash";
import { runNextJob } from "#lib/services/job";
import { publishOnce } from "#lib/services/log-publish";
import { sealDueReviews } from "#lib/services/review-seal";
import { sequenceBatch } from "#lib/services/sequence";
import { requestSnapshot } from "#lib/services/snapshot-request";
import { makeSnapshotTaker } from "#lib/services/snapshot-take";
import { bundleOf } from "#tests/support/bundle";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { listBroken } from "#tests/support/invariants";
import { testLog } from "#tests/support/log";
import { decideNext, submitMany } from "#tests/support/review";
import { snapshotOf } from "#tests/support/snapshot";

// A small snapshot takes four steps: settle on a size, replay entries, store leaves, compare and record.
const gaps = [...[1, 2, 3, 4].flatMap((step) => [`before step ${step}`, `in step ${step}`]), "after the last step"];
// Longer than a job of a dead process stays its own.
const LATER_MS = 120_000;

async function makePlace() {
  if (process.env.DATABASE_URL) {
    const opened = await testDb();
    const open = async () => ({ ...opened, close: async () => {} });
    return { env: { CRASH_URL: opened.url ?? "" }, open, remove: opened.close };
  }
  const folder = await mkdtemp(join(tmpdir(), "assay-snapshot-kill-"));
  const dataDir = join(folder, "data");
  return {
    env: { CRASH_DIR: dataDir },
    open: () => openDb({ dataDir }),
    remove: () => rm(folder, { recursive: true }),
  };
}

async function sequence(ctx: Ctx): Promise<void> {
  while ((await sealDueReviews(ctx)) > 0);
  while ((await sequenceBatch(ctx)).count > 0);
}

/** Points move, all of it is published, and an admin asks for a snapshot. */
async function ask(ctx: TestCtx): Promise<void> {
  const [author, reviewer] = [await makeUser(ctx), await makeUser(ctx)];
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
  await submitMany(ctx, author, project, 2);
  await decideNext(ctx, reviewer, project, "accept");
  await sequence(ctx);
  await publishOnce(ctx, testLog());
  const admin = as(ctx, await makeUser(ctx), { isAdmin: true });
  expect(await requestSnapshot(admin)).toEqual({ state: "requested" });
}

async function listBodies(ctx: Ctx): Promise<EntryBody[]> {
  const rows = await ctx.db.select({ body: entry.body }).from(entry).orderBy(asc(entry.index));
  return rows.map(({ body }) => {
    const parsed = parseEntry(body);
    if (!parsed.ok) throw new Error(parsed.reason);
    return parsed.body;
  });
}

test(
  "a process that is killed anywhere while it takes a snapshot leaves one that the next process ends, once and right",
  async () => {
    const place = await makePlace();
    const program = await bundleOf("tests/support/snapshot-child.ts");
    for (const [turn, gap] of gaps.entries()) {
      const before = await place.open();
      await ask({ ...testCtx(before.db, before.kind), now: () => new Date() });
      await before.close();
      const child = spawnSync(process.execPath, ["--liftoff-only", program], {
        env: { ...process.env, ...place.env, GAP: gap, LOG_LEVEL: "silent" },
        encoding: "utf8",
        timeout: 120_000,
      });
      expect([gap, child.signal, child.stderr, child.stdout]).toEqual([gap, "SIGKILL", "", ""]);
      const { db, kind, close } = await place.open();
      const ctx = { ...testCtx(db, kind), now: () => new Date(Date.now() + LATER_MS) };
      const handlers = { "points.snapshot": makeSnapshotTaker(() => {}) };
      while (await runNextJob(ctx, handlers));
      await sequence(ctx);
      const states = await db.select({ state: job.state }).from(job).where(eq(job.kind, "points.snapshot"));
      expect([gap, states.map(({ state }) => state)]).toEqual([gap, Array.from({ length: turn + 1 }, () => "done")]);
      const taken = await db.select().from(snapshot).orderBy(asc(snapshot.size));
      const bodies = await listBodies(ctx);
      expect([gap, taken.length, bodies.filter((one) => one.kind === "points.snapshot").length]).toEqual([
        gap,
        turn + 1,
        turn + 1,
      ]);
      const newest = taken.at(-1);
      const honest = snapshotOf(bodies, newest?.size ?? 0, newest?.entryId ?? "");
      expect([gap, hex(newest?.root ?? new Uint8Array())]).toEqual([gap, honest.root]);
      expect(await db.$count(snapshotLeaf, eq(snapshotLeaf.size, newest?.size ?? 0))).toBe(honest.leaves);
      expect(await listBroken(db)).toEqual([]);
      await close();
    }
    await place.remove();
  },
  15 * 60_000,
);
