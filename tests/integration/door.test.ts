import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { queryRows } from "#db/query";
import { fileBlobStore } from "#lib/adapters/blob";
import type { PersonalStatement } from "#lib/domain/door";
import { limits } from "#lib/domain/limits";
import { previewBatch } from "#lib/services/batch-preview";
import { listRefusals } from "#lib/services/batch-read";
import { checkContent } from "#lib/services/contribution-check";
import { getContribution } from "#lib/services/contribution-view";
import { listBatchFlags } from "#lib/services/flag";
import { editProject } from "#lib/services/project-edit";
import { claimItems } from "#lib/services/review-read";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { reviseContribution, submitContribution } from "#tests/support/declared";
import { runImport, uploadText } from "#tests/support/import";
import { listBroken } from "#tests/support/invariants";
import { decideNext, makePeople } from "#tests/support/review";

let opened: OpenedDb;
let ctx: TestCtx;
let author: TestCtx;
const folder = mkdtempSync(join(tmpdir(), "assay-door-"));

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

const SECRET = "0912-345-678";
const found = [{ field: "text", kind: "phone", start: 2, end: 14 }];

function send(project: { slug: string; consentHash: string }, text: string, personalStatement?: PersonalStatement) {
  const { slug, consentHash } = project;
  const input = { id: ctx.newId(), project: slug, language: "zh-TW", content: { text }, consentHash } as const;
  return submitContribution(author, { ...input, personalStatement });
}

async function reviewed(project: { slug: string }, reviewer: string) {
  // As many as one may hold: their order is by chance, and each test has fewer.
  const { items } = await claimItems(as(ctx, reviewer), { project: project.slug, wanted: limits.openLeasesPerUser });
  return items.map(({ fields, flagged }) => ({ text: fields[0]?.text, flagged }));
}

test("what looks personal is refused with its place until its author says what it is; the reviewer sees both", async () => {
  const [reviewer = ""] = await makePeople(ctx, 1);
  const project = await makeProject(ctx, { reviewers: [reviewer] });
  const text = `打給${SECRET}`;
  const details = { policy: "warn", kinds: "phone", places: "text 2-14 (phone)" };
  await expect(send(project, text)).rejects.toMatchObject({ reason: "contribution.personal_data", details });
  await send(project, text, "mine_to_publish");
  await send(project, "沒有任何個人資料", "not_personal");
  expect(await reviewed(project, reviewer)).toEqual(
    expect.arrayContaining([
      { text, flagged: { found, statement: "mine_to_publish" } },
      { text: "沒有任何個人資料", flagged: null },
    ]),
  );
});

test("on its page the author and the reviewers see the marks, and nobody else does, also once it is public", async () => {
  const [reviewer = ""] = await makePeople(ctx, 1);
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
  const { id } = await send(project, `打給${SECRET}`, "mine_to_publish");
  await decideNext(ctx, reviewer, project, "accept");
  const flagged = { found, statement: "mine_to_publish" };
  expect((await getContribution(author, { id })).flagged).toEqual(flagged);
  expect((await getContribution(as(ctx, reviewer), { id })).flagged).toEqual(flagged);
  const other = await getContribution(as(ctx, await makeUser(ctx)), { id });
  expect(other.content).not.toBeNull();
  expect(other.flagged).toBeNull();
});

test("a project that takes none refuses it whatever is said; one that wants it takes it without a word", async () => {
  const [reviewer = ""] = await makePeople(ctx, 1);
  const strict = await makeProject(ctx, { personalData: "refuse" });
  await expect(send(strict, `打給${SECRET}`, "not_personal")).rejects.toMatchObject({
    reason: "contribution.personal_data",
    details: { policy: "refuse" },
  });
  await send(strict, "打給[PHONE]");
  const open = await makeProject(ctx, { personalData: "allow", reviewers: [reviewer] });
  await send(open, `打給${SECRET}`);
  expect(await reviewed(open, reviewer)).toEqual([{ text: `打給${SECRET}`, flagged: null }]);
});

test("the check without sending says where it stands and what the project does about it", async () => {
  const project = await makeProject(ctx);
  const check = await checkContent(author, { project: project.slug, content: { text: `打給${SECRET}` } });
  expect(check).toMatchObject({ issues: [], personalData: { policy: "warn", found } });
});

test("a revision is looked over anew, and its reviewers see its own mark", async () => {
  const [reviewer = ""] = await makePeople(ctx, 1);
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
  const { id } = await send(project, "第一版");
  await decideNext(ctx, reviewer, project, "request_changes", "請寫完整");
  const revision = { id, round: 1, content: { text: `打給${SECRET}` } };
  await expect(reviseContribution(author, revision)).rejects.toMatchObject({ reason: "contribution.personal_data" });
  await reviseContribution(author, { ...revision, personalStatement: "not_personal" });
  expect(await reviewed(project, reviewer)).toEqual([
    { text: `打給${SECRET}`, flagged: { found, statement: "not_personal" } },
  ]);
});

async function importText(project: { slug: string; consentHash: string }, text: string) {
  const { id } = await uploadText(author, project, text);
  const mapping = { columns: { text: "句子" }, language: "zh-TW" as const };
  const preview = await previewBatch(author, { id, mapping });
  return { id, preview, view: await runImport(author, project, id, mapping) };
}

const TABLE = `句子\n第一列沒有\n打給${SECRET}\n打給[PHONE]\n打給${SECRET}\n信箱 a@b.example 和 ${SECRET}\n`;

test("rows of a table come in marked and are listed with line and field, a repeated one is no second mark", async () => {
  const [reviewer = ""] = await makePeople(ctx, 1);
  const project = await makeProject(ctx, { reviewers: [reviewer] });
  const { id, preview, view } = await importText(project, TABLE);
  expect(preview.rows.map((row) => row.found.length)).toEqual([0, 1, 0, 1, 2]);
  expect(view).toMatchObject({ acceptedRows: 4, refusedRows: 1, flaggedRows: 2 });
  const { items } = await listBatchFlags(author, { id, limit: 1 });
  expect(items).toMatchObject([{ row: 1, line: 3, found }]);
  const rest = await listBatchFlags(author, { id, limit: 10, cursor: "1" });
  expect(rest.items.map(({ line, found: all }) => [line, all.map(({ kind }) => kind)])).toEqual([
    [6, ["email", "phone"]],
  ]);
  expect(await reviewed(project, reviewer)).toContainEqual({
    text: `打給${SECRET}`,
    flagged: { found, statement: null },
  });
  await expect(listBatchFlags(as(ctx, reviewer), { id, limit: 10 })).rejects.toMatchObject({
    reason: "batch.not_found",
  });
});

test("a project that takes none refuses such rows with field and kind", async () => {
  const project = await makeProject(ctx, { personalData: "refuse" });
  const { id, view } = await importText(project, TABLE);
  expect(view).toMatchObject({ acceptedRows: 2, refusedRows: 3, flaggedRows: 0 });
  const { items } = await listRefusals(author, { id, limit: 10 });
  expect(items.map(({ line, reason, field, detail }) => [line, reason, field, detail])).toEqual([
    [3, "personal_data", "text", "phone"],
    [5, "personal_data", "text", "phone"],
    [6, "personal_data", "text", "email,phone"],
  ]);
});

test("an owner changes the rule of an open project without a new version of its policy", async () => {
  const project = await makeProject(ctx);
  const owner = as(ctx, project.ownerId);
  const edited = await editProject(owner, { slug: project.slug, changes: { personalData: "refuse" } });
  expect(edited.policyVersion).toBe(project.policyVersion);
  await expect(send(project, `打給${SECRET}`, "not_personal")).rejects.toMatchObject({ details: { policy: "refuse" } });
  await editProject(owner, { slug: project.slug, changes: { summary: "Another summary of it" } });
  await expect(send(project, `打給${SECRET}`, "not_personal")).rejects.toMatchObject({ details: { policy: "refuse" } });
});

test("neither the ledger nor the marks nor the refusals hold anything personal", async () => {
  const project = await makeProject(ctx);
  await send(project, `不可外流 ${SECRET}`, "mine_to_publish");
  for (const table of ["outbox", "entry", "flag", "batch_refusal", "job", "transfer"]) {
    const rows = await queryRows<{ row: string }>(ctx.db, sql.raw(`select t::text as row from "${table}" t`));
    expect(rows.filter(({ row }) => row.includes(SECRET) || row.includes("a@b.example"))).toEqual([]);
  }
});
