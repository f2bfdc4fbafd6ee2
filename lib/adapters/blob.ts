import { createHash, randomUUID } from "node:crypto";
import type { BlobStore } from "#lib/domain/adapter";
import { AppError } from "#lib/domain/error";
import type { ObjectStore } from "./object";
import { fileObjects } from "./object-file";

// Keys are made here and nowhere else; anything that does not look like one never reaches a file system.
const KEY = /^[0-9a-f]{2}\/[0-9a-f-]{36}$/;

/** Blobs under keys of our own making: a key names whole content or nothing. */
export function blobStore(objects: ObjectStore): BlobStore {
  return {
    put: async (source, maxBytes) => {
      const id = randomUUID();
      const key = `${id.slice(0, 2)}/${id}`;
      const hash = createHash("sha256");
      let sizeBytes = 0;
      const counted = limitBytes(source, maxBytes, (chunk) => {
        sizeBytes += chunk.byteLength;
        hash.update(chunk);
      });
      await objects.write(key, counted);
      return { key, sizeBytes, sha256: new Uint8Array(hash.digest()) };
    },
    read: async function* (key, fromByte = 0) {
      yield* objects.read(checked(key), fromByte);
    },
    remove: async (key) => objects.remove(checked(key)),
    list: async function* (before) {
      for await (const name of objects.list(before)) {
        if (KEY.test(name)) yield name;
        else await objects.remove(name);
      }
    },
  };
}

/** Blobs as files under `folder`. */
export function fileBlobStore(folder: string): BlobStore {
  return blobStore(fileObjects(folder));
}

/** The same chunks, each shown to `see`; throws input.too_large past `maxBytes`. */
export async function* limitBytes(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
  see: (chunk: Uint8Array) => void = () => {},
): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  for await (const chunk of source) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw new AppError("input.too_large", { details: { maxBytes } });
    see(chunk);
    yield chunk;
  }
}

function checked(key: string): string {
  if (!KEY.test(key)) throw new Error(`"${key}" is not a key of the blob store`);
  return key;
}
