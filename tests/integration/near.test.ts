import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { fileBlobStore } from "#lib/adapters/blob";
import { listRefusals } from "#lib/services/batch-read";
import { checkContent } from "#lib/services/contribution-check";
import { withdrawContribution } from "#lib/services/contribution-withdraw";
import { listBatchFlags } from "#lib/services/flag";
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
let other: TestCtx;
const folder = mkdtempSync(join(tmpdir(), "assay-near-"));

beforeAll(async () => {
  opened = await testDb();
  ctx = { ...testCtx(opened.db, opened.kind), blob: fileBlobStore(folder) };
  author = as(ctx, await makeUser(ctx));
  other = as(ctx, await makeUser(ctx));
});
afterAll(async () => {
  expect(await listBroken(opened.db)).toEqual([]);
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

const FIRST = "冬天適度的越野長跑，加上強化上身的體操訓練，是為跑季準備的最佳方式。";
const LIKE = "冬天適度的越野長跑加上強化上身的體操訓練，是替跑季準備的最佳方式！";
const FAR = "細胞是生命有機體最小的構造單位和功能單位，植物和動物都由它組成。";

type Project = { slug: string; consentHash: string };

function send(project: Project, text: string, who = author, id = ctx.newId()) {
  const { slug, consentHash } = project;
  return submitContribution(who, { id, project: slug, language: "zh-TW", content: { text }, consentHash });
}

const near = async (project: Project, text: string, who = author) =>
  (await checkContent(who, { project: project.slug, content: { text } })).near;

test("a text much like another is told with its share, and which one only to its author until it is public", async () => {
  const [reviewer = ""] = await makePeople(ctx, 1);
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
  const { id } = await send(project, FIRST);
  expect(await near(project, FAR)).toBeNull();
  const mine = await near(project, LIKE);
  expect(mine?.contribution).toBe(id);
  expect(mine?.percent).toBeGreaterThan(70);
  expect(await near(project, LIKE, other)).toEqual({ percent: mine?.percent, contribution: null, media: null });
  await decideNext(ctx, reviewer, project, "accept");
  expect(await near(project, LIKE, other)).toEqual(mine);
  // In another project it is nobody's copy.
  expect(await near(await makeProject(ctx), LIKE)).toBeNull();
});

test("the reviewer sees it beside the other, and no author", async () => {
  const [reviewer = ""] = await makePeople(ctx, 1);
  const project = await makeProject(ctx, { reviewers: [reviewer] });
  await send(project, FIRST);
  await send(project, LIKE, other);
  const { items } = await claimItems(as(ctx, reviewer), { project: project.slug, wanted: 3 });
  const like = items.find(({ fields }) => fields[0]?.text === LIKE);
  expect(like?.near).toMatchObject({ fields: [{ name: "text", text: FIRST }] });
  expect(like?.flagged).toBeNull();
  expect(items.find(({ fields }) => fields[0]?.text === FIRST)?.near).toBeNull();
});

test("a project that takes none refuses it, by its own threshold; the very same text keeps its own reason", async () => {
  const project = await makeProject(ctx, { nearDuplicates: "refuse" });
  await send(project, FIRST);
  await expect(send(project, LIKE, other)).rejects.toMatchObject({
    reason: "contribution.near_duplicate",
    details: { contribution: null },
  });
  await expect(send(project, ` ${FIRST}\n`, other)).rejects.toMatchObject({ reason: "contribution.duplicate" });
  await send(project, FAR);
  const loose = await makeProject(ctx, { nearDuplicates: "refuse", nearThreshold: 99 });
  await send(loose, FIRST);
  await send(loose, LIKE);
  const open = await makeProject(ctx, { nearDuplicates: "allow" });
  await send(open, FIRST);
  expect(await near(open, LIKE)).toBeNull();
});

test("a withdrawn text is nobody's neighbour, and what comes after it takes its place", async () => {
  const project = await makeProject(ctx);
  const { id } = await send(project, FIRST);
  await withdrawContribution(author, { id });
  expect(await near(project, LIKE)).toBeNull();
  const { id: next } = await send(project, LIKE);
  expect((await near(project, FIRST))?.contribution).toBe(next);
});

test("a revision is not like itself, but is held against the others", async () => {
  const [reviewer = ""] = await makePeople(ctx, 1);
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1, nearDuplicates: "refuse" });
  const { id } = await send(project, FIRST);
  await decideNext(ctx, reviewer, project, "request_changes", "請改");
  await send(project, FAR, other);
  const revision = { id, round: 1 };
  const check = await checkContent(author, { project: project.slug, content: { text: LIKE }, revising: id });
  expect(check.near).toBeNull();
  await expect(reviseContribution(author, { ...revision, content: { text: `${FAR}啊` } })).rejects.toMatchObject({
    reason: "contribution.near_duplicate",
  });
  await reviseContribution(author, { ...revision, content: { text: LIKE } });
});

async function importText(project: Project, texts: readonly string[]) {
  const { id } = await uploadText(author, project, `text\n${texts.join("\n")}\n`);
  return { id, view: await runImport(author, project, id, { columns: { text: "text" }, language: "zh-TW" }) };
}

test("rows of a table are held against the project and each other: marked, or refused with what they are like", async () => {
  const texts = [LIKE, FAR, `${FAR}啊`, "短句", "短句！", FAR];
  const marking = await makeProject(ctx);
  const { id: known } = await send(marking, FIRST);
  const marked = await importText(marking, texts);
  expect(marked.view).toMatchObject({ acceptedRows: 5, refusedRows: 1, flaggedRows: 2 });
  const { items } = await listBatchFlags(author, { id: marked.id, limit: 10 });
  expect(items.map(({ line, near: one }) => [line, one?.id === known])).toEqual([
    [2, true],
    [4, false],
  ]);
  const strict = await makeProject(ctx, { nearDuplicates: "refuse" });
  await send(strict, FIRST);
  const refused = await importText(strict, texts);
  expect(refused.view).toMatchObject({ acceptedRows: 3, refusedRows: 3, flaggedRows: 0 });
  const { items: rows } = await listRefusals(author, { id: refused.id, limit: 10 });
  expect(rows.map(({ line, reason }) => [line, reason])).toEqual([
    [2, "near_duplicate"],
    [4, "near_duplicate"],
    [7, "duplicate_in_file"],
  ]);
  expect(rows.every(({ duplicateOf }) => duplicateOf !== null)).toBe(true);
});

test("two that send what is alike at once: one comes in", async () => {
  const project = await makeProject(ctx, { nearDuplicates: "refuse", acceptPrice: 0, reviewPrice: 0 });
  const sent = await Promise.allSettled([send(project, FIRST), send(project, LIKE, other)]);
  expect(sent.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const rows = await ctx.db.select().from(contribution).where(eq(contribution.projectId, project.id));
  expect(rows).toHaveLength(1);
});
