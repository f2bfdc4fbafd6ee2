import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asc, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { entry, outbox } from "#db/schema/ledger";
import { fileBlobStore } from "#lib/adapters/blob";
import { readErasure, requestErasure } from "#lib/services/erase-all";
import { commitmentOf, hex } from "#lib/services/hash";
import { runChild } from "#tests/support/child-run";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { runImport, uploadText } from "#tests/support/import";
import { listBroken } from "#tests/support/invariants";
import { findInFiles, findInTables } from "#tests/support/traces";

const KILLS = 6;
const ROWS = 300;
const hours = (count: number) => String(count * 3_600_000);

/** Contributions that are neither whole, as their entry has bound them, nor gone with everything. */
async function listHalf(ctx: TestCtx, projectId: string): Promise<string[]> {
  const bodies = [...(await ctx.db.select().from(entry)), ...(await ctx.db.select().from(outbox))].map(
    ({ body }) => JSON.parse(Buffer.from(body).toString()) as Record<string, string>,
  );
  const of = (kind: string) => bodies.filter((body) => body.kind === kind);
  const bound = new Map(of("contribution.submitted").map((body) => [body.contribution, body.commitment]));
  const erased = new Set(of("contribution.erased").map((body) => body.contribution));
  const rows = await ctx.db
    .select()
    .from(contribution)
    .where(eq(contribution.projectId, projectId))
    .orderBy(asc(contribution.id));
  return rows
    .filter((row) => {
      const isWhole = hex(commitmentOf(row)) === bound.get(row.id) && !row.erasedAt && !erased.has(row.id);
      const isGone = row.content === "{}" && row.salt.length === 0 && row.erasedAt && erased.has(row.id);
      return !isWhole && !isGone;
    })
    .map((row) => row.id);
}

test(
  "an erasure of everything whose server is killed again and again leaves nothing half erased, and ends",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "assay-crash-erase-"));
    const shared = process.env.DATABASE_URL ? await testDb() : undefined;
    const reopen = async () => shared ?? (await openDb({ dataDir: join(folder, "data") }));
    const close = async (opened: { close(): Promise<void> }) => (shared ? undefined : opened.close());
    const before = await reopen();
    const ctx = {
      ...testCtx(before.db, before.kind),
      now: () => new Date(),
      blob: fileBlobStore(join(folder, "blobs")),
    };
    const author = await makeUser(ctx, { handle: "leaving" });
    const project = await makeProject(ctx, { budget: 1e12 });
    const table = Array.from({ length: ROWS }, (_, row) => `the secret of row ${row} is ${ctx.newId()}`);
    const { id } = await uploadText(as(ctx, author), project, `text\n${table.join("\n")}\n`);
    await runImport(as(ctx, author), project, id, { columns: { text: "text" }, language: "en" });
    await requestErasure(as(ctx, author), { handle: "leaving" });
    await close(before);
    const env = {
      CRASH_BLOBS: join(folder, "blobs"),
      ...(shared ? { CRASH_URL: shared.url ?? "" } : { CRASH_DIR: join(folder, "data") }),
    };
    let killed = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const run = { ...env, CRASH_AHEAD_MS: hours(kill) };
      if (!(await runChild("tests/support/crash-erase-child.ts", run, 40 + kill * 30))) killed += 1;
      const opened = await reopen();
      expect(await listHalf({ ...ctx, db: opened.db }, project.id)).toEqual([]);
      await close(opened);
    }
    expect(await runChild("tests/support/crash-erase-child.ts", { ...env, CRASH_AHEAD_MS: hours(KILLS) })).toBe(true);
    expect(killed).toBeGreaterThan(1);
    const after = await reopen();
    const later = { ...ctx, db: after.db };
    expect(await readErasure(as(later, author))).toEqual({ isRunning: false, left: 0 });
    expect(await listHalf(later, project.id)).toEqual([]);
    expect(await findInTables(after.db, "the secret of row")).toEqual([]);
    expect(findInFiles(folder, "the secret of row").filter((path) => path.includes("blobs"))).toEqual([]);
    expect(await listBroken(after.db)).toEqual([]);
    await after.close();
    await rm(folder, { recursive: true, force: true });
  },
  15 * 60_000,
);
