import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { media, upload } from "#db/schema/media";
import { fileBlobStore } from "#lib/adapters/blob";
import { previewBatch } from "#lib/services/batch-preview";
import { listRefusals } from "#lib/services/batch-read";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { runImport, uploadText } from "#tests/support/import";
import { listBroken } from "#tests/support/invariants";

let opened: OpenedDb;
let ctx: TestCtx;
let author: TestCtx;
let userId: string;
const folder = mkdtempSync(join(tmpdir(), "assay-table-media-"));

beforeAll(async () => {
  opened = await testDb();
  ctx = { ...testCtx(opened.db, opened.kind), blob: fileBlobStore(folder) };
  userId = await makeUser(ctx);
  author = as(ctx, userId);
});

afterAll(async () => {
  expect(await listBroken(opened.db)).toEqual([]);
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

type File = { archiveName?: string; state?: "received" | "ready" | "refused"; owner?: string };

/** A file that a person has uploaded, as its check leaves it. */
async function makeFile(
  projectId: string,
  fileName: string,
  { archiveName, state = "ready", owner = userId }: File = {},
) {
  const [sha256, originalSha256] = [randomBytes(32), randomBytes(32)];
  const at = ctx.now();
  const size = { width: 10, height: 10, sizeBytes: 100 };
  if (state === "ready") await ctx.db.insert(media).values({ sha256, format: "jpeg", ...size, touchedAt: at });
  const id = ctx.newId();
  await ctx.db.insert(upload).values({
    ...{ id, userId: owner, projectId, fileName, sizeBytes: 100, state, createdAt: at, changedAt: at },
    archiveName: archiveName ?? null,
    ...(state === "ready" ? { mediaSha256: sha256, originalSha256 } : {}),
  });
  return { id, image: sha256.toString("hex"), original: originalSha256.toString("hex") };
}

const captions = () => makeProject(ctx, { modality: "image_caption", budget: 1e12, personalData: "allow" });
const mapping = { columns: { file: "file", caption: "caption" }, language: "en" } as const;

async function importTable(project: Awaited<ReturnType<typeof captions>>, rows: string[]) {
  const { id } = await uploadText(author, project, `file,caption\n${rows.join("\n")}\n`);
  const guessed = await previewBatch(author, { id });
  expect(guessed).toMatchObject({ fields: ["file", "caption"], mapping: { columns: mapping.columns } });
  const preview = await previewBatch(author, { id, mapping });
  const view = await runImport(author, project, id, mapping);
  const refusals = (await listRefusals(author, { id, limit: 100 })).items;
  return { preview, view, refusals: refusals.map(({ line, reason, detail }) => [line, reason, detail]) };
}

test("a row takes the uploaded file that it names, with and without folders, and the file is part of its contribution", async () => {
  const project = await captions();
  const pier = await makeFile(project.id, "pier.jpg");
  const cat = await makeFile(project.id, "貓 1.jpg", { archiveName: "photos/貓 1.jpg" });
  const { preview, view } = await importTable(project, [
    "pier.jpg,A pier in the evening",
    "photos/貓 1.jpg,A cat that sleeps",
  ]);
  expect(preview.rows.map(({ refusals }) => refusals)).toEqual([[], []]);
  expect(view).toMatchObject({ state: "finished", acceptedRows: 2, refusedRows: 0 });
  const made = await ctx.db.select().from(contribution).where(eq(contribution.projectId, project.id));
  const contents = made.map(({ content }) => JSON.parse(content));
  expect(contents).toContainEqual({ image: pier.image, original: pier.original, caption: "A pier in the evening" });
  expect(contents).toContainEqual({ image: cat.image, original: cat.original, caption: "A cat that sleeps" });
  const bound = await ctx.db.select().from(upload).where(eq(upload.projectId, project.id));
  expect(bound.map(({ contributionId }) => contributionId).sort()).toEqual(made.map(({ id }) => id).sort());
});

test("a file that is missing, not ready, refused, ambiguous, used or somebody else's refuses its row alone, in the preview too", async () => {
  const project = await captions();
  await makeFile(project.id, "good.jpg");
  await makeFile(project.id, "waits.jpg", { state: "received" });
  await makeFile(project.id, "bad.jpg", { state: "refused" });
  await makeFile(project.id, "two.jpg");
  await makeFile(project.id, "two.jpg", { archiveName: "b/two.jpg" });
  await makeFile(project.id, "theirs.jpg", { owner: await makeUser(ctx) });
  const names = ["good.jpg", "waits.jpg", "bad.jpg", "two.jpg", "theirs.jpg", "none.jpg", "good.jpg", "b/two.jpg", ""];
  const { preview, view, refusals } = await importTable(
    project,
    names.map((name, at) => `${name},caption number ${at} of the table`),
  );
  expect(view).toMatchObject({ acceptedRows: 2, refusedRows: 7 });
  expect(refusals).toEqual([
    [3, "file_unchecked", "waits.jpg"],
    [4, "file_refused", "bad.jpg"],
    [5, "file_ambiguous", "two.jpg"],
    [6, "file_missing", "theirs.jpg"],
    [7, "file_missing", "none.jpg"],
    [8, "file_used", "good.jpg"],
    [10, "invalid_field", "required"],
  ]);
  expect(preview.rows.map(({ refusals: [first] }) => first?.reason)).toEqual([
    ...[undefined, "file_unchecked", "file_refused", "file_ambiguous", "file_missing", "file_missing"],
    ...[undefined, undefined, "invalid_field"],
  ]);
  const again = await importTable(project, ["good.jpg,another caption for it"]);
  expect(again.refusals).toEqual([[2, "file_used", "good.jpg"]]);
});
