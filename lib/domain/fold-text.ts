/**
 * A text as a scanner reads it: one UTF-16 unit for each code point that counts, so that plain patterns work on it whatever script and
 * width it was written in.
 */
export type FoldedText = {
  text: string;
  /** Code point of the given text that a place in the folded one stands for; the end of the folded text stands for the end of the given. */
  charAt(place: number): number;
};

// Zeros of the blocks of ten digits that people write numbers with beside ASCII; the full-width ones fold with their whole block.
const ZEROS = [0x660, 0x6f0, 0x966];
const MATHEMATICAL_ZERO = 0x1d7ce;
const MATHEMATICAL_END = 0x1d7ff;
const DROPPED = -1;
const OTHER = 0xfffd;

/**
 * Folds full-width forms, digits, spaces and dashes to ASCII and leaves out what has no width (joiners, marks of direction, soft
 * hyphens), so that nothing is hidden by them. Input: any string; output: the folded text and the way back. Linear in time and space.
 */
export function foldText(given: string): FoldedText {
  const units = new Uint16Array(given.length);
  const places = new Int32Array(given.length + 1);
  let length = 0;
  let place = 0;
  for (let at = 0; at < given.length; place += 1) {
    const code = given.codePointAt(at) ?? 0;
    at += code > 0xffff ? 2 : 1;
    const folded = code < 0x80 ? code : foldCode(code);
    if (folded === DROPPED) continue;
    units[length] = folded;
    places[length] = place;
    length += 1;
  }
  places[length] = place;
  return { text: textOf(units.subarray(0, length)), charAt: (at) => places[Math.min(at, length)] ?? place };
}

function foldCode(code: number): number {
  if (code >= 0xff01 && code <= 0xff5e) return code - 0xfee0;
  if (isWide(code)) return 0x20;
  if (isDash(code)) return 0x2d;
  if (isInvisible(code)) return DROPPED;
  if (code >= MATHEMATICAL_ZERO && code <= MATHEMATICAL_END) return 0x30 + ((code - MATHEMATICAL_ZERO) % 10);
  if (code <= 0x96f) {
    const zero = ZEROS.find((one) => code >= one && code < one + 10);
    if (zero !== undefined) return 0x30 + code - zero;
  }
  return code > 0xffff ? OTHER : code;
}

function isWide(code: number): boolean {
  return code === 0x3000 || code === 0xa0 || (code >= 0x2000 && code <= 0x200a) || code === 0x202f || code === 0x205f;
}

function isDash(code: number): boolean {
  return (code >= 0x2010 && code <= 0x2015) || code === 0x2212 || code === 0xfe58 || code === 0xfe63;
}

function isInvisible(code: number): boolean {
  return (
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2069) ||
    code === 0xfeff ||
    code === 0xad ||
    (code >= 0xfe00 && code <= 0xfe0f)
  );
}

const AT_ONCE = 8192;

function textOf(units: Uint16Array): string {
  let text = "";
  for (let at = 0; at < units.length; at += AT_ONCE) {
    text += String.fromCharCode(...units.subarray(at, at + AT_ONCE));
  }
  return text;
}
