import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { fileBlobStore } from "#lib/adapters/blob";
import { mediaStore } from "#lib/media";
import { openUploadedTable } from "#lib/services/batch-open";
import { previewBatch } from "#lib/services/batch-preview";
import { createToken } from "#lib/services/token";
import { listUploads } from "#lib/services/upload-read";
import { serveDb } from "../support/api";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";
import { openTus, tusRequest } from "../support/upload";

const dataDir = mkdtempSync(join(tmpdir(), "assay-upload-table-"));
process.env.DATA_DIR = dataDir;

let opened: OpenedDb;
let system: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  serveDb(opened);
  const blob = fileBlobStore(join(dataDir, "blobs"));
  system = { ...testCtx(opened.db, opened.kind), blob, media: mediaStore(), now: () => new Date() };
});
afterAll(async () => {
  await opened.close();
  rmSync(dataDir, { recursive: true });
});

async function send(bytes: Buffer, more: Record<string, string> = {}) {
  const me = as(system, await makeUser(system));
  const project = await makeProject(system);
  const { secret: token } = await createToken(me, { name: "t", scopes: ["contribute"], expiresInDays: 1 });
  const { id } = await openTus(token, project.slug, bytes, { purpose: "table", filename: "rows.csv", ...more });
  const half = Math.floor(bytes.byteLength / 2);
  for (const [from, part] of [
    [0, bytes.subarray(0, half)],
    [half, bytes.subarray(half)],
  ] as const) {
    await tusRequest({ token, method: "PATCH", id, headers: { "upload-offset": String(from) }, body: part });
  }
  return { me, project, id };
}

test("a table comes by tus in pieces and becomes an import; its bytes are kept once", async () => {
  const bytes = Buffer.from("text\nA first sentence.\nA second one.\n");
  const { me, project, id } = await send(bytes, { sha256: createHash("sha256").update(bytes).digest("hex") });
  expect((await listUploads(me, { project: project.slug, purpose: "table" })).items).toMatchObject([
    { id, state: "received" },
  ]);
  const batch = await openUploadedTable(me, { id });
  expect(batch).toMatchObject({ state: "uploaded", rows: 2, unreadableRows: 0, fileName: "rows.csv" });
  expect((await previewBatch(me, { id: batch.id })).columns).toEqual(["text"]);
  expect(existsSync(join(dataDir, "uploads", id))).toBe(false);
  await expect(openUploadedTable(me, { id })).rejects.toMatchObject({ reason: "upload.not_found" });
});

test("what is no table is refused and stays, so that it can be read in another way without being sent again", async () => {
  const { me, id } = await send(Buffer.from("one;two\n1;2\n"));
  const stranger = as(system, await makeUser(system));
  await expect(openUploadedTable(stranger, { id })).rejects.toMatchObject({ reason: "upload.not_found" });
  await expect(openUploadedTable(me, { id, reading: { format: "jsonl" } })).rejects.toMatchObject({
    reason: "batch.file_refused",
  });
  expect((await openUploadedTable(me, { id, reading: { delimiter: ";" } })).rows).toBe(1);
});

test("a table that arrives changed is thrown away", async () => {
  const { me, id } = await send(Buffer.from("text\nOne.\n"), { sha256: "0".repeat(64) });
  await expect(openUploadedTable(me, { id })).rejects.toMatchObject({ reason: "media.hash_mismatch" });
  expect(existsSync(join(dataDir, "uploads", id))).toBe(false);
});
