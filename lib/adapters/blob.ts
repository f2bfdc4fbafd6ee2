import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BlobStore } from "#lib/domain/adapter";
import { AppError } from "#lib/domain/error";

// Keys are made here and nowhere else; anything that does not look like one never reaches the file system.
const KEY = /^[0-9a-f]{2}\/[0-9a-f-]{36}$/;

/** Blobs as files under `folder`: each is written beside its place, flushed, and moved there, so a key names whole content or nothing. */
export function fileBlobStore(folder: string): BlobStore {
  const pathOf = (key: string) => {
    if (!KEY.test(key)) throw new Error(`"${key}" is not a key of the blob store`);
    return join(/* turbopackIgnore: true */ folder, key);
  };
  return {
    put: async (source, maxBytes) => {
      const id = randomUUID();
      const key = `${id.slice(0, 2)}/${id}`;
      const path = pathOf(key);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const written = await writeWhole(path, source, maxBytes);
      return { key, ...written };
    },
    read: async function* (key, fromByte = 0) {
      const path = pathOf(key);
      // A start at or past the end is an empty rest, which createReadStream would also give; an unknown key rejects here.
      await stat(path);
      yield* createReadStream(path, { start: fromByte });
    },
    remove: (key) => rm(pathOf(key), { force: true }),
  };
}

async function writeWhole(path: string, source: AsyncIterable<Uint8Array>, maxBytes: number) {
  const draft = `${path}.part`;
  const file = await open(draft, "wx", 0o600);
  const hash = createHash("sha256");
  let sizeBytes = 0;
  try {
    for await (const chunk of source) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) throw new AppError("input.too_large", { details: { maxBytes } });
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
    await file.close();
    await rename(draft, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await file.close().catch(() => {});
    await rm(draft, { force: true });
    throw error;
  }
  return { sizeBytes, sha256: new Uint8Array(hash.digest()) };
}

/** The new name itself must survive a power cut; file systems that cannot flush a folder (Windows) need not be told. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
