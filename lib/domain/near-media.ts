import type { MediaKind } from "./media";

/*
 * A file's print is what it looks or sounds like in bits: first 64 that copies are looked up by, then those they are compared by more closely.
 * Copies are looked up by bands of 16 bits, each also with any one bit the other way (Norouzi, Punjani, Fleet, CVPR 2012): whatever
 * differs by at most seven of the 64 bits is found, and most of what differs by twelve.
 */
const SEARCH_BYTES = 8;
const BAND_BITS = 16;

// Of pictures the 64 bits tell how much two are alike, and a look at finer bits keeps apart what only has the same light and shade; of
// recordings the fine ones tell. Bits of things that have nothing in common agree by half, and 100 % is all of them.
const compared = {
  image: { from: 0, to: SEARCH_BYTES, perShare: 200, fineShare: 0.42 },
  audio: { from: SEARCH_BYTES, to: undefined, perShare: 400 / 3, fineShare: 1 },
} as const satisfies Record<MediaKind, object>;

/** Bits of the search part that two files may differ by. */
export const SEARCH_DISTANCE = 12;

/** The same bits with up to one of a band the other way, as masks. */
export const BAND_MASKS: readonly number[] = [0, ...Array.from({ length: BAND_BITS }, (_, bit) => 1 << bit)];

/** The four keys that a print is kept under: which band, and what it is. */
export function printKeys(print: Uint8Array): number[] {
  return [0, 1, 2, 3].map((band) => (band << BAND_BITS) | ((print[band * 2 + 1] ?? 0) << 8) | (print[band * 2] ?? 0));
}

/** The 64 bits that a print is looked up by, as a signed integer in decimal. */
export function searchBits(print: Uint8Array): string {
  const bytes = new DataView(print.buffer, print.byteOffset, SEARCH_BYTES);
  return bytes.getBigInt64(0, true).toString();
}

/** How much two files look or sound alike, in percent: 100 for the same, 0 for what has nothing in common. */
export function mediaLikeness(kind: MediaKind, one: Uint8Array, other: Uint8Array): number {
  if (one.length !== other.length || differing(one, other, 0, SEARCH_BYTES) > SEARCH_DISTANCE) return 0;
  const { from, to = one.length, perShare, fineShare } = compared[kind];
  const fine = differing(one, other, SEARCH_BYTES, one.length) / ((one.length - SEARCH_BYTES) * 8);
  if (fine > fineShare) return 0;
  return Math.max(0, Math.floor(100 - perShare * (differing(one, other, from, to) / ((to - from) * 8))));
}

function differing(one: Uint8Array, other: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) {
    for (let bits = (one[at] ?? 0) ^ (other[at] ?? 0); bits > 0; bits &= bits - 1) count += 1;
  }
  return count;
}

/** Bits as bytes, the first one lowest. */
export function packBits(bits: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [at, bit] of bits.entries()) if (bit) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (1 << (at & 7));
  return bytes;
}
