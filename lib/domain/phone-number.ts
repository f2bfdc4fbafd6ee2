import { parsePhoneNumberFromString } from "libphonenumber-js/min";

/** Digits with what may stand between the digits of one number; places in the folded text, end exclusive. */
type Group = { start: number; end: number };
export type Span = { start: number; end: number };

const MAX_GROUPS = 6;
const MIN_DIGITS = 7;
const MAX_DIGITS = 15;
const BEFORE_CHARS = 24;

// Between two groups of one number: a space, hyphen or dot, and the brackets of an area code.
const GAP = /^(?:[ .-]|\)[ -]?| ?\(| - )$/;
const CUE =
  /(?:phone|mobile|cell|fax|tel|call(?: me)?(?: at| on)?|text me|desk|whats\s?app|answering at|messages? to|registered|電話|手機|行動|市話|專線|傳真|撥打|致電|聯絡)[^\d\n]{0,10}\n?$/i;
const NO_PHONE = /(?:isbn|訂單|編號|單號|版本|電話費|order (?:no|number)|serial)[^\d\n]{0,10}$/i;
// An area code or the four digits of a mobile number first, when it is not written in one.
const TAIWAN = /^\(?0(?:\d{1,3}\D|\d{8,9}$)/;
const DATE =
  /^(?:\d{4}[-.]\d{1,2}[-.]\d{1,2}|\d{1,2}[-.]\d{1,2}[-.](?:19|20)\d{2}|(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d)$/;
const SOCIAL_SECURITY = /^\d{3}-\d{2}-\d{4}$/;
const AMOUNT_AFTER = /^ ?(?:%|元|塊|年|月|人|次|ml\b|mm\b|kg\b|km\b|dollars?\b|euros?\b)/i;
const EXTENSION = /(?: ?(?:x|ext\.? ?|#|轉|分機) ?\d{1,6})(?![\dA-Za-z])/iy;

/**
 * Telephone numbers in a folded text: written with a country code, as in Taiwan, as in North America, or behind a word that says so.
 * Which numbers a country has is libphonenumber's knowledge; lines that cost the caller nothing (0800) belong to nobody and are left
 * out. Output: places in the folded text. Linear: a number has at most six groups of digits.
 */
export function findPhones(text: string): Span[] {
  const found: Span[] = [];
  for (const run of runsOf(text)) {
    for (let at = 0; at < run.length; ) {
      const count = longestFrom(text, run, at);
      const first = run[at];
      const last = run[at + count - 1];
      if (count > 0 && first && last)
        found.push({ start: startOf(text, first.start), end: withExtension(text, last.end) });
      at += Math.max(1, count);
    }
  }
  return found;
}

/** Groups of digits that may belong together. */
function* runsOf(text: string): Generator<Group[]> {
  let run: Group[] = [];
  for (const { index, 0: digits } of text.matchAll(/\d+/g)) {
    const group = { start: index, end: index + digits.length };
    const last = run.at(-1);
    if (last && (group.start - last.end > 3 || !GAP.test(text.slice(last.end, group.start)))) {
      yield run;
      run = [];
    }
    run.push(group);
  }
  if (run.length > 0) yield run;
}

/** How many groups from this one on make a number; 0 for none. The longest wins: a shorter one would leave its end behind. */
function longestFrom(text: string, run: readonly Group[], at: number): number {
  const first = run[at];
  if (!first || !isFree(text, first.start - 1) || isTight(text, run[at - 1], first)) return 0;
  let digits = 0;
  const ends: number[] = [];
  for (let to = at; to < at + MAX_GROUPS; to += 1) {
    const group = run[to];
    if (!group) break;
    digits += group.end - group.start;
    if (digits > MAX_DIGITS) break;
    if (digits >= MIN_DIGITS && !isTight(text, group, run[to + 1])) ends.push(to);
  }
  for (const to of ends.reverse()) {
    const last = run[to];
    if (last && isPhone(text, first.start, last.end)) return to - at + 1;
  }
  return 0;
}

/** True when two groups are tied by more than a space: one number does not end between them. */
function isTight(text: string, one: Group | undefined, next: Group | undefined): boolean {
  return one !== undefined && next !== undefined && /[.-]/.test(text.slice(one.end, next.start));
}

// A number begins on its own: not within a word, a path, an amount or a longer figure.
function isFree(text: string, before: number): boolean {
  const [previous, last] = [text.charAt(before - 1), text.charAt(before)];
  if (last === ".") return !/\d/.test(previous);
  if (last === "/") return !/[A-Za-z0-9/]/.test(previous);
  return !/[A-Za-z0-9_$€£]/.test(last);
}

function isPhone(text: string, start: number, end: number): boolean {
  const shape = text.slice(startOf(text, start), end);
  const before = text.slice(Math.max(0, startOf(text, start) - BEFORE_CHARS), startOf(text, start));
  const after = text.slice(end, end + 8);
  if (
    /^[A-Za-wyz_]/.test(after) ||
    /^(?:\.\d|,\d{3}(?!\d))/.test(after) ||
    DATE.test(shape) ||
    SOCIAL_SECURITY.test(shape)
  )
    return false;
  const digits = shape.replace(/\(0\)/, "").replace(/\D/g, "");
  if (shape.startsWith("+")) return isNumber(`+${digits}`, true);
  if (NO_PHONE.test(before) || AMOUNT_AFTER.test(after) || /^97[89]\d{10}$/.test(digits)) return false;
  if (isFreeLine(digits)) return false;
  if (/^00[1-9]\d{9,}$/.test(digits) && isNumber(`+${digits.slice(2)}`, true)) return true;
  if (TAIWAN.test(shape) && /^0[2-9]\d{7,8}$/.test(digits) && isNumber(digits, false, "TW")) return true;
  if (/^886\d{8,9}$/.test(digits)) return isNumber(`+${digits}`, false);
  if (/^(?:\(?\d{3}\)[ -]?|\d{3}[-.])\d{3}[-.]\d{4}$/.test(shape)) return isNumber(digits, true, "US");
  // What goes on with another group of digits is not all of it.
  return !/^ \d/.test(after) && CUE.test(before);
}

function isNumber(number: string, isShapeEnough: boolean, country?: "TW" | "US"): boolean {
  const parsed = parsePhoneNumberFromString(number, country);
  if (!parsed || isFreeLine(`0${parsed.nationalNumber}`)) return false;
  return parsed.isValid() || (isShapeEnough && parsed.isPossible());
}

// Lines that companies pay for: 0800 and 0809 in Taiwan, 800 and its like in North America.
function isFreeLine(digits: string): boolean {
  return /^0?80[09]\d{6}$/.test(digits) || /^[01]?8(?:00|33|44|55|66|77|88)\d{7}$/.test(digits);
}

/** A number's own plus sign and opening bracket stand before its first digit. */
function startOf(text: string, first: number): number {
  let start = first;
  if (text.charAt(start - 1) === "(" && /^\d{1,4}\)/.test(text.slice(first, first + 5))) start -= 1;
  return text.charAt(start - 1) === "+" ? start - 1 : start;
}

function withExtension(text: string, end: number): number {
  EXTENSION.lastIndex = end;
  return EXTENSION.test(text) ? EXTENSION.lastIndex : end;
}
