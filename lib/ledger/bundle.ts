import { joinBytes } from "./hash";

/** Widest entry: its length stands in two bytes. C2SP tlog-tiles v0.1.0, "Log Entries". */
const MAX_ENTRY_BYTES = 65_535;
const LENGTH_BYTES = 2;

/** Entries in a full bundle, as hashes in a full tile. */
export const BUNDLE_WIDTH = 256;

/** More than any bundle that a log may serve: readers stop here. */
export const MAX_BUNDLE_BYTES = BUNDLE_WIDTH * (LENGTH_BYTES + MAX_ENTRY_BYTES);

export type ParsedBundle =
  | { ok: true; entries: Uint8Array[] }
  | { ok: false; reason: "too_short" | "too_long"; position: number };

/**
 * Entries of a bundle: each a length in two bytes, big-endian, then that many bytes. `width`: how many it must hold, by its path.
 * The entries are views into `data`. Refuses a bundle that ends early or goes on, naming the position (from 0) where; never throws.
 * Source: C2SP tlog-tiles v0.1.0, "Log Entries".
 */
export function parseBundle(data: Uint8Array, width: number): ParsedBundle {
  const entries: Uint8Array[] = [];
  let at = 0;
  for (let position = 0; position < width; position += 1) {
    const [high, low] = [data[at], data[at + 1]];
    if (high === undefined || low === undefined) return { ok: false, reason: "too_short", position };
    const start = at + LENGTH_BYTES;
    at = start + high * 256 + low;
    if (at > data.length) return { ok: false, reason: "too_short", position };
    entries.push(data.subarray(start, at));
  }
  return at === data.length ? { ok: true, entries } : { ok: false, reason: "too_long", position: width };
}

/** Bytes of a bundle of entries. Throws RangeError at more than 256 of them, and at one that is empty or has no length in two bytes. */
export function formatBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length > BUNDLE_WIDTH)
    throw new RangeError(`a bundle holds ${BUNDLE_WIDTH} entries, not ${entries.length}`);
  const parts = entries.flatMap((entry) => {
    if (entry.length < 1 || entry.length > MAX_ENTRY_BYTES) throw new RangeError(`an entry has ${entry.length} bytes`);
    // What is past the low byte of the length falls off by itself.
    return [Uint8Array.of(entry.length / 256, entry.length), entry];
  });
  return joinBytes(...parts);
}
