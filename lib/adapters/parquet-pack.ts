import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { decompress as decompressZstd } from "fzstd";
import type { Compressors, PageHeader } from "hyparquet";
import { compressors as others } from "hyparquet-compressors";
import { fileFault } from "./table-fault";

// None may give more than its page's header says, which is held to the limit before.
const unpackers: Compressors = {
  ...others,
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  ZSTD: (input, length) => decompressZstd(input, new Uint8Array(length)),
};

/** Decompressors that show each page to `see` once it is unpacked. */
export function makeCompressors(see: (page: Uint8Array) => void): Compressors {
  const watched = Object.entries(unpackers).map(([codec, unpack]) => [
    codec,
    (input: Uint8Array, length: number) => {
      const page = unpack(input, length);
      see(page);
      return page;
    },
  ]);
  return Object.fromEntries(watched) as Compressors;
}

/**
 * Refuses a page (of version 2) of dictionary indexes that are packed into no bits at all, though a run would say that all are the same:
 * other readers crash on it (ARROW-GH-43605) or read what nobody wrote. Old writers' pages of version 1 may look so.
 */
export function assertIndexes(values: Uint8Array, header: PageHeader): void {
  if (!header.data_page_header_v2?.encoding.endsWith("_DICTIONARY")) return;
  if (values[0] === 0 && ((values[1] ?? 0) & 1) === 1) throw fileFault("broken_parquet");
}
