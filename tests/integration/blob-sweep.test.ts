import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { batch } from "#db/schema/batch";
import { media } from "#db/schema/media";
import { fileBlobStore } from "#lib/adapters/blob";
import { mediaStore } from "#lib/media";
import { uploadBatch } from "#lib/services/batch-upload";
import { sweepUnknown } from "#lib/services/blob-sweep";
import { createUpload } from "#lib/services/upload-create";
import { getUpload } from "#lib/services/upload-read";
import { removeUpload, sweepMedia } from "#lib/services/upload-remove";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";
import { makePhoto } from "../support/photo";
import { uploadImage } from "../support/upload";

const dataDir = mkdtempSync(join(tmpdir(), "assay-sweep-"));
process.env.DATA_DIR = dataDir;
const DAY_MS = 86_400_000;

let opened: OpenedDb;
let system: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  const blob = fileBlobStore(join(dataDir, "blobs"));
  system = { ...testCtx(opened.db, opened.kind), blob, media: mediaStore(), now: () => new Date() };
});
afterAll(async () => {
  await opened.close();
  rmSync(dataDir, { recursive: true });
});

const later = (days: number) => ({ ...system, now: () => new Date(Date.now() + days * DAY_MS) });
const filesIn = (folder: string) =>
  readdirSync(join(dataDir, folder), { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length;

async function table(me: TestCtx) {
  const project = await makeProject(system);
  const source = (async function* () {
    yield Buffer.from("text\nOne sentence.\n");
  })();
  return uploadBatch(me, { project: project.slug, fileName: "a.csv", source });
}

test("files that no row knows are taken back a day later, half-written ones too; what a row knows is left alone", async () => {
  const me = as(system, await makeUser(system));
  const [kept, lost] = [await table(me), await table(me)];
  await system.db.delete(batch).where(eq(batch.id, lost.id));
  const project = await makeProject(system, { modality: "image" });
  const [first, second] = [
    await uploadImage(me, project.slug, await makePhoto()),
    await uploadImage(me, project.slug, await makePhoto()),
  ];
  // A process that died between a file and its row.
  await removeUpload(me, { id: second.id });
  await system.db.delete(media).where(eq(media.sha256, Buffer.from(second.content.image, "hex")));
  const part = join(dataDir, "media", "00", "half.part");
  mkdirSync(join(dataDir, "media", "00"), { recursive: true });
  writeFileSync(part, "half");
  expect(await sweepUnknown(system)).toEqual({ blobs: 0, files: 0 });
  const before = { blobs: filesIn("blobs"), media: filesIn("media") };
  expect(await sweepUnknown(later(1.5))).toEqual({ blobs: 1, files: 1 });
  expect({ blobs: filesIn("blobs"), media: filesIn("media") }).toEqual({
    blobs: before.blobs - 1,
    media: before.media - 4,
  });
  expect(existsSync(part)).toBe(false);
  const [row] = await system.db.select().from(batch).where(eq(batch.id, kept.id));
  expect(existsSync(join(dataDir, "blobs", row?.blobKey ?? "?"))).toBe(true);
  expect((await getUpload(me, { id: first.id })).state).toBe("ready");
  expect(existsSync(join(dataDir, "media", first.content.image.slice(0, 2), `${first.content.image}.file`))).toBe(true);
});

test("a sweep that is killed anywhere leaves nothing that a row knows missing, and the next one ends the work", async () => {
  const me = as(system, await makeUser(system));
  const project = await makeProject(system, { modality: "image" });
  const kept = await uploadImage(me, project.slug, await makePhoto());
  const lost: string[] = [];
  // One after the other: of two at once one may find its check taken by the other, and look before it has ended.
  while (lost.length < 4) lost.push((await uploadImage(me, project.slug, await makePhoto())).content.image);
  for (const hash of lost) {
    const [gone] = await system.db
      .select({ sha256: media.sha256 })
      .from(media)
      .where(eq(media.sha256, Buffer.from(hash, "hex")));
    expect(gone).toBeDefined();
  }
  const { upload } = await import("#db/schema/media");
  for (const hash of lost) {
    await system.db.delete(upload).where(eq(upload.mediaSha256, Buffer.from(hash, "hex")));
    await system.db.delete(media).where(eq(media.sha256, Buffer.from(hash, "hex")));
  }
  for (const [at, moment] of [
    [1, "before"],
    [2, "after"],
  ] as const) {
    let removed = 0;
    const remove: typeof system.media.remove = async (hash) => {
      removed += 1;
      if (removed === at && moment === "before") throw new Error("killed");
      await system.media.remove(hash);
      if (removed === at && moment === "after") throw new Error("killed");
    };
    const dies = { ...later(1.5), media: { ...system.media, remove } };
    await expect(sweepUnknown(dies)).rejects.toThrow("killed");
  }
  await sweepUnknown(later(1.5));
  const there = (hash: string) => existsSync(join(dataDir, "media", hash.slice(0, 2), `${hash}.file`));
  expect(lost.filter(there)).toEqual([]);
  expect(there(kept.content.image)).toBe(true);
  // Nothing of the rows that stood for them meanwhile is left.
  expect(await system.db.select().from(media).where(eq(media.sizeBytes, 0))).toEqual([]);
});

test("an upload that still grows is not given up, however old it is", async () => {
  const me = as(system, await makeUser(system));
  const project = await makeProject(system, { modality: "image" });
  const open = () => createUpload(me, { project: project.slug, fileName: "a", sizeBytes: 100 });
  const [slow, still] = [await open(), await open()];
  for (const { id } of [slow, still]) {
    await system.media.receive(
      id,
      (async function* () {
        yield Buffer.from("half");
      })(),
      100,
    );
  }
  const after = later(3);
  utimesSync(join(dataDir, "uploads", slow.id), after.now(), after.now());
  await sweepMedia(after);
  expect((await getUpload(me, { id: slow.id })).receivedBytes).toBe(4);
  await expect(getUpload(me, { id: still.id })).rejects.toMatchObject({ reason: "upload.not_found" });
});
