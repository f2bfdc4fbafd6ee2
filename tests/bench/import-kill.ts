import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { fileBlobStore } from "#lib/adapters/blob";
import { getBatch } from "#lib/services/batch-read";
import { uploadBatch } from "#lib/services/batch-upload";
import { as, makeProject, makeUser, type TestCtx } from "#tests/support/ctx";
import { startBatch } from "#tests/support/declared";
import { importUntilKilled } from "#tests/support/import-kill";
import { type Figure, timed } from "./report";

const KILLS = 20;
const CHUNK_ROWS = 1_000;
const BAD_EVERY = 1_000;

async function* tableOf(rows: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from("text\n");
  for (let start = 0; start < rows; start += 1_000) {
    const lines = Array.from({ length: Math.min(1_000, rows - start) }, (_, at) =>
      (start + at + 1) % BAD_EVERY === 0 ? '" "' : `sentence number ${start + at} of many`,
    );
    yield Buffer.from(`${lines.join("\n")}\n`);
  }
}

/** An import on a PostgreSQL server whose process is killed twenty times (SIGKILL) on its way, and what is there at its end. */
export async function measureImportKill(base: TestCtx, url: string, rows: number): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "assay-bench-kill-"));
  const ctx: TestCtx = { ...base, blob: fileBlobStore(folder), now: () => new Date() };
  const me = as(ctx, await makeUser(ctx));
  const project = await makeProject(ctx, { budget: 1_000_000_000_000 });
  const { id } = await uploadBatch(me, { project: project.slug, fileName: "rows.csv", source: tableOf(rows) });
  const mapping = { columns: { text: "text" }, language: "en" as const };
  await startBatch(me, { id, mapping, consentHash: project.consentHash });
  const env = { CRASH_BLOBS: folder, CRASH_URL: url };
  const chunks = Math.max(1, Math.floor(rows / CHUNK_ROWS / (KILLS + 2)));
  let killed = 0;
  const ms = await timed(async () => {
    for (let turn = 0; turn < KILLS; turn += 1)
      if (!(await importUntilKilled({ env, turn, chunks, afterMs: (turn * 37) % 200 }))) killed += 1;
    await importUntilKilled({ env, turn: KILLS });
  });
  const view = await getBatch(me, { id });
  const [found] = await queryRows<{ items: number; contents: number; refusals: number; places: number }>(
    ctx.db,
    sql`select (select count(*) from contribution where project_id = ${project.id}::uuid)::int as items,
      (select count(distinct content) from contribution where project_id = ${project.id}::uuid)::int as contents,
      (select count(*) from batch_refusal where batch_id = ${id}::uuid)::int as refusals,
      (select count(distinct row) from batch_refusal where batch_id = ${id}::uuid)::int as places`,
  );
  await rm(folder, { recursive: true });
  const refused = Math.floor(rows / BAD_EVERY);
  const isWhole =
    view.state === "finished" &&
    view.acceptedRows === rows - refused &&
    view.refusedRows === refused &&
    found?.items === rows - refused &&
    found.contents === found.items &&
    found.refusals === refused &&
    found.places === refused;
  return [
    {
      name: `rows of ${rows.toLocaleString("en")} there once, as items or in the report, after ${killed} kills`,
      value: (found?.contents ?? 0) + (found?.places ?? 0),
      unit: "rows",
      baseline: { name: "rows in the file", value: rows },
      target: { text: `${KILLS} kills, each row once, report complete`, met: isWhole && killed === KILLS },
    },
    {
      name: "rows a second, starts and what was done twice included",
      value: rows / (ms / 1000),
      unit: "per second",
      baseline: { name: "kills", value: killed },
    },
  ];
}
