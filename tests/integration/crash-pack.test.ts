import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DetailedError, Upload } from "tus-js-client";
import { expect, test } from "vitest";
import { openDb } from "#db/client";
import { mediaStore } from "#lib/media";
import { getArchive } from "#lib/services/archive-read";
import { createToken } from "#lib/services/token";
import { listUploads } from "#lib/services/upload-read";
import { as, makeProject, makeUser, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { makePack } from "#tests/support/pack";
import { makePhoto } from "#tests/support/photo";
import { runChecks, runUnpacking } from "#tests/support/upload";
import { freePort, killUploadServer, startUploadServer } from "#tests/support/upload-server";

const FILES = 40;

test("a pack whose server is killed while it comes, is taken apart and is checked arrives whole, each file once", async () => {
  const folder = await mkdtemp(join(tmpdir(), "assay-crash-pack-"));
  const shared = process.env.DATABASE_URL ? await testDb() : undefined;
  const reopen = async () => shared ?? (await openDb({ dataDir: join(folder, "db") }));
  const before = await reopen();
  const system = { ...testCtx(before.db, before.kind), now: () => new Date() };
  const author = await makeUser(system);
  const project = await makeProject(system, { modality: "image" });
  const { secret } = await createToken(as(system, author), { name: "t", scopes: ["contribute"], expiresInDays: 1 });
  if (!shared) await before.close();
  const port = await freePort();
  const env = {
    DATA_DIR: folder,
    PORT: String(port),
    ...(shared ? { CRASH_URL: shared.url ?? "" } : { CRASH_DIR: join(folder, "db") }),
  };
  let server = await startUploadServer(env);
  const photos = await Promise.all(Array.from({ length: FILES }, () => makePhoto(160, 120)));
  const bytes = makePack(photos.map((photo, at) => ({ name: `${at}/a.jpg`, bytes: photo })));
  let isKilled = false;
  const id = await new Promise<string>((resolve, reject) => {
    const upload = new Upload(bytes, {
      endpoint: `http://localhost:${port}/api/v1/tus`,
      headers: { authorization: `Bearer ${secret}` },
      metadata: { project: project.slug, purpose: "pack", filename: "p.tar" },
      chunkSize: Math.ceil(bytes.byteLength / 5),
      retryDelays: Array.from({ length: 600 }, () => 250),
      onShouldRetry: (error) => !(error instanceof DetailedError) || !error.originalResponse?.getBody(),
      onChunkComplete: (_, offset) => {
        if (isKilled || (offset ?? 0) < bytes.byteLength / 2) return;
        isKilled = true;
        void killUploadServer(server).then(async () => {
          server = await startUploadServer(env);
        });
      },
      onError: reject,
      onSuccess: () => resolve(upload.url?.split("/").at(-1) ?? ""),
    });
    upload.start();
  });
  // Right after the last byte was acknowledged: before, in the middle of or after its taking apart and the first checks.
  await killUploadServer(server);
  const after = await reopen();
  process.env.DATA_DIR = folder;
  // Another server takes over once the dead one's lock has run out.
  const now = () => new Date(Date.now() + 120_000);
  const later = { ...system, db: after.db, media: mediaStore(), now };
  await runUnpacking(later);
  await runChecks(later);
  const me = as(later, author);
  expect(await getArchive(me, { id })).toMatchObject({
    state: "ready",
    files: FILES,
    readyFiles: FILES,
    checkingFiles: 0,
  });
  const { items } = await listUploads(me, { project: project.slug });
  expect(items.map(({ originalSha256 }) => originalSha256)).toEqual(
    photos.map((photo) => createHash("sha256").update(photo).digest("hex")),
  );
  await after.close();
  await rm(folder, { recursive: true });
});
