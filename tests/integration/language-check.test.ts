import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { fileBlobStore } from "#lib/adapters/blob";
import { previewBatch } from "#lib/services/batch-preview";
import { listRefusals } from "#lib/services/batch-read";
import { checkContent } from "#lib/services/contribution-check";
import { listBatchFlags } from "#lib/services/flag";
import { claimItems } from "#lib/services/review-read";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { submitContribution } from "#tests/support/declared";
import { runImport, uploadText } from "#tests/support/import";

let opened: OpenedDb;
let ctx: TestCtx;
let author: TestCtx;
const folder = mkdtempSync(join(tmpdir(), "assay-language-"));

beforeAll(async () => {
  opened = await testDb();
  ctx = { ...testCtx(opened.db, opened.kind), blob: fileBlobStore(folder) };
  author = as(ctx, await makeUser(ctx));
});

afterAll(async () => {
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

const table =
  "text,lang\n今天天氣很好,zh-TW\nThe weather is fine today.,zh-TW\n这个问题我们还没有说过,zh-TW\nIt rains.,en\n";
const mapping = { columns: { text: "text", language: "lang" } } as const;

test("where a project warns, a row that does not look like its language comes in, marked for its author and its reviewers", async () => {
  const reviewer = await makeUser(ctx);
  const project = await makeProject(ctx, { languageCheck: "warn", reviewers: [reviewer], reviewsWanted: 1 });
  const { id } = await uploadText(author, project, table);
  const { rows } = await previewBatch(author, { id, mapping });
  expect(rows.map(({ looksLike }) => looksLike)).toEqual([null, "latin", "simplified", null]);
  expect(await runImport(author, project, id, mapping)).toMatchObject({
    acceptedRows: 4,
    refusedRows: 0,
    flaggedRows: 2,
  });
  const { items } = await listBatchFlags(author, { id, limit: 10 });
  expect(items.map(({ line, looksLike }) => [line, looksLike])).toEqual([
    [3, "latin"],
    [4, "simplified"],
  ]);
  const seen = await claimItems(as(ctx, reviewer), { project: project.slug, wanted: 3 });
  expect(seen.items.filter(({ looksLike }) => looksLike).length).toBeGreaterThan(0);
});

test("where a project takes none, row and single text are refused with the reason; where it allows all, nobody asks", async () => {
  const strict = await makeProject(ctx, { languageCheck: "refuse" });
  const { id } = await uploadText(author, strict, table);
  expect(await runImport(author, strict, id, mapping)).toMatchObject({
    acceptedRows: 2,
    refusedRows: 2,
    flaggedRows: 0,
  });
  const { items } = await listRefusals(author, { id, limit: 10 });
  expect(items).toMatchObject([
    { line: 3, reason: "other_language", field: "language", detail: "latin" },
    { line: 4, reason: "other_language", field: "language", detail: "simplified" },
  ]);
  const content = { text: "A sentence in English." };
  const send = (project: typeof strict) =>
    submitContribution(author, {
      ...{ id: randomUUID(), project: project.slug, language: "zh-TW", content, consentHash: project.consentHash },
    });
  await expect(send(strict)).rejects.toMatchObject({
    reason: "contribution.other_language",
    details: { found: "latin" },
  });
  const asked = { project: strict.slug, content, language: "zh-TW" };
  expect(await checkContent(author, asked)).toMatchObject({ looksLike: "latin" });
  const open = await makeProject(ctx, { languageCheck: "allow" });
  await send(open);
  expect(await checkContent(author, { ...asked, project: open.slug })).toMatchObject({ looksLike: null });
});
