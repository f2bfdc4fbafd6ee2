import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDb } from "#db/client";
import { checkpoint, entry, published, tree } from "#db/schema/ledger";
import { fileLogState } from "#lib/adapters/log-state";
import { publishOnce } from "#lib/services/log-publish";
import { sequenceBatch } from "#lib/services/sequence";
import { bundleOf } from "#tests/support/bundle";
import { testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { listBroken } from "#tests/support/invariants";
import { testLog } from "#tests/support/log";

// Where a process can end between an act and its publication (docs/ledger.md), and whether the act was acknowledged by then.
const gaps = [
  { gap: "in S0", acknowledged: false },
  { gap: "after S0", acknowledged: true },
  { gap: "in S1", acknowledged: true },
  { gap: "after S1", acknowledged: true },
  { gap: "in S3", acknowledged: true },
  { gap: "S3 committed, state not written", acknowledged: true },
  { gap: "state written, before S4", acknowledged: true },
  { gap: "before the flush of S3", acknowledged: true },
  { gap: "in S5", acknowledged: true },
  { gap: "after S5", acknowledged: true },
];

async function makePlace() {
  const folder = await mkdtemp(join(tmpdir(), "assay-gap-"));
  const state = join(folder, "log.state");
  const remove = () => rm(folder, { recursive: true });
  if (!process.env.DATABASE_URL) {
    const dataDir = join(folder, "data");
    return { state, env: { CRASH_DIR: dataDir, LOG_STATE: state }, open: () => openDb({ dataDir }), remove };
  }
  const opened = await testDb();
  return {
    state,
    env: { CRASH_URL: opened.url ?? "", LOG_STATE: state },
    open: async () => ({ ...opened, close: async () => {} }),
    remove: async () => {
      await opened.close();
      await remove();
    },
  };
}

test(
  "a process that is killed in any gap from S0 to S5 leaves what the next start finishes, once and under the same roots",
  async () => {
    const place = await makePlace();
    const program = await bundleOf("tests/support/gap-child.ts");
    let acts = 0;
    for (const { gap, acknowledged } of gaps) {
      const child = spawnSync(process.execPath, ["--liftoff-only", program], {
        env: { ...process.env, ...place.env, GAP: gap, LOG_LEVEL: "silent" },
        encoding: "utf8",
        timeout: 120_000,
      });
      expect([gap, child.signal, child.stderr]).toEqual([gap, "SIGKILL", ""]);
      expect([gap, child.stdout.startsWith("acknowledged ")]).toEqual([gap, acknowledged]);
      acts += acknowledged ? 1 : 0;
      const { db, kind, close } = await place.open();
      const ctx = { ...testCtx(db, kind), now: () => new Date() };
      const signedBefore = await db.select().from(checkpoint);
      const log = testLog({ state: fileLogState(place.state) });
      while ((await sequenceBatch(ctx)).count > 0);
      expect([gap, await publishOnce(ctx, log)]).toEqual([gap, true]);
      const [head] = await db.select().from(tree);
      const [row] = await db.select().from(published).where(eq(published.id, 1));
      expect({ gap, size: row?.size, halt: row?.halt }).toEqual({ gap, size: 3 * acts, halt: null });
      expect(await log.state.read()).toEqual({ size: 3 * acts, root: head?.root });
      expect((await db.select({ index: entry.index }).from(entry)).length).toBe(3 * acts);
      expect(await db.select().from(checkpoint)).toEqual(expect.arrayContaining(signedBefore));
      expect(await listBroken(db)).toEqual([]);
      await close();
    }
    await place.remove();
  },
  15 * 60_000,
);
