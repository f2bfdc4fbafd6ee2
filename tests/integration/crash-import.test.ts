import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { fileBlobStore } from "#lib/adapters/blob";
import { getBatch } from "#lib/services/batch-read";
import { startBatch } from "#lib/services/batch-start";
import { uploadBatch } from "#lib/services/batch-upload";
import { bundleOf } from "#tests/support/bundle";
import { as, makeProject, makeUser, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { listBroken } from "#tests/support/invariants";

const KILLS = 6;
const ROWS = process.env.DATABASE_URL ? 12_000 : 4_000;
const BAD_EVERY = 500;

/** Starts the child and kills it some time after it begins (never, when no time is given). True when it came to its end. */
async function runOnce(env: Record<string, string>, lifeMs?: number): Promise<boolean> {
  const child = spawn(process.execPath, ["--liftoff-only", await bundleOf("tests/support/crash-import-child.ts")], {
    env: { ...process.env, ...env, LOG_LEVEL: "silent" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stderr = "";
  let isDone = false;
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdout.on("data", (chunk: Buffer) => {
    isDone ||= chunk.toString().includes("done");
    if (chunk.toString().includes("ready") && lifeMs !== undefined) setTimeout(() => child.kill("SIGKILL"), lifeMs);
  });
  await new Promise((resolve) => child.once("close", resolve));
  if (stderr) throw new Error(`the child failed: ${stderr}`);
  return isDone;
}

const hours = (count: number) => String(count * 3_600_000);

async function* fileOf(rows: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from("text\n");
  for (let row = 1; row <= rows; row += 1)
    yield Buffer.from(row % BAD_EVERY === 0 ? '" "\n' : `sentence number ${row}\n`);
}

test(
  "an import whose server is killed again and again ends with each row once, as a contribution or as a refusal",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "assay-crash-import-"));
    const isPostgres = Boolean(process.env.DATABASE_URL);
    const shared = isPostgres ? await testDb() : undefined;
    const reopen = async () => shared ?? (await openDb({ dataDir: join(folder, "data") }));
    const close = async (opened: { close(): Promise<void> }) => (shared ? undefined : opened.close());
    const before = await reopen();
    const ctx = { ...testCtx(before.db, before.kind), now: () => new Date(), blob: fileBlobStore(folder) };
    const author = as(ctx, await makeUser(ctx));
    const project = await makeProject(ctx, { budget: 1e12 });
    const { id } = await uploadBatch(author, { project: project.slug, fileName: "rows.csv", source: fileOf(ROWS) });
    const mapping = { columns: { text: "text" }, language: "en" } as const;
    await startBatch(author, { id, mapping, consentHash: project.consentHash });
    await close(before);
    const env = {
      CRASH_BLOBS: folder,
      ...(shared ? { CRASH_URL: shared.url ?? "" } : { CRASH_DIR: join(folder, "data") }),
    };
    let killed = 0;
    for (let kill = 0; kill < KILLS; kill += 1)
      if (!(await runOnce({ ...env, CRASH_AHEAD_MS: hours(kill) }, 60 + kill * 45))) killed += 1;
    expect(await runOnce({ ...env, CRASH_AHEAD_MS: hours(KILLS) })).toBe(true);
    expect(killed).toBeGreaterThan(1);
    const after = await reopen();
    const later = { ...ctx, db: after.db };
    const refused = Math.floor(ROWS / BAD_EVERY);
    expect(await getBatch({ ...author, db: after.db }, { id })).toMatchObject({
      state: "finished",
      acceptedRows: ROWS - refused,
      refusedRows: refused,
    });
    const rows = await later.db
      .select({ content: contribution.content })
      .from(contribution)
      .where(eq(contribution.projectId, project.id));
    expect(rows).toHaveLength(ROWS - refused);
    expect(new Set(rows.map((row) => row.content)).size).toBe(rows.length);
    expect(await listBroken(later.db)).toEqual([]);
    await after.close();
    await rm(folder, { recursive: true, force: true });
  },
  15 * 60_000,
);
