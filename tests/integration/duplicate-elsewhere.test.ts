import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { fileBlobStore } from "#lib/adapters/blob";
import { mediaStore } from "#lib/media";
import { listRefusals } from "#lib/services/batch-read";
import { checkContent } from "#lib/services/contribution-check";
import { withdrawContribution } from "#lib/services/contribution-withdraw";
import { editProject } from "#lib/services/project-edit";
import { readProject } from "#lib/services/project-read";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";
import { submitContribution } from "../support/declared";
import { runImport, uploadText } from "../support/import";
import { listBroken } from "../support/invariants";
import { makePicture } from "../support/photo";
import { decideNext, makePeople } from "../support/review";
import { uploadFile } from "../support/upload";

let opened: OpenedDb;
let ctx: TestCtx;
let author: TestCtx;
let other: TestCtx;
const folder = mkdtempSync(join(tmpdir(), "assay-elsewhere-"));
beforeAll(async () => {
  opened = await testDb();
  ctx = { ...testCtx(opened.db, opened.kind), media: mediaStore(), blob: fileBlobStore(folder) };
  author = as(ctx, await makeUser(ctx));
  other = as(ctx, await makeUser(ctx));
});
afterAll(async () => {
  expect(await listBroken(opened.db)).toEqual([]);
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

type Project = { slug: string; consentHash: string };
const send = ({ slug, consentHash }: Project, text: string, who = author) =>
  submitContribution(who, { id: ctx.newId(), project: slug, language: "en", content: { text }, consentHash });

test("what another project has is refused where the owner says so; which one it is, only to its author until it is public", async () => {
  const [reviewer = ""] = await makePeople(ctx, 1);
  const first = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
  const strict = await makeProject(ctx, { uniqueAcrossProjects: true });
  const text = "A ferry leaves the harbour before the fog has lifted.";
  const { id } = await send(first, text);
  const hidden = { reason: "contribution.duplicate_elsewhere", details: { contribution: null, project: null } };
  const shown = { ...hidden, details: { contribution: id, project: first.slug } };
  await expect(send(strict, ` ${text}\n`, other)).rejects.toMatchObject(hidden);
  await expect(send(strict, text)).rejects.toMatchObject(shown);
  const check = await checkContent(author, { project: strict.slug, content: { text } });
  expect(check).toMatchObject({ duplicateOf: null, duplicateElsewhere: shown.details });
  await decideNext(ctx, reviewer, first, "accept");
  await expect(send(strict, text, other)).rejects.toMatchObject(shown);
  // Projects that did not ask for it take it, whoever else has it; what the project itself has keeps its own reason.
  await send(await makeProject(ctx), text, other);
  await send(strict, "Another text that nobody has sent in yet.");
  await expect(send(strict, "Another text that nobody has sent in yet.", other)).rejects.toMatchObject({
    reason: "contribution.duplicate",
  });
});

test("what was withdrawn elsewhere is free again", async () => {
  const [first, strict] = [await makeProject(ctx), await makeProject(ctx, { uniqueAcrossProjects: true })];
  const text = "The lamp on the pier blinks three times and rests.";
  const { id } = await send(first, text);
  await withdrawContribution(author, { id });
  await send(strict, text, other);
});

test("rows of a table are refused one by one, with the project where it is public", async () => {
  const strict = await makeProject(ctx, { uniqueAcrossProjects: true });
  const first = await makeProject(ctx);
  const text = "Salt dries white on the railing after the storm.";
  await send(first, text, other);
  const batch = await uploadText(author, strict, `text\n${text}\nA row that is nowhere else to be found.\n`);
  const view = await runImport(author, strict, batch.id, { language: "en", columns: { text: "text" } });
  expect(view).toMatchObject({ acceptedRows: 1, refusedRows: 1 });
  const { items } = await listRefusals(author, { id: batch.id, limit: 10 });
  expect(items).toMatchObject([{ line: 2, reason: "duplicate_elsewhere", detail: null, duplicateOf: null }]);
});

test("the same picture under another caption is the same picture", async () => {
  const [first, strict] = await Promise.all([
    makeProject(ctx, { modality: "image_caption" }),
    makeProject(ctx, { modality: "image_caption", uniqueAcrossProjects: true }),
  ]);
  const picture = await makePicture(21);
  const sendPicture = async ({ slug, consentHash }: Project, caption: string) => {
    const { id, content } = await uploadFile(author, slug, picture);
    return submitContribution(author, {
      id,
      project: slug,
      language: "en",
      content: { ...content, caption },
      consentHash,
    });
  };
  const { id } = await sendPicture(first, "Hills in the evening");
  await expect(sendPicture(strict, "Something else altogether")).rejects.toMatchObject({
    reason: "contribution.duplicate_elsewhere",
    details: { contribution: id, project: first.slug },
  });
});

test("the owner changes it also while the project is open, and its page says so", async () => {
  const project = await makeProject(ctx);
  const owner = as(ctx, project.ownerId);
  expect(await readProject(owner, { slug: project.slug })).toMatchObject({ uniqueAcrossProjects: false });
  await editProject(owner, { slug: project.slug, changes: { uniqueAcrossProjects: true } });
  expect(await readProject(owner, { slug: project.slug })).toMatchObject({ uniqueAcrossProjects: true });
});
