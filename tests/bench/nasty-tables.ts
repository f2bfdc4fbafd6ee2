import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileBlobStore } from "#lib/adapters/blob";
import { openTable } from "#lib/adapters/table";
import { isAppError } from "#lib/domain/error";
import { previewBatch } from "#lib/services/batch-preview";
import { uploadBatch } from "#lib/services/batch-upload";
import { as, makeProject, makeUser, type TestCtx } from "#tests/support/ctx";
import { listNasty, readNasty } from "#tests/support/nasty";
import { fileOf } from "#tests/support/table";
import { textRows, workbookOf } from "#tests/support/workbook";
import { peakBytes, treeBytes } from "./process-tree";
import type { Figure } from "./report";

const MIB = 2 ** 20;
const SMALL_ROWS = 5_000;
const TIMES = 10;

/** What each hostile table costs the server that is sent it, itself and the reader that it starts. */
export async function measureNastyTables(base: TestCtx): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "assay-bench-nasty-"));
  const ctx: TestCtx = { ...base, blob: fileBlobStore(folder), now: () => new Date() };
  const project = await makeProject(ctx);
  const idle = treeBytes();
  let worst = { file: "", bytes: 0 };
  for (const file of listNasty()) {
    const me = as(ctx, await makeUser(ctx));
    const peak = await peakBytes(() => offer(me, project.slug, file));
    if (peak - idle > worst.bytes) worst = { file, bytes: peak - idle };
  }
  await rm(folder, { recursive: true });
  const [small, large] = [await peakOfWorkbook(SMALL_ROWS), await peakOfWorkbook(SMALL_ROWS * TIMES)];
  return [
    {
      name: `most memory over idle that a hostile table takes (${worst.file})`,
      value: worst.bytes / MIB,
      unit: "MiB",
      baseline: { name: "idle", value: idle / MIB },
      target: { text: "at most 512 MiB over idle", met: worst.bytes <= 512 * MIB },
    },
    {
      name: `memory over idle reading a workbook of ${(SMALL_ROWS * TIMES).toLocaleString("en")} rows`,
      value: large / MIB,
      unit: "MiB",
      baseline: { name: `one of ${SMALL_ROWS.toLocaleString("en")}`, value: small / MIB },
      target: { text: "at most 1.5 times that", met: large <= small * 1.5 },
    },
  ];
}

async function offer(me: TestCtx, slug: string, file: string): Promise<void> {
  const bytes = readNasty(file);
  const source = (async function* () {
    yield bytes;
  })();
  try {
    const { id } = await uploadBatch(me, { project: slug, fileName: basename(file), source });
    await previewBatch(me, { id });
  } catch (error) {
    if (!isAppError(error, "batch.file_refused")) throw error;
  }
}

async function peakOfWorkbook(rows: number): Promise<number> {
  const table = Array.from({ length: rows }, (_, row) => [`sentence number ${row} of a long table`, String(row)]);
  const bytes = workbookOf({ sheets: [{ name: "A", rows: textRows([["text", "n"], ...table]) }] });
  table.length = 0;
  const idle = treeBytes();
  const peak = await peakBytes(async () => {
    const opened = await openTable(fileOf(bytes, "x.xlsx"));
    for await (const _ of opened.rows);
  });
  return peak - idle;
}
