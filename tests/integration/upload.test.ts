import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { OpenedDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { media, upload } from "#db/schema/media";
import { limits } from "#lib/domain/limits";
import { mediaStore } from "#lib/media";
import { checkContent } from "#lib/services/contribution-check";
import { listOwnContributions } from "#lib/services/contribution-read";
import { getContribution } from "#lib/services/contribution-view";
import { withdrawContribution } from "#lib/services/contribution-withdraw";
import { decideReview } from "#lib/services/review-decide";
import { claimItems } from "#lib/services/review-read";
import { sealDueReviews } from "#lib/services/review-seal";
import { createToken } from "#lib/services/token";
import { checkUpload, finishUpload } from "#lib/services/upload-check";
import { createUpload } from "#lib/services/upload-create";
import { getUpload, listUploads } from "#lib/services/upload-read";
import { removeUpload, sweepMedia } from "#lib/services/upload-remove";
import { refusalOf, serveDb } from "../support/api";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";
import { reviseContribution, submitContribution } from "../support/declared";
import { makePhoto } from "../support/photo";
import { openTus, runChecks, tusRequest, uploadImage } from "../support/upload";

const dataDir = mkdtempSync(join(tmpdir(), "assay-upload-"));
process.env.DATA_DIR = dataDir;

let opened: OpenedDb;
let system: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  serveDb(opened);
  system = { ...testCtx(opened.db, opened.kind), media: mediaStore() };
  // Ahead of the routes' own clock, for as long as this file may take: what they put in line is due.
  system.clock.at = Date.now() + 1_800_000;
});
afterAll(async () => {
  await opened.close();
  rmSync(dataDir, { recursive: true });
});

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const pathOf = (hash: string, variant = "file") => join(dataDir, "media", hash.slice(0, 2), `${hash}.${variant}`);
const DAY_MS = 86_400_000;

async function makePerson() {
  const me = as(system, await makeUser(system));
  const { secret } = await createToken(me, { name: "t", scopes: ["read", "contribute"], expiresInDays: 1 });
  return { me, token: secret, userId: me.actor.kind === "user" ? me.actor.userId : "" };
}

const images = (values = {}) => makeProject(system, { modality: "image", reviewsWanted: 1, ...values });

function submit(
  me: TestCtx,
  project: { slug: string; consentHash: string },
  content: object,
  id: string = randomUUID(),
) {
  return submitContribution(me, {
    id,
    project: project.slug,
    language: "en",
    content: content as Record<string, unknown>,
    consentHash: project.consentHash,
  });
}

test("a file comes in by tus in pieces, is checked, and becomes a contribution that names both its hashes", async () => {
  const { me, token } = await makePerson();
  const project = await images();
  const photo = await makePhoto();
  const { response, id } = await openTus(token, project.slug, photo, { sha256: sha256(photo) });
  expect(response.status).toBe(201);
  const half = photo.byteLength >> 1;
  const first = await tusRequest({
    token,
    method: "PATCH",
    id,
    headers: { "upload-offset": "0" },
    body: photo.subarray(0, half),
  });
  expect([first.status, first.headers.get("upload-offset")]).toEqual([204, String(half)]);
  const head = await tusRequest({ token, method: "HEAD", id });
  expect(head.headers.get("upload-offset")).toBe(String(half));
  expect((await listUploads(me, { project: project.slug })).items).toMatchObject([
    { id, state: "receiving", receivedBytes: half, fileName: "IMG_0001.jpg" },
  ]);
  const wrong = await tusRequest({
    token,
    method: "PATCH",
    id,
    headers: { "upload-offset": "0" },
    body: photo.subarray(0, 9),
  });
  expect(wrong.status).toBe(409);
  await tusRequest({
    token,
    method: "PATCH",
    id,
    headers: { "upload-offset": String(half) },
    body: photo.subarray(half),
  });
  expect(await getUpload(me, { id })).toMatchObject({ state: "received", media: null });
  await runChecks(system);
  const ready = await getUpload(me, { id });
  expect(ready).toMatchObject({
    state: "ready",
    originalSha256: sha256(photo),
    media: { width: 320, height: 240, format: "jpeg" },
  });
  const image = ready.media?.sha256 ?? "";
  expect(existsSync(join(dataDir, "uploads", id))).toBe(false);
  const content = { image, original: sha256(photo) };
  expect(await checkContent(me, { project: project.slug, content })).toMatchObject({ issues: [], duplicateOf: null });
  const sent = await submit(me, project, content, id);
  expect(await submit(me, project, content, id)).toEqual(sent);
  expect(await getContribution(me, { id })).toMatchObject({ content, media: [{ sha256: image, width: 320 }] });
  const [own] = (await listOwnContributions(me, { limit: 5 })).items;
  expect(own?.media?.sha256).toBe(image);
  expect((await listUploads(me, { project: project.slug })).items).toEqual([]);
});

test("bytes that arrived before the connection broke are kept, and only the rest is sent", async () => {
  const { token } = await makePerson();
  const project = await images();
  const photo = await makePhoto(1_200, 900);
  const { id } = await openTus(token, project.slug, photo);
  const part = photo.subarray(0, 60_000);
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(part);
    },
    async pull(controller) {
      // Not before what was sent has arrived, however slow the disk is.
      await vi.waitUntil(() => statSync(join(dataDir, "uploads", id)).size === part.byteLength, { timeout: 60_000 });
      controller.error(new Error("the line broke"));
    },
  });
  await tusRequest({ token, method: "PATCH", id, headers: { "upload-offset": "0" }, body }).catch(() => {});
  const offset = Number((await tusRequest({ token, method: "HEAD", id })).headers.get("upload-offset"));
  expect(offset).toBe(part.byteLength);
  const rest = { "upload-offset": String(offset) };
  const last = await tusRequest({ token, method: "PATCH", id, headers: rest, body: photo.subarray(offset) });
  expect(last.status).toBe(204);
  await runChecks(system);
  const [row] = await system.db.select().from(upload).where(eq(upload.id, id));
  expect(row?.state).toBe("ready");
  expect(Buffer.from(row?.originalSha256 ?? []).toString("hex")).toBe(sha256(photo));
});

test("an upload is its sender's alone, and a hash is no key to somebody else's picture", async () => {
  const [anna, ben] = [await makePerson(), await makePerson()];
  const project = await images();
  const photo = await makePhoto();
  const { id, content } = await uploadImage(anna.me, project.slug, photo);
  for (const method of ["HEAD", "PATCH", "DELETE"] as const) {
    const response = await tusRequest({ token: ben.token, method, id, headers: { "upload-offset": "0" } });
    expect(response.status).toBe(404);
  }
  await expect(getUpload(ben.me, { id })).rejects.toMatchObject({ reason: "upload.not_found" });
  await expect(finishUpload(ben.me, { id })).rejects.toMatchObject({ reason: "upload.not_found" });
  await expect(removeUpload(ben.me, { id })).rejects.toMatchObject({ reason: "upload.not_found" });
  const stolen = { reason: "input.invalid", details: { issues: [{ path: "content.image", message: "not_uploaded" }] } };
  await expect(submit(ben.me, project, content)).rejects.toMatchObject(stolen);
  await expect(submit(anna.me, project, { ...content, original: "0".repeat(64) })).rejects.toMatchObject(stolen);
  const elsewhere = await images();
  await expect(submit(anna.me, elsewhere, content)).rejects.toMatchObject(stolen);
});

test("no token, no right, no image project, no room: each is said before a byte is sent", async () => {
  const { me, token, userId } = await makePerson();
  const project = await images();
  const photo = await makePhoto();
  const nobody = await openTus("assay_nobody", project.slug, photo);
  expect(await refusalOf(nobody.response)).toMatchObject({ status: 401, reason: "auth.token_invalid" });
  const reader = await createToken(me, { name: "r", scopes: ["read"], expiresInDays: 1 });
  expect((await openTus(reader.secret, project.slug, photo)).response.status).toBe(403);
  const texts = await makeProject(system);
  const { response } = await openTus(token, texts.slug, photo);
  expect(await refusalOf(response)).toMatchObject({ status: 400, reason: "media.not_collected" });
  const closed = await images({ state: "paused" });
  expect(await refusalOf((await openTus(token, closed.slug, photo)).response)).toMatchObject({
    reason: "project.not_open",
  });
  expect(await refusalOf((await openTus(token, project.slug, photo, { sha256: "zz" })).response)).toMatchObject({
    reason: "input.invalid",
    details: { issues: [{ path: "sha256" }] },
  });
  await expect(
    createUpload(me, { project: project.slug, fileName: "a", sizeBytes: limits.imageBytes + 1 }),
  ).rejects.toMatchObject({ reason: "input.too_large", details: { maxBytes: limits.imageBytes } });
  await expect(createUpload(me, { project: project.slug, fileName: "a", sizeBytes: 0 })).rejects.toMatchObject({
    reason: "media.empty",
  });
  expect(await system.db.select().from(upload).where(eq(upload.userId, userId))).toEqual([]);
});

test("quotas of person and project are refused with their numbers, and two uploads cannot both take the last of one", async () => {
  const project = await images();
  const { me } = await makePerson();
  const small = { ...me, media: { ...me.media, quota: { personBytes: 1_000, projectBytes: 1_500 } } };
  const open = (ctx: TestCtx, sizeBytes: number) =>
    createUpload(ctx, { project: project.slug, fileName: "a", sizeBytes });
  const both = await Promise.allSettled([open(small, 600), open(small, 600)]);
  expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  await expect(open(small, 401)).rejects.toMatchObject({
    reason: "upload.quota_person",
    details: { usedBytes: 600, sizeBytes: 401, maxBytes: 1_000 },
  });
  const other = { ...(await makePerson()).me, media: small.media };
  await expect(open(other, 901)).rejects.toMatchObject({
    reason: "upload.quota_project",
    details: { usedBytes: 600, sizeBytes: 901, maxBytes: 1_500 },
  });
  await open(other, 900);
});

test("a picture is in a project once, whoever sends it, whatever is said about it, in whatever file", async () => {
  const project = await images({ modality: "image_caption" });
  const [anna, ben] = [(await makePerson()).me, await makePerson()];
  const photo = await makePhoto();
  const first = await uploadImage(anna, project.slug, photo);
  await submit(anna, project, { ...first.content, caption: "A field" }, first.id);
  // The very same bytes are refused before they are sent, when their sender says their hash.
  const early = await openTus(ben.token, project.slug, photo, { sha256: sha256(photo) });
  const duplicate = { reason: "contribution.duplicate", details: { contribution: first.id } };
  expect(await refusalOf(early.response)).toMatchObject({ status: 409, ...duplicate });
  // The same pixels in another file: a comment more.
  const comment = Buffer.from([0xff, 0xfe, 0x00, 0x06, 0x61, 0x73, 0x73, 0x61]);
  const other = Buffer.concat([photo.subarray(0, 2), comment, photo.subarray(2)]);
  const again = await uploadImage(ben.me, project.slug, other);
  expect(again.content.image).toBe(first.content.image);
  expect(again.content.original).not.toBe(first.content.original);
  const content = { ...again.content, caption: "Another caption" };
  expect(await checkContent(ben.me, { project: project.slug, content })).toMatchObject({ duplicateOf: first.id });
  await expect(submit(ben.me, project, content)).rejects.toMatchObject(duplicate);
  const elsewhere = await images();
  const there = await uploadImage(ben.me, elsewhere.slug, photo);
  await submit(ben.me, elsewhere, there.content);
  expect(
    await system.db
      .select()
      .from(media)
      .where(eq(media.sha256, Buffer.from(first.content.image, "hex"))),
  ).toHaveLength(1);
});

test("sent twice at once, in two tabs, one picture makes one contribution", async () => {
  const project = await images();
  const { me } = await makePerson();
  const photo = await makePhoto();
  const [one, two] = [await uploadImage(me, project.slug, photo), await uploadImage(me, project.slug, photo)];
  const results = await Promise.allSettled([
    submit(me, project, one.content, one.id),
    submit(me, project, one.content, one.id),
    submit(me, project, two.content, two.id),
  ]);
  const rows = await system.db.select().from(contribution).where(eq(contribution.projectId, project.id));
  expect(rows).toHaveLength(1);
  for (const result of results) {
    if (result.status === "rejected") expect(result.reason).toMatchObject({ reason: "contribution.duplicate" });
    else expect(result.value.id).toBe(rows[0]?.id);
  }
});

test("a withdrawn picture can be sent anew; a revised one keeps its earlier image for its history", async () => {
  const reviewer = await makePerson();
  const project = await images({ reviewers: [reviewer.userId] });
  const { me } = await makePerson();
  const photo = await makePhoto();
  const first = await uploadImage(me, project.slug, photo);
  await submit(me, project, first.content, first.id);
  await withdrawContribution(me, { id: first.id });
  const again = await uploadImage(me, project.slug, photo);
  await submit(me, project, again.content, again.id);
  const { items } = await claimItems(reviewer.me, { project: project.slug, wanted: 1 });
  expect(items[0]).toMatchObject({ fields: [], media: { sha256: first.content.image } });
  await decideReview(reviewer.me, {
    slotId: items[0]?.slotId ?? "",
    decision: "request_changes",
    reason: "quality",
    feedback: "Please take it by daylight.",
    undoMs: 0,
  });
  system.clock.at += limits.undoMaxMs;
  await sealDueReviews(system);
  const better = await uploadImage(me, project.slug, await makePhoto());
  await reviseContribution(me, { id: again.id, round: 1, content: better.content });
  const seen = await getContribution(me, { id: again.id });
  expect(seen.media.map((image) => image.sha256)).toEqual([first.content.image, better.content.image]);
  const second = await claimItems(reviewer.me, { project: project.slug, wanted: 1 });
  expect(second.items[0]).toMatchObject({
    media: { sha256: better.content.image },
    previous: { media: { sha256: first.content.image } },
  });
});

test("a refused file says why, takes no room and leaves nothing behind", async () => {
  const { me } = await makePerson();
  const project = await images();
  const page = Buffer.from("<!doctype html><script>alert(1)</script>");
  await expect(uploadImage(me, project.slug, page)).rejects.toThrow("media.active_content");
  const [refused] = (await listUploads(me, { project: project.slug })).items;
  expect(refused).toMatchObject({ state: "refused", media: null, refusal: { reason: "media.active_content" } });
  expect(existsSync(join(dataDir, "uploads", refused?.id ?? ""))).toBe(false);
  const small = { ...me, media: { ...me.media, quota: { personBytes: 10, projectBytes: 10 } } };
  await createUpload(small, { project: project.slug, fileName: "b", sizeBytes: 10 });
  expect(await removeUpload(me, { id: refused?.id ?? "" })).toEqual({ id: refused?.id });
});

test("a check that was killed at any point is done again and comes to the same", async () => {
  const { me } = await makePerson();
  const project = await images();
  const photo = await makePhoto();
  const { id } = await createUpload(me, { project: project.slug, fileName: "a", sizeBytes: photo.byteLength });
  await mediaStore().receive(
    id,
    (async function* () {
      yield photo;
    })(),
    photo.byteLength,
  );
  await finishUpload(me, { id });
  const dies = (at: "prepare" | "keep") => ({
    ...system,
    media: {
      ...system.media,
      [at]: async (...args: never[]) => {
        await (system.media[at] as (...args: never[]) => Promise<unknown>)(...args);
        throw new Error("killed");
      },
    },
  });
  for (const at of ["prepare", "keep"] as const) await expect(checkUpload(dies(at), id)).rejects.toThrow("killed");
  await checkUpload(system, id);
  await checkUpload(system, id);
  const { state, media } = await getUpload(me, { id });
  expect(state).toBe("ready");
  expect(existsSync(pathOf(media?.sha256 ?? ""))).toBe(true);
});

test("the sweep takes what nothing refers to, when it is old enough, and never what is part of a contribution", async () => {
  const { me } = await makePerson();
  const project = await images();
  const kept = await uploadImage(me, project.slug, await makePhoto());
  await submit(me, project, kept.content, kept.id);
  const unsent = await uploadImage(me, project.slug, await makePhoto());
  const half = await createUpload(me, { project: project.slug, fileName: "half", sizeBytes: 100 });
  await mediaStore().receive(
    half.id,
    (async function* () {
      yield Buffer.from("half");
    })(),
    100,
  );
  const later = (days: number) => ({ ...system, now: () => new Date(system.clock.at + days * DAY_MS) });
  expect(await sweepMedia(later(0.5))).toMatchObject({ uploads: 0, images: 0 });
  expect((await sweepMedia(later(1.5))).uploads).toBeGreaterThan(0);
  await expect(getUpload(me, { id: half.id })).rejects.toMatchObject({ reason: "upload.not_found" });
  expect(existsSync(join(dataDir, "uploads", half.id))).toBe(false);
  expect((await getUpload(me, { id: unsent.id })).state).toBe("ready");
  await sweepMedia(later(8));
  expect(existsSync(pathOf(unsent.content.image))).toBe(false);
  expect(existsSync(pathOf(unsent.content.image, "thumb"))).toBe(false);
  for (const variant of ["file", "view", "thumb"]) expect(existsSync(pathOf(kept.content.image, variant))).toBe(true);
  expect((await getContribution(me, { id: kept.id })).media).toHaveLength(1);
});

test("an image that comes again while the sweep takes it away is there afterwards", async () => {
  const { me } = await makePerson();
  const project = await images();
  const photo = await makePhoto();
  const first = await uploadImage(me, project.slug, photo);
  await removeUpload(me, { id: first.id });
  const later = { ...system, now: () => new Date(system.clock.at + 2 * DAY_MS) };
  const [, again] = await Promise.all([sweepMedia(later), uploadImage({ ...me, now: later.now }, project.slug, photo)]);
  expect(again.content.image).toBe(first.content.image);
  for (const variant of ["file", "view", "thumb"]) expect(existsSync(pathOf(again.content.image, variant))).toBe(true);
  expect((await getUpload(me, { id: again.id })).media?.sha256).toBe(first.content.image);
});
