import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DetailedError, Upload } from "tus-js-client";
import { expect, test } from "vitest";
import { openDb } from "#db/client";
import { hashFile } from "#lib/adapters/hash-file";
import { createToken } from "#lib/services/token";
import { as, makeProject, makeUser, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { startDropProxy } from "#tests/support/drop-proxy";
import { freePort, killUploadServer, startUploadServer } from "#tests/support/upload-server";

const SIZE_BYTES = 24_000_000;
const CHUNK_BYTES = 1_048_576;
// Not a multiple of a piece: the line breaks at another place in each.
const DROP_BYTES = 2_700_000;

test("a file over a line that breaks again and again arrives with the same hash, and no byte of it twice beyond a piece", async () => {
  const folder = await mkdtemp(join(tmpdir(), "assay-drop-"));
  const shared = process.env.DATABASE_URL ? await testDb() : undefined;
  const opened = shared ?? (await openDb({ dataDir: join(folder, "db") }));
  const system = { ...testCtx(opened.db, opened.kind), now: () => new Date() };
  const author = await makeUser(system);
  const project = await makeProject(system);
  const { secret } = await createToken(as(system, author), { name: "t", scopes: ["contribute"], expiresInDays: 1 });
  if (!shared) await opened.close();
  const port = await freePort();
  const database: Record<string, string> = shared ? { CRASH_URL: shared.url ?? "" } : { CRASH_DIR: join(folder, "db") };
  const server = await startUploadServer({ DATA_DIR: folder, PORT: String(port), ...database });
  const line = await startDropProxy({ port, everyBytes: DROP_BYTES });
  const bytes = randomBytes(SIZE_BYTES);
  let requests = 0;
  const id = await new Promise<string>((resolve, reject) => {
    const upload = new Upload(bytes, {
      endpoint: `http://127.0.0.1:${line.port}/api/v1/tus`,
      headers: { authorization: `Bearer ${secret}` },
      metadata: { project: project.slug, purpose: "table", filename: "large.csv" },
      chunkSize: CHUNK_BYTES,
      retryDelays: Array.from({ length: 300 }, () => 50),
      onShouldRetry: (error) => !(error instanceof DetailedError) || !error.originalResponse?.getBody(),
      onBeforeRequest: () => {
        requests += 1;
      },
      onError: reject,
      onSuccess: () => resolve(upload.url?.split("/").at(-1) ?? ""),
    });
    upload.start();
  });
  expect(line.drops).toBeGreaterThanOrEqual(SIZE_BYTES / DROP_BYTES - 1);
  expect(line.upBytes).toBeLessThan(SIZE_BYTES + line.drops * CHUNK_BYTES + requests * 1_000);
  expect(await hashFile(join(folder, "uploads", id))).toBe(createHash("sha256").update(bytes).digest("hex"));
  line.close();
  await killUploadServer(server);
  await shared?.close();
  await rm(folder, { recursive: true });
});
