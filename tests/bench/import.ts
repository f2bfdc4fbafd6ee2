import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { fileBlobStore } from "#lib/adapters/blob";
import { getBatch } from "#lib/services/batch-read";
import { runBatch } from "#lib/services/batch-run";
import { uploadBatch } from "#lib/services/batch-upload";
import { as, makeProject, makeUser, type TestCtx } from "#tests/support/ctx";
import { startBatch } from "#tests/support/declared";
import { type Figure, timed } from "./report";

const BUDGET = 1_000_000_000_000;
const SAMPLE_MS = 50;

/** Sentences that are all alike (each a near duplicate of the first), and such that have nothing in common. */
const kinds = {
  alike: (row: number) => `A sentence numbered ${row} of usual length, as people write them.`,
  apart: (row: number) => {
    let state = row + 1;
    const word = () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 3).toString(36);
    };
    return Array.from({ length: 9 }, word).join(" ");
  },
};
type Kind = keyof typeof kinds;

/** Rows of a table of sentences, a piece at a time, so that the bench itself holds no file in memory. */
function* sentences(rows: number, kind: Kind = "alike"): Generator<string> {
  yield "id,text\n";
  for (let start = 0; start < rows; start += 500) {
    let piece = "";
    for (let row = start; row < Math.min(rows, start + 500); row += 1) {
      piece += `${row},"${kinds[kind](row)}"\n`;
    }
    yield piece;
  }
}

async function* bytesOf(pieces: Iterable<string>): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}

type Wishes = { kind?: Kind; isUnchecked?: boolean };

type Imported = { ms: number; peakMb: number; earlyPeakMb: number };

async function importRows(ctx: TestCtx, rows: number, wishes: Wishes = {}): Promise<Imported> {
  const me = as(ctx, await makeUser(ctx));
  const door = wishes.isUnchecked ? ({ personalData: "allow", nearDuplicates: "allow" } as const) : {};
  const project = await makeProject(ctx, { budget: BUDGET, ...door });
  const uploaded = await uploadBatch(me, {
    project: project.slug,
    fileName: "bench.csv",
    source: bytesOf(sentences(rows, wishes.kind)),
  });
  const mapping = { columns: { text: "text" }, language: "en" as const };
  await startBatch(me, { id: uploaded.id, mapping, consentHash: project.consentHash });
  const samples = [process.memoryUsage.rss()];
  const sampler = setInterval(() => samples.push(process.memoryUsage.rss()), SAMPLE_MS);
  const ms = await timed(() => runBatch(ctx, uploaded.id));
  clearInterval(sampler);
  const done = await getBatch(me, { id: uploaded.id });
  if (done.acceptedRows !== rows) throw new Error(`${done.acceptedRows} of ${rows} rows came in`);
  const peakMb = (part: number) => Math.max(...samples.slice(0, Math.ceil(samples.length * part))) / 2 ** 20;
  return { ms, peakMb: peakMb(1), earlyPeakMb: peakMb(0.2) };
}

/** COPY of the same bytes into a table of two text columns: as fast as the database takes them in at all. */
async function copyRows(ctx: TestCtx, rows: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "assay-bench-"));
  const path = join(folder, "rows.csv");
  await writeFile(path, [...sentences(rows)].join(""));
  await chmod(folder, 0o755);
  await chmod(path, 0o644);
  await ctx.db.execute(sql`create table if not exists bench_copy (id text, body text)`);
  const client = (
    ctx.db as unknown as { $client?: { query(text: string, values: [], options: object): Promise<unknown> } }
  ).$client;
  const copy =
    ctx.databaseKind === "postgres" || !client
      ? () => ctx.db.execute(sql.raw(`copy bench_copy from '${path}' with (format csv, header)`))
      : () =>
          client.query("copy bench_copy from '/dev/blob' with (format csv, header)", [], {
            blob: new Blob([...sentences(rows)]),
          });
  const ms = await timed(copy);
  await rm(folder, { recursive: true });
  return ms;
}

const ROUNDS = 4;
// More rows tell no more about the checks, and eight imports of a million take half an hour.
const DOOR_ROWS = 100_000;

/** What the checks at the door cost: the same rows with and without them, in turns, because a machine's speed changes meanwhile. */
async function measureDoor(ctx: TestCtx, rows: number, kind: Kind): Promise<Figure> {
  const each = Math.ceil(rows / ROUNDS);
  const ms = { checked: 0, unchecked: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    ms.unchecked += (await importRows(ctx, each, { kind, isUnchecked: true })).ms;
    ms.checked += (await importRows(ctx, each, { kind })).ms;
  }
  const [checked, unchecked] = [ms.checked, ms.unchecked].map((one) => (each * ROUNDS) / (one / 1000));
  return {
    name: `rows ${kind} imported with the checks at the door`,
    value: checked ?? 0,
    unit: "per second",
    baseline: { name: "without them", value: unchecked ?? 0 },
    target: { text: "at least 80 % of the rate without them", met: (checked ?? 0) >= (unchecked ?? 0) * 0.8 },
  };
}

/** Rows imported per second through the whole service path (checks, slots, reservations, ledger entries), and the memory it takes. */
export async function measureImport(base: TestCtx, rows: number): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "assay-bench-"));
  const ctx: TestCtx = { ...base, blob: fileBlobStore(folder), now: () => new Date() };
  const large = await importRows(ctx, rows);
  const door = Math.min(rows, DOOR_ROWS);
  const [alike, apart] = [await measureDoor(ctx, door, "alike"), await measureDoor(ctx, door, "apart")];
  const copied = await copyRows(ctx, rows);
  await rm(folder, { recursive: true });
  const perSecond = rows / (large.ms / 1000);
  const wanted = ctx.databaseKind === "postgres" ? 5_000 : 1_500;
  return [
    {
      name: `rows imported, ${rows.toLocaleString("en")} of them, three reviews each`,
      value: perSecond,
      unit: "per second",
      baseline: { name: "COPY of the same bytes", value: rows / (copied / 1000) },
      target: { text: `at least ${wanted.toLocaleString("en")} rows a second`, met: perSecond >= wanted },
    },
    alike,
    apart,
    {
      name: `peak memory of the process importing ${rows.toLocaleString("en")} rows`,
      value: large.peakMb,
      unit: "MiB",
      baseline: { name: "the peak of its first fifth", value: large.earlyPeakMb },
      target: { text: "at most 1.25 times that", met: large.peakMb <= large.earlyPeakMb * 1.25 },
    },
  ];
}
