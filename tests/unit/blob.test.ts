import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fileBlobStore } from "#lib/adapters/blob";

const folder = mkdtempSync(join(tmpdir(), "assay-blob-"));
afterAll(() => rm(folder, { recursive: true }));
const store = fileBlobStore(folder);

async function* bytes(...chunks: string[]) {
  for (const chunk of chunks) yield new TextEncoder().encode(chunk);
}
async function textOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
const files = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

describe("the blob store", () => {
  it("gives back what was put, with its size and hash, from any byte on", async () => {
    const put = await store.put(bytes("hello ", "world"), 100);
    expect(put.sizeBytes).toBe(11);
    expect(Buffer.from(put.sha256).toString("hex")).toBe(createHash("sha256").update("hello world").digest("hex"));
    expect(await textOf(store.read(put.key))).toBe("hello world");
    expect(await textOf(store.read(put.key, 6))).toBe("world");
    expect(await textOf(store.read(put.key, 11))).toBe("");
  });

  it("keeps an empty blob", async () => {
    const { key, sizeBytes } = await store.put(bytes(), 10);
    expect([sizeBytes, await textOf(store.read(key))]).toEqual([0, ""]);
  });

  it("leaves nothing behind when a stream is too long or breaks", async () => {
    const before = files().length;
    await expect(store.put(bytes("12345", "6"), 5)).rejects.toMatchObject({
      reason: "input.too_large",
      details: { maxBytes: 5 },
    });
    const broken = async function* () {
      yield new TextEncoder().encode("half");
      throw new Error("connection lost");
    };
    await expect(store.put(broken(), 100)).rejects.toThrow("connection lost");
    expect(files()).toHaveLength(before);
  });

  it("removes, also twice; then the key is unknown", async () => {
    const { key } = await store.put(bytes("x"), 10);
    await store.remove(key);
    await store.remove(key);
    await expect(textOf(store.read(key))).rejects.toThrow("ENOENT");
  });

  it.each(["../secret", "/etc/passwd", "ab/../../x", ""])("reads no file but its own: %j", async (key) => {
    await expect(textOf(store.read(key))).rejects.toThrow("is not a key");
    await expect(async () => store.remove(key)).rejects.toThrow("is not a key");
  });
});
