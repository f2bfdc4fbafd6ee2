import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { fileBlobStore } from "#lib/adapters/blob";
import { previewBatch } from "#lib/services/batch-preview";
import { getBatch, listRefusals } from "#lib/services/batch-read";
import { runBatch } from "#lib/services/batch-run";
import { uploadBatch } from "#lib/services/batch-upload";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";
import { startBatch } from "../support/declared";
import { docxParagraph, makeDocx, makePdf, pdfLines } from "../support/document";
import { listBroken } from "../support/invariants";

let opened: OpenedDb;
let ctx: TestCtx;
let author: TestCtx;
const folder = mkdtempSync(join(tmpdir(), "assay-document-"));
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

async function upload(project: { slug: string }, fileName: string, bytes: Buffer) {
  const source = (async function* () {
    yield bytes;
  })();
  return uploadBatch(author, { project: project.slug, fileName, source });
}

const columns = { text: "text" };
const mapping = { language: "en" as const, columns };

test("a Word document is shown whole, then by paragraphs, and each of these comes in", async () => {
  const project = await makeProject(ctx);
  const texts = ["The first paragraph of a document.", "The second one, with <marks> & signs.", "x".repeat(20_001)];
  const body = texts.map((text) => docxParagraph(text.replace("&", "&amp;").replaceAll("<", "&lt;"))).join("");
  const { id, format, rows } = await upload(project, "harbour.docx", makeDocx(body));
  expect({ format, rows }).toEqual({ format: "docx", rows: 1 });
  const whole = await previewBatch(author, { id, mapping });
  expect(whole.reading).toMatchObject({ format: "docx", split: "whole" });
  expect(whole.mapping.columns).toEqual(columns);
  expect(whole.rows[0]?.refusals).toMatchObject([{ reason: "invalid_field", field: "text" }]);
  const reading = { split: "paragraphs" as const };
  const divided = await previewBatch(author, { id, mapping, reading });
  expect(divided.rows.map((row) => row.refusals.length)).toEqual([0, 0, 1]);
  const { consentHash } = project;
  await startBatch(author, { id, mapping, consentHash, reading });
  await runBatch({ ...author, actor: { kind: "system" } }, id);
  expect(await getBatch(author, { id })).toMatchObject({ state: "finished", acceptedRows: 2, refusedRows: 1 });
  const { items } = await listRefusals(author, { id, limit: 10 });
  expect(items).toMatchObject([{ line: 3, reason: "invalid_field", field: "text" }]);
  const kept = await opened.db.select().from(contribution).where(eq(contribution.batchId, id));
  expect(kept.map(({ content }) => (JSON.parse(content) as { text: string }).text).sort()).toEqual(texts.slice(0, 2));
});

test("a PDF becomes one contribution, or is refused with the reason why there is none in it", async () => {
  const project = await makeProject(ctx);
  const { id } = await upload(
    project,
    "page.pdf",
    makePdf(
      pdfLines([
        ["One page,", 0],
        ["one text.", 14],
      ]),
    ),
  );
  const { consentHash } = project;
  await startBatch(author, { id, mapping, consentHash });
  await runBatch({ ...author, actor: { kind: "system" } }, id);
  expect(await getBatch(author, { id })).toMatchObject({ acceptedRows: 1, refusedRows: 0 });
  await expect(upload(project, "scan.pdf", makePdf("0 0 10 10 re f"))).rejects.toMatchObject({
    reason: "batch.file_refused",
    details: { fault: "no_text" },
  });
});

test("several documents come as one ZIP: each is a contribution, and what is none is reported by its name", async () => {
  const project = await makeProject(ctx);
  const files = {
    "one.txt": "One letter.",
    "two.docx": makeDocx(docxParagraph("Two letters.")),
    "three.png": "a picture",
  };
  const zip = zipSync(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes)])));
  const { id, format, rows } = await upload(project, "letters.zip", Buffer.from(zip));
  expect({ format, rows }).toEqual({ format: "documents", rows: 3 });
  const preview = await previewBatch(author, { id });
  expect(preview.mapping.columns).toEqual(columns);
  await startBatch(author, { id, mapping, consentHash: project.consentHash });
  await runBatch({ ...author, actor: { kind: "system" } }, id);
  expect(await getBatch(author, { id })).toMatchObject({ state: "finished", acceptedRows: 2, refusedRows: 1 });
  const { items } = await listRefusals(author, { id, limit: 10 });
  expect(items).toMatchObject([{ line: 3, reason: "document_kind", detail: "three.png" }]);
});
