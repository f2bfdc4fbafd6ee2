import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { answerMedia } from "#lib/api/media";
import type { ImageView } from "#lib/domain/media";
import { mediaStore } from "#lib/media";
import { getUpload } from "#lib/services/upload-read";
import { exportPage } from "#lib/services/user-export";
import { refusalOf } from "../support/api";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";
import { submitContribution } from "../support/declared";
import { makePhoto } from "../support/photo";
import { uploadImage } from "../support/upload";

const dataDir = mkdtempSync(join(tmpdir(), "assay-media-"));
process.env.DATA_DIR = dataDir;

let opened: OpenedDb;
let me: TestCtx;
let project: Awaited<ReturnType<typeof makeProject>>;
let id: string;
let content: { image: string; original: string };
beforeAll(async () => {
  opened = await testDb();
  const system = { ...testCtx(opened.db, opened.kind), media: mediaStore(), now: () => new Date() };
  me = as(system, await makeUser(system));
  project = await makeProject(system, { modality: "image" });
  ({ id, content } = await uploadImage(me, project.slug, await makePhoto()));
});
afterAll(async () => {
  await opened.close();
  rmSync(dataDir, { recursive: true });
});

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

async function imageOf(reader: TestCtx): Promise<ImageView> {
  const { media } = await getUpload(reader, { id });
  if (media?.kind !== "image") throw new Error("no image");
  return media;
}

function read(address: string): Promise<Response> {
  const url = new URL(address, "http://localhost:3000");
  return answerMedia(new Request(url), url.pathname.split("/").slice(3));
}

test.each([
  ["fileUrl", "image/jpeg"],
  ["viewUrl", "image/webp"],
  ["thumbUrl", "image/webp"],
] as const)("%s is read as %s, a type of ours, and cannot act as a page", async (name, type) => {
  const media = await imageOf(me);
  const response = await read(media[name]);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": type,
    "content-disposition": expect.stringMatching(/^attachment; filename="[0-9a-f]{16}\.(?:jpeg|webp)"$/),
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": expect.stringMatching(/^private, max-age=\d{4}, immutable$/),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (name === "fileUrl") expect(sha256(bytes)).toBe(media.sha256);
});

test("an address that was changed in any part names nothing, and none leads out of the store", async () => {
  const { sha256: name, thumbUrl: address } = await imageOf(me);
  const [path = "", query = ""] = address.split("?");
  const changed = [
    path,
    `${path}?until=99999999999999&key=${new URLSearchParams(query).get("key")}`,
    address.replace("thumb", "file"),
    address.replace("jpeg", "png"),
    address.replace(name, "0".repeat(64)),
    `${path}/../../../secret?${query}`,
    `/rpc/media/..%2f..%2fsecret/file.jpeg?${query}`,
  ];
  for (const one of changed) expect((await read(one)).status).toBe(404);
});

test("an address expires, and its answer says so", async () => {
  const old = { ...me, now: () => new Date(Date.now() - 3 * 3_600_000) };
  const expired = await read((await imageOf(old)).thumbUrl);
  expect(await refusalOf(expired)).toMatchObject({ status: 403, reason: "media.link_expired" });
});

test("the export of one's data names every upload and brings the images themselves", async () => {
  const { consentHash, slug } = project;
  await submitContribution(me, { id, project: slug, language: "en", content, consentHash });
  const { items, files } = await exportPage(me, { section: "contributions" });
  expect(items).toMatchObject([{ id, content }]);
  const url = expect.stringContaining(`/rpc/media/${content.image}/file.jpeg?`);
  expect(files).toEqual([{ path: `images/${content.image}.jpeg`, url }]);
  const uploads = await exportPage(me, { section: "uploads" });
  expect(uploads.items).toMatchObject([{ id, fileName: "a.jpg", originalSha256: content.original, contribution: id }]);
});
