import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { fileBlobStore } from "#lib/adapters/blob";
import { limits } from "#lib/domain/limits";
import { previewBatch } from "#lib/services/batch-preview";
import { getBatch, listRefusals } from "#lib/services/batch-read";
import { runBatch } from "#lib/services/batch-run";
import { cancelBatch, resumeBatch } from "#lib/services/batch-start";
import { uploadBatch } from "#lib/services/batch-upload";
import type { Ctx } from "#lib/services/context";
import { runNextJob } from "#lib/services/job";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { startBatch } from "#tests/support/declared";
import { runImport, uploadText } from "#tests/support/import";
import { listBroken } from "#tests/support/invariants";
import { textRows, workbookOf } from "#tests/support/workbook";

let opened: OpenedDb;
let ctx: TestCtx;
let author: TestCtx;
const folder = mkdtempSync(join(tmpdir(), "assay-reading-"));

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

const project = (values = {}) =>
  makeProject(ctx, { personalData: "allow", nearDuplicates: "allow", budget: 1e12, ...values });
const uploadBytes = (slug: string, bytes: Uint8Array, fileName: string, reading = {}) =>
  uploadBatch(author, {
    ...{ project: slug, fileName, reading },
    source: (async function* () {
      yield bytes;
    })(),
  });
const textsOf = async (projectId: string) =>
  (await ctx.db.select().from(contribution).where(eq(contribution.projectId, projectId))).map(
    ({ content }) => JSON.parse(content).text as string,
  );

const mapping = { columns: { text: "text" }, language: "en" } as const;

test("a workbook is imported like any table, its refusals by the numbers of the sheet's rows", async () => {
  const made = await project();
  const rows = [
    ["text", "n"],
    ["=1+1", "1"],
    [" ", "2"],
    ["天氣", "3"],
  ];
  const { id } = await uploadBytes(made.slug, workbookOf({ sheets: [{ name: "A", rows: textRows(rows) }] }), "x.xlsx");
  expect(await previewBatch(author, { id })).toMatchObject({ reading: { format: "xlsx", sheet: "A", header: true } });
  expect(await runImport(author, made, id, mapping)).toMatchObject({
    state: "finished",
    acceptedRows: 2,
    refusedRows: 1,
  });
  expect((await textsOf(made.id)).sort()).toEqual(["=1+1", "天氣"]);
  expect((await listRefusals(author, { id, limit: 10 })).items).toMatchObject([{ line: 3, reason: "invalid_field" }]);
});

test("a text in an old encoding is refused with a guess, and taken where somebody says which one it is", async () => {
  const made = await project();
  const big5 = Buffer.from("id,text\n1,\xa4\xd1\xae\xf0\xab\xdc\xa6n\n2,\xb3\x5c\xa5\x5c\xbb\x5c\n", "latin1");
  await expect(uploadBytes(made.slug, big5, "x.csv")).rejects.toMatchObject({
    details: { fault: "not_utf8", line: 2, guess: "big5" },
  });
  await expect(uploadBytes(made.slug, big5, "x.csv", { encoding: "euc-kr" })).rejects.toMatchObject({
    details: { fault: "not_encoding" },
  });
  const { id } = await uploadBytes(made.slug, big5, "x.csv", { encoding: "big5" });
  const { reading, rows } = await previewBatch(author, { id });
  expect(reading).toMatchObject({ encoding: "big5", delimiter: "," });
  expect(rows.map(({ content }) => content?.text)).toEqual(["天氣很好", "許功蓋"]);
  await runImport(author, made, id, mapping);
  expect((await textsOf(made.id)).sort()).toEqual(["天氣很好", "許功蓋"]);
});

test("delimiter, header and format can be said before a start; the file is looked through once more, and read so", async () => {
  const made = await project();
  const { id } = await uploadText(author, made, "first|one\nsecond|two\n", "x.csv");
  expect((await previewBatch(author, { id })).columns).toEqual(["first", "one"]);
  const reading = { delimiter: ";", header: false } as const;
  const seen = await previewBatch(author, { id, reading });
  expect(seen.columns).toEqual(["A"]);
  expect(seen.rows).toHaveLength(2);
  await expect(previewBatch(author, { id, reading: { format: "json" } })).rejects.toMatchObject({
    details: { fault: "broken_json" },
  });
  const whole = { columns: { text: "A" }, language: "en" } as const;
  await startBatch(author, { id, mapping: whole, reading, consentHash: made.consentHash });
  await runBatch(ctx, id);
  expect((await textsOf(made.id)).sort()).toEqual(["first|one", "second|two"]);
});

test("a list of sentences, or of numbers, needs no row of names", async () => {
  const made = await project();
  const { id, rows } = await uploadText(author, made, "How are you?\nI am well.\n", "x.txt");
  expect(rows).toBe(2);
  expect(await previewBatch(author, { id })).toMatchObject({ columns: ["A"], mapping: { columns: { text: "A" } } });
});

test("the mapping of the last file with the same columns comes first, for that person and project alone", async () => {
  const made = await project();
  const odd = { columns: { text: "b" }, language: "zh-TW" } as const;
  const { id } = await uploadText(author, made, "text,b\n1,x\n");
  expect(await previewBatch(author, { id })).toMatchObject({
    rememberedAt: null,
    mapping: { columns: { text: "text" } },
  });
  await runImport(author, made, id, odd);
  const again = await uploadText(author, made, "b,text\ny,2\n");
  expect(await previewBatch(author, { id: again.id })).toMatchObject({
    ...{ mapping: odd, guessed: { columns: { text: "text" } } },
    rememberedAt: ctx.now(),
  });
  const other = await uploadText(author, made, "b,text,c\ny,2,3\n");
  expect(await previewBatch(author, { id: other.id })).toMatchObject({ rememberedAt: null });
  const stranger = as(ctx, await makeUser(ctx));
  const theirs = await uploadText(stranger, made, "b,text\ny,2\n");
  expect(await previewBatch(stranger, { id: theirs.id })).toMatchObject({ rememberedAt: null });
});

test("a whole number above 2^53 - 1 in a column that is taken refuses its row; elsewhere it concerns nobody", async () => {
  const made = await project();
  const text = '{"id":9007199254740993,"text":"a"}\n{"id":1,"text":9007199254740993}\n{"id":1,"text":1e400}\n';
  const { id } = await uploadText(author, made, text, "x.jsonl");
  expect(await runImport(author, made, id, mapping)).toMatchObject({ acceptedRows: 1, refusedRows: 2 });
  expect((await listRefusals(author, { id, limit: 10 })).items).toMatchObject([
    { line: 2, reason: "big_integer", field: "text" },
    { line: 3, reason: "invalid_field", detail: "wrong_type" },
  ]);
});

test("a cancelled import goes on where it was, each row once, and its file goes when it is done", async () => {
  const made = await project();
  const rows = limits.importChunkRows * 2;
  const { id } = await uploadText(
    author,
    made,
    `text\n${Array.from({ length: rows }, (_, row) => `row ${row} of it`).join("\n")}\n`,
  );
  await startBatch(author, { id, mapping, consentHash: made.consentHash });
  let asked = 0;
  const stopSoon = () => {
    asked += 1;
    return asked > 1;
  };
  expect(await runBatch(ctx, id, stopSoon)).toBe(false);
  const cancelled = await cancelBatch(author, { id });
  expect(cancelled).toMatchObject({ state: "cancelled", canResume: true });
  expect(cancelled.acceptedRows).toBeGreaterThan(0);
  expect(cancelled.acceptedRows).toBeLessThan(rows);
  expect(await resumeBatch(author, { id })).toMatchObject({ state: "running", finishedAt: null });
  expect(await resumeBatch(author, { id })).toMatchObject({ state: "running" });
  const handlers = {
    "batch.import": (job: Ctx, { batchId }: Record<string, unknown>) => runBatch(job, String(batchId)),
  };
  while (await runNextJob(ctx, handlers));
  expect(await getBatch(author, { id })).toMatchObject({ state: "finished", acceptedRows: rows, canResume: false });
  expect(new Set(await textsOf(made.id)).size).toBe(rows);
  await expect(resumeBatch(author, { id })).rejects.toMatchObject({ reason: "batch.wrong_state" });
});

test("the files of stopped imports make way for newer ones; nobody else can go on with one", async () => {
  const made = await project();
  const me = as(ctx, await makeUser(ctx));
  const { id } = await uploadText(me, made, "text\na\n");
  await startBatch(me, { id, mapping, consentHash: made.consentHash });
  expect(await cancelBatch(me, { id })).toMatchObject({ canResume: true });
  await expect(resumeBatch(author, { id })).rejects.toMatchObject({ reason: "batch.not_found" });
  for (let file = 0; file < 5; file += 1) await uploadText(me, made, `text\n${file}\n`);
  expect(await getBatch(me, { id })).toMatchObject({ state: "cancelled", canResume: false });
  await expect(resumeBatch(me, { id })).rejects.toMatchObject({ reason: "batch.wrong_state" });
});
