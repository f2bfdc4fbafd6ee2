import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "s3rver";
import { afterAll, beforeAll, expect, test } from "vitest";
import { blobStore } from "#lib/adapters/blob";
import { findS3Fault, type S3Place, s3Objects } from "#lib/adapters/object-s3";

// A server of S3 on loopback, with signatures and uploads in parts; its id and secret are its own.
const folder = mkdtempSync(join(tmpdir(), "assay-s3-"));
const directory = join(folder, "server");
const server = new S3rver({
  address: "127.0.0.1",
  port: 0,
  silent: true,
  directory,
  configureBuckets: [{ name: "assay" }],
});
let place: S3Place;

beforeAll(async () => {
  const { port } = await server.run();
  const credentials = { id: "S3RVER", secret: "S3RVER" };
  place = { bucket: "assay", region: "us-east-1", endpoint: `http://127.0.0.1:${port}`, credentials };
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
async function* inChunks(bytes: Uint8Array, size = 65_536) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test("a blob of many parts comes back whole, and from any byte on", async () => {
  const store = blobStore(s3Objects(place, "files/blobs/"));
  const bytes = randomBytes(12 * 1_048_576);
  const put = await store.put(inChunks(bytes), bytes.length);
  expect([put.sizeBytes, Buffer.from(put.sha256).toString("hex")]).toEqual([bytes.length, sha256(bytes)]);
  expect(sha256(await bytesOf(store.read(put.key)))).toBe(sha256(bytes));
  expect((await bytesOf(store.read(put.key, bytes.length - 5))).equals(bytes.subarray(-5))).toBe(true);
  expect(await bytesOf(store.read(put.key, bytes.length))).toHaveLength(0);
  await store.remove(put.key);
  await store.remove(put.key);
  await expect(bytesOf(store.read(put.key))).rejects.toThrow("there is nothing under");
});

test("an empty blob is kept; one that is too long or breaks off leaves nothing and says why", async () => {
  const objects = s3Objects(place, "broken/");
  const store = blobStore(objects);
  const empty = await store.put(inChunks(new Uint8Array()), 10);
  expect(await bytesOf(store.read(empty.key))).toHaveLength(0);
  const long = store.put(inChunks(randomBytes(7 * 1_048_576)), 6 * 1_048_576);
  await expect(long).rejects.toMatchObject({ reason: "input.too_large", details: { maxBytes: 6 * 1_048_576 } });
  const broken = async function* () {
    yield randomBytes(6 * 1_048_576);
    throw new Error("connection lost");
  };
  await expect(objects.write("half", broken())).rejects.toThrow("connection lost");
  expect(await objects.size("half")).toBeUndefined();
});

test("a finished file moves in once, and what is there already stays", async () => {
  const objects = s3Objects(place, "media/");
  const path = join(folder, "picture");
  for (const content of ["first", "second"]) {
    writeFileSync(path, content);
    await objects.adopt([{ name: "ab/name", path }]);
    expect(existsSync(path)).toBe(false);
    expect((await bytesOf(objects.read("ab/name"))).toString()).toBe("first");
  }
  expect(await objects.size("ab/name")).toBe(5);
});

test("a bucket that cannot be used is told apart at the start, and a store that is away is tried again later", async () => {
  expect(await findS3Fault(place)).toBeUndefined();
  expect(await findS3Fault({ ...place, bucket: "other" })).toBe('there is no bucket "other"');
  const stranger = { ...place, credentials: { id: "NOBODY", secret: "wrong" } };
  expect(await findS3Fault(stranger)).toBe("the credentials may not use the bucket");
  // Port 9 is nobody's.
  const away = { ...place, endpoint: "http://127.0.0.1:9" };
  expect(await findS3Fault(away)).toContain("ECONNREFUSED");
  await expect(s3Objects(away, "").size("x")).rejects.toMatchObject({ reason: "storage.unavailable" });
  await expect(s3Objects(away, "").write("x", inChunks(randomBytes(9)))).rejects.toMatchObject({
    reason: "storage.unavailable",
  });
});
