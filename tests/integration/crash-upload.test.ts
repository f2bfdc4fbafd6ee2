import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DetailedError, Upload } from "tus-js-client";
import { expect, test } from "vitest";
import { openDb } from "#db/client";
import { mediaStore } from "#lib/media";
import { createToken } from "#lib/services/token";
import { getUpload } from "#lib/services/upload-read";
import { as, makeProject, makeUser, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { startDropProxy } from "#tests/support/drop-proxy";
import { makeNoise } from "#tests/support/photo";
import { runChecks } from "#tests/support/upload";
import { freePort, killUploadServer, startUploadServer } from "#tests/support/upload-server";

const KILLS = 3;
const CHUNK_BYTES = 524_288;

test("an upload whose server is killed again and again goes on where it was, and arrives whole", async () => {
  const folder = await mkdtemp(join(tmpdir(), "assay-crash-upload-"));
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
  const line = await startDropProxy({ port });
  const bytes = await makeNoise(1_600, 1_200);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  let kills = 0;
  let accepted = 0;
  let resumes = 0;
  const id = await new Promise<string>((resolve, reject) => {
    const upload = new Upload(bytes, {
      endpoint: `http://localhost:${line.port}/api/v1/tus`,
      headers: { authorization: `Bearer ${secret}` },
      metadata: { project: project.slug, filename: "noise.png", sha256 },
      chunkSize: CHUNK_BYTES,
      // As long as a start may take on a machine that does other things.
      retryDelays: Array.from({ length: 600 }, () => 250),
      onShouldRetry: (error) => !(error instanceof DetailedError) || !error.originalResponse?.getBody(),
      onChunkComplete: (_, offset) => {
        accepted = Math.max(accepted, offset ?? 0);
        if (kills >= KILLS || accepted < ((kills + 1) * bytes.byteLength) / (KILLS + 2)) return;
        kills += 1;
        void killUploadServer(server).then(async () => {
          server = await startUploadServer(env);
        });
      },
      onAfterResponse: (request, response) => {
        // What was acknowledged is there after a kill: no byte of it is sent again.
        if (request.getMethod() !== "HEAD") return;
        resumes += 1;
        expect(Number(response.getHeader("upload-offset"))).toBeGreaterThanOrEqual(accepted);
      },
      onError: reject,
      onSuccess: () => resolve(upload.url?.split("/").at(-1) ?? ""),
    });
    upload.start();
  });
  expect(kills).toBe(KILLS);
  expect(resumes).toBeGreaterThanOrEqual(KILLS);
  // Nothing went up twice beyond the piece that was under way at each kill; headers are a kilobyte at most.
  const requests = Math.ceil(bytes.byteLength / CHUNK_BYTES) + kills * 300;
  expect(line.upBytes).toBeLessThan(bytes.byteLength + kills * CHUNK_BYTES + requests * 1_000);
  line.close();
  // Killed once more, before or in the middle of its check; another server takes that over once the dead one's lock has run out.
  await killUploadServer(server);
  const after = await reopen();
  process.env.DATA_DIR = folder;
  const now = () => new Date(Date.now() + 120_000);
  await runChecks({ ...system, db: after.db, media: mediaStore(), now });
  const me = as({ ...system, db: after.db, media: mediaStore() }, author);
  expect(await getUpload(me, { id })).toMatchObject({
    state: "ready",
    originalSha256: sha256,
    media: { width: 1_600 },
  });
  await after.close();
  await rm(folder, { recursive: true });
});
