import type { TableFile } from "#lib/domain/adapter";

/** A file of these bytes, read in pieces of a size. */
export function fileOf(bytes: Uint8Array, name: string, chunkBytes = 65_536): TableFile {
  return {
    name,
    sizeBytes: bytes.length,
    read: async function* (fromByte = 0) {
      for (let from = fromByte; from < bytes.length; from += chunkBytes) yield bytes.subarray(from, from + chunkBytes);
    },
  };
}
