import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { batch } from "#db/schema/batch";
import { contribution } from "#db/schema/contribution";
import { fileBlobStore } from "#lib/adapters/blob";
import { limits } from "#lib/domain/limits";
import { previewBatch } from "#lib/services/batch-preview";
import { getBatch, listBatches, listRefusals, streamRefusals } from "#lib/services/batch-read";
import { runBatch } from "#lib/services/batch-run";
import { cancelBatch } from "#lib/services/batch-start";
import { uploadBatch } from "#lib/services/batch-upload";
import { startLoop } from "#lib/services/loop";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { startBatch, submitContribution } from "#tests/support/declared";
import { runImport, uploadText } from "#tests/support/import";
import { listBroken } from "#tests/support/invariants";

let opened: OpenedDb;
let ctx: TestCtx;
let author: TestCtx;
const folder = mkdtempSync(join(tmpdir(), "assay-batch-"));

beforeAll(async () => {
  opened = await testDb();
  ctx = { ...testCtx(opened.db, opened.kind), blob: fileBlobStore(folder) };
  author = as(ctx, await makeUser(ctx));
});

afterAll(async () => {
  expect(await listBroken(opened.db)).toEqual([]);
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

const upload = (project: { slug: string }, text: string, fileName = "rows.csv", who = author) =>
  uploadText(who, project, text, fileName);

const mapping = { columns: { text: "text" }, language: "en" } as const;

async function importText(project: { slug: string; consentHash: string }, text: string, fileName = "rows.csv") {
  const { id } = await upload(project, text, fileName);
  const view = await runImport(author, project, id, mapping);
  return { id, view, refusals: await refusalsOf(id) };
}

async function refusalsOf(id: string) {
  return (await listRefusals(author, { id, limit: 100 })).items.map(({ row, ...rest }) => rest);
}

const linesOf = (count: number, prefix: string) =>
  `id,text\n${Array.from({ length: count }, (_, i) => `${i},${prefix} sentence ${i}\n`).join("")}`;

test("each row becomes a contribution or a refusal that says where and why", async () => {
  const project = await makeProject(ctx, { budget: 100_000 });
  const known = ctx.newId();
  const content = { text: "known already" };
  await submitContribution(author, {
    id: known,
    project: project.slug,
    language: "en",
    content,
    consentHash: project.consentHash,
  });
  const { id, view, refusals } = await importText(
    project,
    'id,text\n1,first\n2,known already\n3, first \n4,"  "\n5\n6,"open\n7,last\n',
  );
  expect(view).toMatchObject({ state: "finished", acceptedRows: 2, refusedRows: 5, readBytes: view.sizeBytes });
  const none = { field: null, detail: null, duplicateOf: null };
  const firstId = (await rowsOf(id)).find((row) => row.content.includes("first"))?.id;
  expect(refusals).toEqual([
    { ...none, line: 3, reason: "duplicate", duplicateOf: known },
    // Outer white space makes no new content, so the third row repeats the first.
    { ...none, line: 4, reason: "duplicate_in_file", duplicateOf: firstId },
    { ...none, line: 5, reason: "invalid_field", field: "text", detail: "required" },
    { ...none, line: 6, reason: "too_few_cells", detail: "1/2" },
    { ...none, line: 7, reason: "broken_quotes" },
  ]);
  expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).length > 10)).toEqual([]);
});

const rowsOf = (batchId: string) => ctx.db.select().from(contribution).where(eq(contribution.batchId, batchId));

test("an import that was killed after some chunks goes on where it was, each row once", async () => {
  const project = await makeProject(ctx, { budget: 1e9 });
  const { id } = await upload(project, linesOf(2_500, "resume"));
  await startBatch(author, { id, mapping, consentHash: project.consentHash });
  let chunks = 0;
  expect(await runBatch(ctx, id, () => ++chunks > 1)).toBe(false);
  const between = await getBatch(author, { id });
  expect(between).toMatchObject({ state: "running" });
  expect(between.acceptedRows).toBeGreaterThan(0);
  expect(between.acceptedRows).toBeLessThan(2_500);
  expect(await runBatch(ctx, id)).toBe(true);
  expect(await getBatch(author, { id })).toMatchObject({ state: "finished", acceptedRows: 2_500, refusedRows: 0 });
  expect(await rowsOf(id)).toHaveLength(2_500);
  expect(await runBatch(ctx, id)).toBe(true);
});

test("two processes that run the same import take each row once", async () => {
  const project = await makeProject(ctx, { budget: 1e9 });
  const { id } = await upload(project, linesOf(2_500, "twice"));
  await startBatch(author, { id, mapping, consentHash: project.consentHash });
  await Promise.all([runBatch(ctx, id), runBatch(ctx, id)]);
  // One of the two stops as soon as it finds a chunk taken; whoever is left finishes, or a later run does.
  await runBatch(ctx, id);
  expect(await getBatch(author, { id })).toMatchObject({ state: "finished", acceptedRows: 2_500, refusedRows: 0 });
  expect(await rowsOf(id)).toHaveLength(2_500);
});

test("starting twice starts once; a third import at once is refused; the job loop does the work", async () => {
  const project = await makeProject(ctx, { budget: 1e9 });
  const many = as(ctx, await makeUser(ctx));
  const files = await Promise.all([1, 2, 3].map((n) => upload(project, linesOf(10, `loop ${n}`), "rows.csv", many)));
  const start = (n: number) => startBatch(many, { id: files[n]?.id ?? "", mapping, consentHash: project.consentHash });
  const [a, b] = await Promise.all([start(0), start(0)]);
  expect([a.state, b.state]).toEqual(["running", "running"]);
  await start(1);
  await expect(start(2)).rejects.toMatchObject({
    reason: "batch.too_many",
    details: { max: limits.runningImportsPerUser },
  });
  const failures: unknown[] = [];
  const live = { ...ctx, now: () => new Date(Date.now() + 365 * 86_400_000) };
  const loop = startLoop({
    ctx: live,
    handlers: {
      "batch.import": (job, { batchId }, stop) => runBatch(job, String(batchId), stop),
      "contribution.erase": async () => {},
      "label.fill": async () => {},
      "consensus.run": async () => {},
      "label.settle": async () => {},
      "model.run": async () => {},
      "mail.send": async () => {},
      "points.snapshot": async () => {},
      "archive.unpack": async () => {},
      "media.check": async () => {},
      "media.sweep": async () => {},
    },
    requestDue: async () => {},
    flush: async () => {},
    publish: async () => false,
    anchor: async () => false,
    logError: (error) => failures.push(error),
  });
  await expect
    .poll(async () => (await listBatches(many, { limit: 10 })).items.map((item) => item.state).sort(), {
      timeout: 60_000,
    })
    .toEqual(["finished", "finished", "uploaded"]);
  await loop.stop();
  expect(failures).toEqual([]);
  expect(await start(0)).toMatchObject({ state: "finished", acceptedRows: 10 });
});

test("what the budget does not cover is refused, and duplicates use none of it up", async () => {
  // Three contributions of 1,000 + 3 x 100 milli-points fit.
  const project = await makeProject(ctx, { budget: 3_900 });
  const { view, refusals } = await importText(project, "text\na\na\na\nb\nc\nd\nd\n");
  expect(view).toMatchObject({ acceptedRows: 3, refusedRows: 4 });
  expect(refusals.map(({ line, reason }) => [line, reason])).toEqual([
    [3, "duplicate_in_file"],
    [4, "duplicate_in_file"],
    [7, "budget_exhausted"],
    [8, "budget_exhausted"],
  ]);
});

test("a project that is paused while an import runs takes no more of its rows", async () => {
  const { project: projects } = await import("#db/schema/project");
  const project = await makeProject(ctx, { budget: 1e9 });
  const { id } = await upload(project, linesOf(5, "paused"));
  await startBatch(author, { id, mapping, consentHash: project.consentHash });
  await ctx.db.update(projects).set({ state: "paused" }).where(eq(projects.id, project.id));
  await runBatch(ctx, id);
  expect(await getBatch(author, { id })).toMatchObject({ state: "finished", acceptedRows: 0, refusedRows: 5 });
  expect((await refusalsOf(id)).every(({ reason }) => reason === "project_closed")).toBe(true);
});

test("cancelling stops an import between chunks and keeps what came in", async () => {
  const project = await makeProject(ctx, { budget: 1e9 });
  const { id } = await upload(project, linesOf(2_500, "cancel"));
  await startBatch(author, { id, mapping, consentHash: project.consentHash });
  let chunks = 0;
  await runBatch(ctx, id, () => ++chunks > 1);
  expect(await cancelBatch(author, { id })).toMatchObject({ state: "cancelled" });
  expect(await cancelBatch(author, { id })).toMatchObject({ state: "cancelled" });
  await runBatch(ctx, id);
  const view = await getBatch(author, { id });
  expect(view.acceptedRows).toBe((await rowsOf(id)).length);
  await expect(startBatch(author, { id, mapping, consentHash: project.consentHash })).rejects.toMatchObject({
    reason: "batch.wrong_state",
  });
});

describe("the preview", () => {
  test("guesses the mapping, shows rows as they are and what would be refused", async () => {
    const labels = { kind: "single_class" as const, question: "What is asked?", classes: ["card", "other"] };
    const project = await makeProject(ctx, { labelSchema: labels, languages: ["en", "zh-TW"] });
    const { id } = await upload(project, "句子,意圖,lang\n卡片不見了,card,zh-TW\nlost,wrong,xx\n");
    const preview = await previewBatch(author, { id });
    expect(preview).toMatchObject({
      columns: ["句子", "意圖", "lang"],
      fields: ["text", "label"],
      mapping: { columns: { text: "句子", label: "意圖", language: "lang" } },
      unmapped: [],
      samples: [{ column: "句子", values: ["卡片不見了", "lost"] }, { column: "意圖" }, { column: "lang" }],
    });
    expect(preview.rows[0]).toEqual({
      row: 0,
      line: 2,
      content: { text: "卡片不見了", label: "card" },
      language: "zh-TW",
      looksLike: null,
      refusals: [],
      found: [],
    });
    expect(preview.rows[1]?.refusals).toEqual([
      { reason: "invalid_field", field: "label", detail: "not_in_list" },
      { reason: "language", field: "language", detail: "en, zh-TW" },
    ]);
    const other = await previewBatch(author, { id, mapping: { columns: { text: "lang" }, language: "en" } });
    expect(other.unmapped).toEqual(["label"]);
  });

  test("a mapping is held to the file and the project", async () => {
    const project = await makeProject(ctx);
    const { id } = await upload(project, "a,b\n1,2\n");
    const start = (wrong: Parameters<typeof startBatch>[1]["mapping"]) =>
      startBatch(author, { id, mapping: wrong, consentHash: project.consentHash });
    const issues = (list: [string, string][]) => ({
      reason: "input.invalid",
      details: { issues: list.map(([path, message]) => ({ path, message })) },
    });
    await expect(start({ columns: {} })).rejects.toMatchObject(
      issues([
        ["mapping.columns.text", "required"],
        ["mapping.language", "required"],
      ]),
    );
    await expect(start({ columns: { text: "gone", salt: "a" }, language: "ja" })).rejects.toMatchObject(
      issues([
        ["mapping.columns.text", "not_in_list"],
        ["mapping.columns.salt", "not_asked"],
        ["mapping.language", "not_in_list"],
      ]),
    );
    await expect(
      startBatch(author, { id, mapping: { columns: { text: "a" }, language: "en" }, consentHash: "0".repeat(64) }),
    ).rejects.toMatchObject({ reason: "consent.missing" });
  });
});

describe("a file that is no table", () => {
  test.each([
    ["empty", "", {}],
    ["only a header", "id,text\n", { fault: "no_rows" }],
    ["an array of JSON", "[1,2]", { fault: "no_readable_rows", line: 1, why: "not_object" }],
    ["not UTF-8", "id,text\n1,\xff\n", { fault: "not_utf8", line: 2 }],
  ])("%s is refused and leaves nothing behind", async (_, text, details) => {
    const project = await makeProject(ctx);
    const before = readdirSync(folder, { recursive: true }).length;
    async function* source() {
      yield Buffer.from(text, "latin1");
    }
    const name = text.startsWith("[") ? "x.jsonl" : "x.csv";
    await expect(
      uploadBatch(author, { project: project.slug, fileName: name, source: source() }),
    ).rejects.toMatchObject({ reason: "batch.file_refused", details });
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeLessThanOrEqual(before);
    expect((await listBatches(author, { limit: 10, project: project.slug })).items).toEqual([]);
  });

  test("an upload to a project that is not open, or by nobody, is refused before its bytes are read", async () => {
    const project = await makeProject(ctx, { state: "closed" });
    let read = 0;
    async function* source() {
      read += 1;
      yield Buffer.from("text\na\n");
    }
    const input = { project: project.slug, fileName: "x.csv", source: source() };
    await expect(uploadBatch(author, input)).rejects.toMatchObject({ reason: "project.not_open" });
    await expect(uploadBatch({ ...ctx, actor: { kind: "anonymous" } }, input)).rejects.toMatchObject({
      reason: "auth.required",
    });
    expect(read).toBe(0);
  });
});

test("somebody else's import does not exist", async () => {
  const project = await makeProject(ctx);
  const { id } = await upload(project, "text\na\n");
  const stranger = as(ctx, await makeUser(ctx));
  for (const call of [
    () => getBatch(stranger, { id }),
    () => previewBatch(stranger, { id }),
    () => listRefusals(stranger, { id, limit: 10 }),
    () => cancelBatch(stranger, { id }),
    () => startBatch(stranger, { id, mapping, consentHash: project.consentHash }),
  ]) {
    expect(await call().catch((error: unknown) => error)).toMatchObject({ reason: "batch.not_found" });
  }
});

test("files that are never started make way for newer ones, rows and bytes", async () => {
  const project = await makeProject(ctx);
  const careless = as(ctx, await makeUser(ctx));
  for (let n = 0; n < 8; n += 1) await upload(project, `text\nwaiting ${n}\n`, `${n}.csv`, careless);
  const { items } = await listBatches(careless, { limit: 20 });
  expect(items.map((item) => item.fileName)).toEqual(["7.csv", "6.csv", "5.csv", "4.csv", "3.csv"]);
});

test("refusals page and stream in the order of the file", async () => {
  const project = await makeProject(ctx, { budget: 1e9 });
  const { id, view } = await importText(project, `text\nok\n${'""\n'.repeat(5)}${",\n".repeat(1_500)}`);
  expect(view.refusedRows).toBe(1_500);
  const first = await listRefusals(author, { id, limit: 2 });
  const second = await listRefusals(author, { id, limit: 2, cursor: first.nextCursor ?? undefined });
  expect([...first.items, ...second.items].map((item) => item.line)).toEqual([8, 9, 10, 11]);
  let streamed = 0;
  for await (const _ of streamRefusals(author, { id })) streamed += 1;
  expect(streamed).toBe(1_500);
});

test("a stored file that is lost fails the import and says so", async () => {
  const project = await makeProject(ctx);
  const { id } = await upload(project, "text\na\n");
  await startBatch(author, { id, mapping, consentHash: project.consentHash });
  const [row] = await ctx.db.select().from(batch).where(eq(batch.id, id));
  await ctx.blob.remove(row?.blobKey ?? "");
  await expect(runBatch(ctx, id)).rejects.toThrow();
  expect(await getBatch(author, { id })).toMatchObject({ state: "failed", failure: "internal" });
});
