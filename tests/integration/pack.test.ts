import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { limits } from "#lib/domain/limits";
import { mediaStore } from "#lib/media";
import { getArchive, listArchives, listMemberRefusals } from "#lib/services/archive-read";
import { unpackArchive } from "#lib/services/archive-unpack";
import { createToken } from "#lib/services/token";
import { createUpload } from "#lib/services/upload-create";
import { getUpload, listUploads } from "#lib/services/upload-read";
import { removeUpload, sweepMedia } from "#lib/services/upload-remove";
import { getRoom } from "#lib/services/upload-room";
import { serveDb } from "../support/api";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";
import { makePack, type PackMember } from "../support/pack";
import { makePhoto } from "../support/photo";
import { openTus, runChecks, runUnpacking, tusRequest } from "../support/upload";

const dataDir = mkdtempSync(join(tmpdir(), "assay-pack-"));
process.env.DATA_DIR = dataDir;
const DAY_MS = 86_400_000;

let opened: OpenedDb;
let system: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  serveDb(opened);
  system = { ...testCtx(opened.db, opened.kind), media: mediaStore(), now: () => new Date() };
});
afterAll(async () => {
  await opened.close();
  rmSync(dataDir, { recursive: true });
});

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const images = (values = {}) => makeProject(system, { modality: "image", ...values });
const files = () => readdirSync(join(dataDir, "uploads")).filter((name) => name !== "checked");

async function makePerson() {
  const me = as(system, await makeUser(system));
  const { secret } = await createToken(me, { name: "t", scopes: ["contribute"], expiresInDays: 1 });
  return { me, token: secret };
}

async function photos(count: number): Promise<PackMember[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, at) => ({
      name: `${at + 1}/照片 ${at}.jpg`,
      bytes: await makePhoto(40, 30),
    })),
  );
}

/** Sends a pack by tus in two pieces, as it would come over a line. */
async function send(token: string, project: { slug: string }, bytes: Buffer, more: Record<string, string> = {}) {
  const { id, response } = await openTus(token, project.slug, bytes, { purpose: "pack", filename: "p.tar", ...more });
  expect(response.status).toBe(201);
  const half = Math.floor(bytes.byteLength / 2);
  for (const [from, to] of [[0, half] as const, [half, bytes.byteLength] as const]) {
    const headers = { "upload-offset": String(from) };
    const sent = await tusRequest({ token, method: "PATCH", id, headers, body: bytes.subarray(from, to) });
    expect(sent.status).toBe(204);
  }
  return id;
}

const reasonsOf = async (me: TestCtx, id: string) =>
  (await listMemberRefusals(me, { id, limit: 100 })).items.map(({ entry, reason }) => [entry, reason]);

test("each file of a pack is an upload as if it had come alone: held under its hash, then checked, and the pack's bytes go", async () => {
  const [{ me, token }, project] = [await makePerson(), await images()];
  const members = [...(await photos(3)), { name: "4/page.html", bytes: Buffer.from("<script>alert(1)</script>") }];
  const id = await send(token, project, makePack(members));
  await runUnpacking(system);
  expect(await getArchive(me, { id })).toMatchObject({ state: "ready", files: 4, checkingFiles: 4, refusedFiles: 0 });
  expect(files()).toEqual([id]);
  // No archive to anybody: it is not listed as one.
  expect((await listArchives(me, { project: project.slug })).items).toEqual([]);
  const { person: room } = await getRoom(me, { project: project.slug });
  expect(room.usedBytes).toBe(members.reduce((sum, { bytes }) => sum + bytes.byteLength, 0));
  await runChecks(system);
  expect(files()).toEqual([]);
  const { items, counts } = await listUploads(me, { project: project.slug });
  expect(counts).toMatchObject({ ready: 3, refused: 1 });
  expect(items.map(({ fileName, originalSha256 }) => [fileName, originalSha256])).toEqual(
    members.map(({ name, bytes }, at) => [name.split("/")[1], at < 3 ? sha256(bytes) : null]),
  );
  expect(items.at(-1)?.refusal).toMatchObject({ reason: "media.active_content" });
  expect((await listUploads(me, { project: project.slug, archive: id })).items).toHaveLength(4);
});

test("what is wrong with one file is said of that one, by its place and name, and the others come in", async () => {
  const [{ me, token }, project] = [await makePerson(), await images()];
  const [one, two] = [await makePhoto(), await makePhoto()];
  const bytes = makePack([
    { name: "1/good.jpg", bytes: one },
    { name: "2/changed.jpg", bytes: two, sha256: sha256(one) },
    { name: "3/nothing.jpg", bytes: Buffer.alloc(0) },
    { name: "../4/climbs.jpg", bytes: two },
    { name: "/5/absolute.jpg", bytes: two },
    { name: "C:\\6\\disk.jpg", bytes: two },
    { name: "7/same.jpg", bytes: two },
    { name: "7/SAME.jpg", bytes: two },
    { name: "9/tab\t.jpg", bytes: two },
    { name: "10/zip.jpg", bytes: Buffer.from("PK\u0003\u0004 and more") },
    { name: "11/good.jpg", bytes: two },
  ]);
  const id = await send(token, project, bytes);
  await runUnpacking(system);
  expect(await reasonsOf(me, id)).toEqual([
    [1, "media.hash_mismatch"],
    [2, "media.empty"],
    [3, "archive.path"],
    [4, "archive.path"],
    [5, "archive.path"],
    [6, "archive.duplicate_name"],
    [7, "archive.duplicate_name"],
    [8, "archive.path"],
  ]);
  await runChecks(system);
  const { items } = await listUploads(me, { project: project.slug });
  expect(items.map(({ fileName, state }) => [fileName, state])).toEqual([
    ["good.jpg", "ready"],
    ["zip.jpg", "refused"],
    ["good.jpg", "ready"],
  ]);
  expect(files()).toEqual([]);
});

test("a name with NUL in a pax record, and a link, are refused like any that leads elsewhere", async () => {
  const [{ me, token }, project] = [await makePerson(), await images()];
  const bytes = await makePhoto();
  const pack = makePack([
    { name: "1/nul.jpg", bytes },
    { name: "2/link.jpg", bytes },
    { name: "3/good.jpg", bytes },
  ]);
  const at = pack.indexOf("1/nul.jpg");
  pack.writeUInt8(0, at + 2);
  const header = pack.indexOf("ustar", pack.indexOf("2/link.jpg")) - 257;
  pack.write("2", header + 156, "latin1");
  rewriteSum(pack.subarray(header, header + 512));
  const id = await send(token, project, pack);
  await runUnpacking(system);
  expect(await reasonsOf(me, id)).toEqual([
    [0, "archive.path"],
    [1, "archive.link"],
  ]);
  await runChecks(system);
});

function rewriteSum(header: Buffer): void {
  header.write("        ", 148, "latin1");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
}

test("a pack that is cut short, no plain TAR, empty, or not what its sender hashed is refused whole", async () => {
  const [{ me, token }, project] = [await makePerson(), await images()];
  const pack = makePack(await photos(2));
  const cases: [Buffer, string, Record<string, string>?][] = [
    [pack.subarray(0, pack.byteLength - 1_024 - 600), "archive.unreadable"],
    [pack.subarray(0, 700), "archive.unreadable"],
    [gzipSync(pack), "archive.unreadable"],
    [Buffer.from("no TAR at all"), "archive.unreadable"],
    [makePack([{ name: ".litter", bytes: Buffer.from("x") }]), "archive.empty"],
    [pack, "media.hash_mismatch", { sha256: "0".repeat(64) }],
  ];
  for (const [bytes, reason, more] of cases) {
    const id = await send(token, project, bytes, more);
    await runUnpacking(system);
    expect((await getArchive(me, { id })).refusal).toMatchObject({ reason });
  }
  expect((await listUploads(me, { project: project.slug })).items).toEqual([]);
  expect(files()).toEqual([]);
});

test("files for which there is no room are refused with their numbers; a pack is only refused where nothing has room", async () => {
  const [{ me, token }, project] = [await makePerson(), await images()];
  const [one, two, three] = [await makePhoto(80, 60), await makePhoto(320, 240), await makePhoto(80, 60)];
  const members = [one, two, three].map((bytes, at) => ({ name: `${at}/a.jpg`, bytes }));
  const id = await send(token, project, makePack(members));
  const quota = { personBytes: one.byteLength + three.byteLength, projectBytes: 10 ** 9 };
  const small = { ...system, media: { ...system.media, quota } };
  await unpackArchive(small, id);
  await runUnpacking(system);
  const { items } = await listMemberRefusals(me, { id, limit: 10 });
  expect(items).toMatchObject([{ entry: 1, name: "1/a.jpg", reason: "upload.quota_person" }]);
  const more = { project: project.slug, purpose: "pack", fileName: "p", sizeBytes: 10_000 } as const;
  await expect(createUpload({ ...me, media: small.media }, more)).rejects.toMatchObject({
    reason: "upload.quota_person",
    details: { sizeBytes: 10_000 },
  });
  await createUpload(
    { ...me, media: { ...small.media, quota: { ...quota, personBytes: quota.personBytes + 1 } } },
    more,
  );
  await expect(createUpload(me, { ...more, sizeBytes: limits.packBytes + 1 })).rejects.toMatchObject({
    reason: "input.too_large",
  });
  for (let open = 1; open < limits.openPacks; open += 1) await createUpload(me, more);
  await expect(createUpload(me, more)).rejects.toMatchObject({ reason: "upload.too_many_packs" });
});

test("a pack whose taking apart dies anywhere is taken apart again: each file once; sent twice it comes twice, like a file", async () => {
  const [{ me, token }, project] = [await makePerson(), await images()];
  const members = await photos(12);
  const id = await send(token, project, makePack(members));
  let dyingAt = 1;
  const dies = {
    ...system,
    db: new Proxy(system.db, {
      get: (db, key, self) => {
        if (key === "transaction" || key === "insert" || key === "update") {
          dyingAt -= 1;
          if (dyingAt === 0) throw new Error("killed");
        }
        return Reflect.get(db, key, self);
      },
    }),
  };
  for (const at of [1, 2, 3]) {
    dyingAt = at;
    await unpackArchive(dies, id).catch((error: Error) => expect(error.message).toBe("killed"));
  }
  await unpackArchive(system, id);
  await unpackArchive(system, id);
  await runChecks(system);
  expect((await listUploads(me, { project: project.slug })).counts).toMatchObject({ ready: 12, received: 0 });
  await send(token, project, makePack(members));
  await runUnpacking(system);
  await runChecks(system);
  expect((await listUploads(me, { project: project.slug })).counts).toMatchObject({ ready: 24 });
});

test("a pack or one of its files may be thrown away at any time: the others keep their bytes as long as they need them", async () => {
  const [{ me, token }, project] = [await makePerson(), await images()];
  const id = await send(token, project, makePack(await photos(4)));
  await runUnpacking(system);
  const [first] = (await listUploads(me, { project: project.slug })).items;
  await removeUpload(me, { id: first?.id ?? "" });
  expect(await removeUpload(me, { id })).toEqual({ id });
  const later = { ...system, now: () => new Date(Date.now() + 2 * DAY_MS) };
  await sweepMedia(later);
  expect(files()).toEqual([id]);
  await runChecks(system);
  const { items, counts } = await listUploads(me, { project: project.slug });
  expect(counts).toMatchObject({ ready: 3, refused: 0 });
  expect(items.every(({ archiveId }) => archiveId === null)).toBe(true);
  expect(files()).toEqual([]);
  await expect(getUpload(me, { id })).rejects.toMatchObject({ reason: "upload.not_found" });
});
