import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { nearMedia } from "#db/schema/near";
import { mediaStore } from "#lib/media";
import { checkContent } from "#lib/services/contribution-check";
import { eraseContribution } from "#lib/services/contribution-erase";
import { withdrawContribution } from "#lib/services/contribution-withdraw";
import { claimItems } from "#lib/services/review-read";
import { getUpload } from "#lib/services/upload-read";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";
import { submitContribution } from "../support/declared";
import { listBroken } from "../support/invariants";
import { copies, makePhoto, makePicture } from "../support/photo";
import { decideNext, makePeople } from "../support/review";
import { makeSound, toMp3, toOgg, toWave } from "../support/sound";
import { uploadFile } from "../support/upload";

let opened: OpenedDb;
let ctx: TestCtx;
let author: TestCtx;
let other: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = { ...testCtx(opened.db, opened.kind), media: mediaStore() };
  author = as(ctx, await makeUser(ctx));
  other = as(ctx, await makeUser(ctx));
});
afterAll(async () => {
  expect(await listBroken(opened.db)).toEqual([]);
  await opened.close();
});

type Project = { slug: string; consentHash: string };

async function send({ slug, consentHash }: Project, bytes: Buffer, who = author) {
  const { id, content } = await uploadFile(who, slug, bytes);
  return submitContribution(who, { id, project: slug, language: "en", content, consentHash });
}

/** What is said of a file that is here and not sent in yet. */
async function lookAt({ slug }: Project, bytes: Buffer, who = author) {
  const { id, content } = await uploadFile(who, slug, bytes);
  const { near } = await getUpload(who, { id });
  expect((await checkContent(who, { project: slug, content })).near).toEqual(near);
  return near;
}

const images = { modality: "image" as const };
const sounds = { modality: "audio" as const };

test("a picture that was cropped, resized or brightened is told with its share, and which one only to its author until it is public", async () => {
  const [reviewer = ""] = await makePeople(ctx, 1);
  const project = await makeProject(ctx, { ...images, reviewers: [reviewer], reviewsWanted: 1 });
  const picture = await makePicture(1);
  const { id } = await send(project, picture);
  expect(await lookAt(project, await makePicture(2))).toBeNull();
  for (const copy of Object.values(copies)) {
    const near = await lookAt(project, await copy(picture));
    expect(near).toMatchObject({ contribution: id, media: { kind: "image" } });
    expect(near?.percent).toBeGreaterThanOrEqual(60);
  }
  const copy = await copies.brighter(picture);
  const unseen = await lookAt(project, copy, other);
  expect(unseen).toMatchObject({ contribution: null, media: null });
  await decideNext(ctx, reviewer, project, "accept");
  expect(await lookAt(project, await copies.grey(picture), other)).toMatchObject({ contribution: id });
  // In another project it is nobody's copy.
  expect(await lookAt(await makeProject(ctx, images), picture)).toBeNull();
});

test("the reviewer sees the other picture beside it", async () => {
  const [reviewer = ""] = await makePeople(ctx, 1);
  const project = await makeProject(ctx, { ...images, reviewers: [reviewer] });
  const picture = await makePicture(3);
  await send(project, picture);
  await send(project, await copies["half as large"](picture), other);
  const { items } = await claimItems(as(ctx, reviewer), { project: project.slug, wanted: 3 });
  expect(items.map(({ near }) => near?.media?.kind).sort()).toEqual(["image", undefined]);
});

test("a project that takes none refuses the copy, by its own threshold; the very same file keeps its own reason", async () => {
  const project = await makeProject(ctx, { ...images, nearDuplicates: "refuse" });
  const picture = await makePicture(4);
  await send(project, picture);
  const refusal = { reason: "contribution.near_duplicate", details: { contribution: null } };
  await expect(send(project, await copies["as WebP"](picture), other)).rejects.toMatchObject(refusal);
  await expect(send(project, picture, other)).rejects.toMatchObject({ reason: "contribution.duplicate" });
  await send(project, await makePicture(5));
  const exact = await makeProject(ctx, { ...images, nearDuplicates: "refuse", nearThreshold: 100 });
  await send(exact, picture);
  await send(exact, await copies["cropped by 4 % a side"](picture));
  const loose = await makeProject(ctx, { ...images, nearDuplicates: "allow" });
  await send(loose, picture);
  expect(await lookAt(loose, await copies.grey(picture))).toBeNull();
});

test("a plain surface looks like nothing, and what is withdrawn or erased is nobody's neighbour", async () => {
  const project = await makeProject(ctx, { ...images, nearDuplicates: "refuse" });
  const picture = await makePicture(6);
  await send(project, await makePhoto());
  await send(project, await makePhoto());
  const first = await send(project, picture);
  await withdrawContribution(author, { id: first.id });
  const second = await send(project, await copies.grey(picture));
  const held = () => opened.db.select().from(nearMedia).where(eq(nearMedia.contributionId, second.id));
  expect(await held()).toHaveLength(4);
  await eraseContribution(author, { id: second.id });
  expect(await held()).toEqual([]);
  await send(project, await copies.brighter(picture));
});

test("where three that are as good as the same stand, a fourth is found and not held", async () => {
  const project = await makeProject(ctx, images);
  const picture = await makePicture(7);
  for (const copy of [copies.grey, copies.blurred, copies["as WebP"], copies["encoded again"], copies["half as large"]])
    await send(project, await copy(picture));
  const [row] = await opened.db
    .select({ count: sql`count(distinct ${nearMedia.contributionId})`.mapWith(Number) })
    .from(nearMedia)
    .where(eq(nearMedia.projectId, project.id));
  expect(row?.count).toBeLessThan(5);
  expect(await lookAt(project, picture)).toMatchObject({ media: { kind: "image" } });
});

test("a recording is recognised in another format, louder and with silence around it; another sentence is not", async () => {
  const project = await makeProject(ctx, { ...sounds, nearDuplicates: "refuse" });
  const sound = makeSound(1, 3);
  await send(project, toWave(sound));
  const quiet = new Float32Array(sound.length + 12_000);
  quiet.set(sound, 8_000);
  const same = [
    await toMp3(sound),
    await toMp3(sound, 32),
    await toOgg(sound),
    toWave(sound.map((one) => one * 0.4)),
    toWave(quiet),
  ];
  for (const bytes of same) {
    const near = await lookAt(project, bytes);
    expect(near).toMatchObject({ media: { kind: "audio" } });
    expect(near?.percent).toBeGreaterThanOrEqual(60);
  }
  await expect(send(project, await toMp3(sound), other)).rejects.toMatchObject({
    reason: "contribution.near_duplicate",
  });
  for (const seed of [2, 3, 4]) expect(await lookAt(project, toWave(makeSound(seed, 3)))).toBeNull();
  await send(project, toWave(makeSound(5, 3)));
});
