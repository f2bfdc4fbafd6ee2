import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { fileBlobStore } from "#lib/adapters/blob";
import { getBatch, streamRefusals } from "#lib/services/batch-read";
import { uploadBatch } from "#lib/services/batch-upload";
import { sequenceBatch } from "#lib/services/sequence";
import { as, makeProject, makeUser, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { startBatch } from "#tests/support/declared";
import { importUntilKilled } from "#tests/support/import-kill";
import { listBroken } from "#tests/support/invariants";

const KILLS = 20;
const ROWS = process.env.DATABASE_URL ? 24_000 : 5_000;
const BAD_EVERY = 500;

async function* fileOf(rows: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from("text\n");
  for (let row = 1; row <= rows; row += 1)
    yield Buffer.from(row % BAD_EVERY === 0 ? '" "\n' : `sentence number ${row}\n`);
}

test(
  "an import whose server is killed twenty times ends with each row once, as a contribution or in the report of refusals",
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
    // Before the first chunk, and after one, somewhere in the next: so none ends before it is killed.
    for (let turn = 0; turn < KILLS; turn += 1) {
      const ended = await importUntilKilled({ env, turn, chunks: turn % 2, afterMs: (turn * 17) % 90 });
      expect(ended).toBe(false);
    }
    expect(await importUntilKilled({ env, turn: KILLS })).toBe(true);
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
    const report = [];
    for await (const one of streamRefusals({ ...author, db: after.db }, { id })) report.push([one.line, one.reason]);
    expect(report).toEqual(Array.from({ length: refused }, (_, at) => [(at + 1) * BAD_EVERY + 1, "invalid_field"]));
    expect(rows).toHaveLength(ROWS - refused);
    expect(new Set(rows.map((row) => row.content)).size).toBe(rows.length);
    // Entries are looked up by what they are about: the log has an index for that, which so many new rows hide until they are counted.
    while ((await sequenceBatch(later)).count > 0);
    await later.db.execute(sql`analyze`);
    expect(await listBroken(later.db)).toEqual([]);
    await after.close();
    await rm(folder, { recursive: true, force: true });
  },
  30 * 60_000,
);
