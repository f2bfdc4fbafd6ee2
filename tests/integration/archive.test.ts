import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { pack } from "tar-stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { answerMemberReport } from "#lib/api/report";
import { restCall } from "#lib/api/rest";
import { mediaStore } from "#lib/media";
import { getArchive, listArchives, listMemberRefusals } from "#lib/services/archive-read";
import { unpackArchive } from "#lib/services/archive-unpack";
import { createToken } from "#lib/services/token";
import { finishUpload } from "#lib/services/upload-check";
import { createUpload } from "#lib/services/upload-create";
import { listUploads } from "#lib/services/upload-read";
import { removeUpload } from "#lib/services/upload-remove";
import { getRoom } from "#lib/services/upload-room";
import { serveDb } from "../support/api";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";
import { makePhoto } from "../support/photo";
import { runChecks, runUnpacking } from "../support/upload";

const dataDir = mkdtempSync(join(tmpdir(), "assay-archive-"));
process.env.DATA_DIR = dataDir;
const folder = new URL("../vectors/archives/", import.meta.url);

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

const person = async () => as(system, await makeUser(system));
const images = (values = {}) => makeProject(system, { modality: "image", ...values });

async function send(me: TestCtx, project: { slug: string }, fileName: string, bytes: Buffer, sha256?: string) {
  const { id } = await createUpload(me, {
    ...{ project: project.slug, fileName, sizeBytes: bytes.byteLength },
    ...{ purpose: "archive", sha256 },
  });
  await mediaStore().receive(
    id,
    (async function* () {
      yield bytes;
    })(),
    bytes.byteLength,
  );
  await finishUpload(me, { id });
  return id;
}

async function unpack(me: TestCtx, project: { slug: string }, fileName: string, bytes: Buffer) {
  const id = await send(me, project, fileName, bytes);
  await runUnpacking(system);
  await runChecks(system);
  return { id, archive: await getArchive(me, { id }) };
}

const refusalsOf = async (me: TestCtx, id: string) =>
  (await listMemberRefusals(me, { id, limit: 100 })).items.map(({ name, reason }) => [name, reason]);

async function tarOf(files: Record<string, Buffer>): Promise<Buffer> {
  const packed = pack();
  for (const [name, bytes] of Object.entries(files)) packed.entry({ name }, bytes);
  packed.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of packed) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test.each([
  ["zip", async (files: Record<string, Buffer>) => Buffer.from(zipSync(files))],
  ["tar", tarOf],
  ["tar.gz", async (files: Record<string, Buffer>) => gzipSync(await tarOf(files))],
])(
  "a %s of a folder becomes its files, each with its own result, and a report of those that are refused",
  async (ending, make) => {
    const [me, project] = [await person(), await images()];
    const [one, two] = [await makePhoto(), await makePhoto()];
    const bytes = await make({
      "trip/one.jpg": one,
      "trip/二.jpg": two,
      "trip/broken.jpg": one.subarray(0, 900),
      "trip/inner.zip": Buffer.from(zipSync({ "a.jpg": one })),
      "trip/nothing.jpg": Buffer.alloc(0),
      "trip/.DS_Store": Buffer.from("litter"),
      "__MACOSX/trip/._one.jpg": Buffer.from("litter"),
    });
    const { id, archive } = await unpack(me, project, `trip.${ending}`, bytes);
    expect(archive).toMatchObject({
      state: "ready",
      files: 5,
      doneFiles: 5,
      readyFiles: 2,
      refusedFiles: 3,
      refusal: null,
    });
    const { items, counts } = await listUploads(me, { project: project.slug });
    expect(items.map(({ fileName, state }) => [fileName, state])).toEqual([
      ["one.jpg", "ready"],
      ["二.jpg", "ready"],
    ]);
    expect(counts).toMatchObject({ ready: 2, refused: 0 });
    expect(items[0]?.originalSha256).toBe(createHash("sha256").update(one).digest("hex"));
    expect(await refusalsOf(me, id)).toEqual([
      ["trip/broken.jpg", "media.unreadable"],
      ["trip/inner.zip", "archive.nested"],
      ["trip/nothing.jpg", "media.empty"],
    ]);
    expect(existsSync(join(dataDir, "uploads", id))).toBe(false);
    // The archive itself makes way for what came out of it.
    const { person: room } = await getRoom(me, { project: project.slug });
    expect(room.usedBytes).toBe(one.byteLength + two.byteLength);
  },
);

test("the report can be downloaded in both languages, and by nobody else", async () => {
  const [me, project] = [await person(), await images()];
  const { id } = await unpack(me, project, "a.zip", Buffer.from(zipSync({ '=cmd|"x".jpg': Buffer.from("<html>") })));
  const { secret } = await createToken(me, { name: "t", scopes: ["read", "contribute"], expiresInDays: 1 });
  const stranger = await createToken(await person(), { name: "t", scopes: ["contribute"], expiresInDays: 1 });
  const ask = (token: string, locale: string) => {
    const headers = new Headers({ authorization: `Bearer ${token}` });
    const request = new Request(`http://localhost:3000/api/v1/archives/${id}/report?locale=${locale}`, { headers });
    return answerMemberReport(request, id, restCall(headers, null));
  };
  const english = await ask(secret, "en");
  expect(english.headers.get("content-disposition")).toContain('filename="a.zip.refused.csv"');
  // A name that a spreadsheet would run is made harmless.
  expect(await english.text()).toMatch(
    /^\ufeff?File,Why it is refused,Reason\r\n"'=cmd\|""x"".jpg",.*,media.active_content\r\n$/,
  );
  expect(await (await ask(secret, "zh-TW")).text()).toContain("不收的原因");
  expect((await ask(stranger.secret, "en")).status).toBe(404);
});

// What each archive of the given nasty data must come to, as its manifest expects.
const expected: Record<string, { reason?: string; refused?: string[] }> = {
  "good.zip": { refused: ["media.type_refused", "media.type_refused"] },
  "zip_bomb_20mib.zip": { reason: "archive.bomb" },
  "zip_bomb_nested.zip": { refused: ["archive.nested", "archive.nested", "archive.nested", "archive.nested"] },
  "zip_slip.zip": { refused: ["archive.path", "archive.path", "archive.path", "media.type_refused"] },
  "zip_symlink.zip": { refused: ["archive.link"] },
  "zip_duplicate_names.zip": { refused: ["archive.duplicate_name", "archive.duplicate_name"] },
  "gzip_bomb_20mib.jsonl.gz": { reason: "archive.unreadable" },
  "truncated.csv.gz": { reason: "archive.unreadable" },
  "docx_like_named.csv": { refused: ["media.active_content"] },
};
const rows = readFileSync(new URL("manifest.csv", folder), "utf8").trim().split("\n").slice(1);

test("every archive of the manifest has its expectation here", () => {
  expect(rows.map((row) => row.split(",")[0]).sort()).toEqual(Object.keys(expected).sort());
});

test.each(Object.entries(expected))("%s is refused, and leaves nothing behind", async (name, { reason, refused }) => {
  const [me, project] = [await person(), await images()];
  const { id, archive } = await unpack(me, project, name, readFileSync(new URL(name, folder)));
  expect(archive).toMatchObject(reason ? { state: "refused", refusal: { reason } } : { state: "ready", readyFiles: 0 });
  expect((await refusalsOf(me, id)).map(([, why]) => why)).toEqual(refused ?? []);
  expect(readdirSync(join(dataDir, "uploads")).filter((one) => one !== "checked")).toEqual([]);
});

test("a gzip that grows beyond reason is stopped while it grows; a TAR whose headers are larger than any is not held in memory", async () => {
  const [me, project] = [await person(), await images()];
  const bomb = await tarOf({ "zeros.bin": Buffer.alloc(30_000_000) });
  expect((await unpack(me, project, "b.tar.gz", gzipSync(bomb))).archive.refusal).toMatchObject({
    reason: "archive.bomb",
  });
  // The header of a long name that claims eight gigabytes, with random bytes behind.
  const plain = await tarOf({ ["x".repeat(150)]: Buffer.from("x") });
  const header = Buffer.from(plain.subarray(0, 512));
  header.write("77777777777", 124);
  header.write("        ", 148);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, "0")}\0 `,
    148,
  );
  const lying = Buffer.concat([header, Buffer.alloc(12_000_000, 1)]);
  expect((await unpack(me, project, "h.tar", lying)).archive.refusal).toMatchObject({ reason: "archive.unreadable" });
});

test("an archive that was cut short, changed on its way, or holds too much is refused whole", async () => {
  const [me, project] = [await person(), await images()];
  const photo = await makePhoto();
  const tar = await tarOf({ "a.jpg": photo, "b.jpg": await makePhoto() });
  const short = await unpack(me, project, "a.tar", tar.subarray(0, photo.byteLength + 2_000));
  expect(short.archive).toMatchObject({ state: "refused", refusal: { reason: "archive.unreadable" }, readyFiles: 0 });
  const id = await send(me, project, "b.tar", tar, "0".repeat(64));
  await runUnpacking(system);
  expect((await getArchive(me, { id })).refusal).toMatchObject({ reason: "media.hash_mismatch" });
  const many = Object.fromEntries(Array.from({ length: 20_001 }, (_, at) => [`${at}`, new Uint8Array()]));
  const { archive } = await unpack(me, project, "c.zip", Buffer.from(zipSync(many, { level: 0 })));
  expect(archive.refusal).toMatchObject({ reason: "archive.too_many_files", details: { max: 20_000 } });
  expect((await listUploads(me, { project: project.slug })).items).toEqual([]);
});

test("a locked or damaged member is refused by itself", async () => {
  const [me, project] = [await person(), await images()];
  const photo = await makePhoto();
  const zip = Buffer.from(zipSync({ "a.jpg": [photo, { level: 0 }], "b.jpg": [await makePhoto(), { level: 0 }] }));
  const locked = Buffer.from(zipSync({ "a.jpg": photo }));
  const directory = locked.indexOf("PK\x01\x02", 0, "latin1");
  locked.writeUInt16LE(locked.readUInt16LE(directory + 8) | 1, directory + 8);
  const first = await unpack(me, project, "locked.zip", locked);
  expect(await refusalsOf(me, first.id)).toEqual([["a.jpg", "archive.encrypted"]]);
  // One byte of a picture that its checksum does not allow.
  zip.writeUInt8(zip.readUInt8(400) ^ 1, 400);
  const second = await unpack(me, await images(), "damaged.zip", zip);
  expect(await refusalsOf(me, second.id)).toEqual([["a.jpg", "archive.member_unreadable"]]);
  expect(second.archive.readyFiles).toBe(1);
});

test("members that find no room, or that the project has already, are refused with their numbers; the others are taken", async () => {
  const [me, project] = [await person(), await images()];
  const [one, two] = [await makePhoto(), await makePhoto()];
  const bytes = Buffer.from(zipSync({ "one.jpg": one, "two.jpg": two }));
  const id = await send(me, project, "a.zip", bytes);
  const quota = { personBytes: one.byteLength + 10, projectBytes: 10 ** 9 };
  await unpackArchive({ ...system, media: { ...system.media, quota } }, id);
  await runChecks(system);
  expect(await refusalsOf(me, id)).toEqual([["two.jpg", "upload.quota_person"]]);
  expect(readdirSync(join(dataDir, "uploads")).filter((name) => name !== "checked")).toEqual([]);
});

test("unpacking that is killed at any point goes on where it was: each member once", async () => {
  const [me, project] = [await person(), await images()];
  const files = Object.fromEntries(
    await Promise.all(Array.from({ length: 60 }, async (_, at) => [`${at}.jpg`, await makePhoto(40, 30)] as const)),
  );
  const id = await send(me, project, "many.zip", Buffer.from(zipSync(files)));
  for (const dyingAt of [1, 26, 40, 60]) {
    let received = 0;
    const receive: typeof system.media.receive = async (...args) => {
      received += 1;
      const result = await system.media.receive(...args);
      if (received === dyingAt) throw new Error("killed");
      return result;
    };
    const dies = { ...system, media: { ...system.media, receive } };
    await unpackArchive(dies, id).catch((error: Error) => expect(error.message).toBe("killed"));
  }
  // Told to stop, it stays due.
  if ((await getArchive(me, { id })).state === "received")
    expect(await unpackArchive(system, id, () => true)).toBe(false);
  await unpackArchive(system, id);
  await unpackArchive(system, id);
  await runChecks(system);
  const { counts, items } = await listUploads(me, { project: project.slug });
  expect(counts).toEqual({ receiving: 0, received: 0, ready: 60, refused: 0 });
  expect(new Set(items.map(({ fileName }) => fileName)).size).toBe(60);
  expect((await listArchives(me, { project: project.slug })).items).toMatchObject([
    { files: 60, doneFiles: 60, readyFiles: 60 },
  ]);
});

test("an archive that is thrown away while it is unpacked stops there; what came out of it stays", async () => {
  const [me, project] = [await person(), await images()];
  const files = Object.fromEntries(
    await Promise.all(Array.from({ length: 30 }, async (_, at) => [`${at}.jpg`, await makePhoto(40, 30)] as const)),
  );
  const id = await send(me, project, "gone.zip", Buffer.from(zipSync(files)));
  let received = 0;
  const receive: typeof system.media.receive = async (...args) => {
    received += 1;
    if (received === 28) await removeUpload(me, { id });
    return system.media.receive(...args);
  };
  await unpackArchive({ ...system, media: { ...system.media, receive } }, id);
  await runChecks(system);
  expect((await listUploads(me, { project: project.slug })).counts.ready).toBe(25);
  await expect(getArchive(me, { id })).rejects.toMatchObject({ reason: "archive.not_found" });
  expect(readdirSync(join(dataDir, "uploads")).filter((name) => name !== "checked")).toEqual([]);
});

test("archives are for projects that collect files, and only so many are on their way at once", async () => {
  const me = await person();
  const open = (project: { slug: string }) =>
    createUpload(me, { project: project.slug, purpose: "archive", fileName: "a.zip", sizeBytes: 10 });
  await expect(open(await makeProject(system))).rejects.toMatchObject({ reason: "media.not_collected" });
  const project = await images();
  for (let count = 0; count < 5; count += 1) await open(project);
  await expect(open(project)).rejects.toMatchObject({ reason: "upload.too_many_large", details: { max: 5 } });
  await expect(getArchive(me, { id: randomUUID() })).rejects.toMatchObject({ reason: "archive.not_found" });
});
