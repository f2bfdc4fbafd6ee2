import { utf8ToBytes } from "@noble/hashes/utils.js";

/** UTF-8 bytes of a well-formed text. The caller refuses lone surrogates first: they would turn into U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return utf8ToBytes(text);
}

// Smallest code point that may take 2, 3 or 4 bytes: anything below is an overlong form.
const SMALLEST = [0, 0x80, 0x800, 0x10000];
const CHUNK = 4_096;

/**
 * Text of UTF-8 bytes; undefined when they are not exact UTF-8 (overlong forms, surrogates, values past U+10FFFF and cut-off
 * sequences included), so no two byte strings give the same text. A byte order mark is kept as U+FEFF. RFC 3629 section 3.
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  let text = "";
  let units: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const more = first < 0x80 ? 0 : first < 0xc0 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf8 ? 3 : -1;
    const point = more < 0 ? undefined : readPoint(bytes, at, first, more);
    if (point === undefined) return undefined;
    units.push(point);
    at += more + 1;
    if (units.length === CHUNK) {
      text += String.fromCodePoint(...units);
      units = [];
    }
  }
  return text + String.fromCodePoint(...units);
}

function readPoint(bytes: Uint8Array, at: number, first: number, more: number): number | undefined {
  let point = more === 0 ? first : first % 2 ** (6 - more);
  for (let next = at + 1; next <= at + more; next += 1) {
    const byte = bytes[next];
    if (byte === undefined || byte < 0x80 || byte > 0xbf) return undefined;
    point = point * 64 + (byte - 0x80);
  }
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  return isSurrogate || point > 0x10ffff || point < (SMALLEST[more] ?? 0) ? undefined : point;
}
