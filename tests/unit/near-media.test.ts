import fc from "fast-check";
import { expect, test } from "vitest";
import { BAND_MASKS, mediaLikeness, packBits, printKeys, searchBits } from "#lib/domain/near-media";

const print = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** The same bytes with these bits the other way. */
function flip(bytes: Uint8Array, bits: readonly number[]): Uint8Array {
  const changed = bytes.slice();
  for (const bit of bits) changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return changed;
}

const searchBit = fc.integer({ min: 0, max: 63 });

test("what differs by up to seven of the bits that are looked up shares a key, and is alike by what it shares", () => {
  fc.assert(
    fc.property(print, fc.uniqueArray(searchBit, { maxLength: 7 }), (one, bits) => {
      const other = flip(one, bits);
      const looked = new Set(printKeys(other).flatMap((key) => BAND_MASKS.map((mask) => key ^ mask)));
      expect(printKeys(one).some((key) => looked.has(key))).toBe(true);
      expect(mediaLikeness("image", one, other)).toBe(Math.floor(100 - (200 * bits.length) / 64));
    }),
  );
});

test("files whose bits have nothing in common are not alike, nor are those of different length", () => {
  const zeros = new Uint8Array(136);
  const ones = zeros.map(() => 255);
  expect(mediaLikeness("audio", zeros, ones)).toBe(0);
  expect(mediaLikeness("audio", zeros, zeros)).toBe(100);
  expect(mediaLikeness("audio", zeros, zeros.slice(0, 32))).toBe(0);
  // A tenth of the fine bits.
  expect(
    mediaLikeness(
      "audio",
      zeros,
      flip(
        zeros,
        Array.from({ length: 102 }, (_, at) => 64 + at * 10),
      ),
    ),
  ).toBe(86);
  // The same light and shade, and nothing else.
  const finer = flip(
    new Uint8Array(32),
    Array.from({ length: 96 }, (_, at) => 64 + at * 2),
  );
  expect(mediaLikeness("image", new Uint8Array(32), finer)).toBe(0);
});

test("bits are packed the first one lowest, and read as the number that the database compares", () => {
  expect([...packBits([true, false, false, false, false, false, false, false, true])]).toEqual([1, 1]);
  expect(searchBits(Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 128]))).toBe("-9223372036854775807");
  expect(printKeys(Uint8Array.from([1, 2, 0, 0, 0, 0, 255, 255]))).toEqual([0x0201, 0x10000, 0x20000, 0x3ffff]);
});
