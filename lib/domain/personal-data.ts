import { businessNumberRule, ibanLength, isCardNumber, isIban, isTaiwanId } from "./check-digit";
import { type Content, type Modality, textFieldsOf } from "./content";
import type { FieldFinding } from "./door";
import { foldText } from "./fold-text";
import { findIpAddresses } from "./ip-address";
import { type PersonalFinding, type PersonalKind, personalKinds, placeholders } from "./personal-kind";
import { findPhones, type Span } from "./phone-number";

// Digits as people type them, in every block that foldText knows; the high surrogate begins the mathematical ones.
const DIGIT = /[\d\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19\ud835]/g;
const LEAST_DIGITS = 7;
// Two dots or colons: the least that an IP address has.
const ADDRESS_SIGNS = /[.:．：][^.:．：]{0,4}[.:．：]/;

/**
 * Personal data in a text, in order, none overlapping another. Input: any string, of any length; output: findings in code points of
 * it. Pure, the same in browser and server, linear in the text. Finds what has a shape or a check digit; names and street
 * addresses it does not find.
 */
export function findPersonalData(given: string): PersonalFinding[] {
  if (!mayHold(given)) return [];
  const { text, charAt } = foldText(given);
  const taken = new Uint8Array(text.length);
  const found: PersonalFinding[] = [];
  for (const kind of personalKinds) {
    for (const { start, end } of finders[kind](text)) {
      if (taken.subarray(start, end).includes(1)) continue;
      taken.fill(1, start, end);
      found.push({ kind, start: charAt(start), end: charAt(end - 1) + 1 });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Most texts hold neither an @ nor seven digits nor the signs of an IP address, and are done with here. */
function mayHold(text: string): boolean {
  if (text.includes("@") || text.includes("＠")) return true;
  DIGIT.lastIndex = 0;
  for (let count = 0; count < LEAST_DIGITS; count += 1) {
    if (!DIGIT.test(text)) return count > 0 && ADDRESS_SIGNS.test(text);
  }
  return true;
}

const finders: Record<PersonalKind, (text: string) => Iterable<Span>> = {
  email: findEmails,
  iban: findIbans,
  national_id: (text) => findIds(text, NATIONAL_ID),
  resident_id: (text) => findIds(text, RESIDENT_ID),
  ip_address: findIpAddresses,
  card: findCards,
  business_number: findBusinessNumbers,
  phone: findPhones,
};

// How far before a number the word may stand that says what it is.
const CUE_CHARS = 24;
const LOCAL = /[A-Za-z0-9._%+'-]/;
const LOCAL_CHARS = 64;
const DOMAIN = /(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]/y;

/** Addresses of RFC 5321 as people write them, quoted and non-ASCII ones aside. */
function* findEmails(text: string): Generator<Span> {
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    let start = at;
    while (start > 0 && at - start < LOCAL_CHARS && LOCAL.test(text.charAt(start - 1))) start -= 1;
    while (start < at && /[.'-]/.test(text.charAt(start))) start += 1;
    DOMAIN.lastIndex = at + 1;
    if (start < at && text.charAt(at - 1) !== "." && DOMAIN.test(text)) yield { start, end: DOMAIN.lastIndex };
  }
}

const IBAN = /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){11,30}/g;

function* findIbans(text: string): Generator<Span> {
  for (const { index, 0: match } of text.matchAll(IBAN)) {
    const length = ibanLength(match.slice(0, 2).toUpperCase()) ?? 0;
    let end = 0;
    for (let count = 0; end < match.length && count < length; end += 1) if (match[end] !== " ") count += 1;
    const compact = match.slice(0, end).replaceAll(" ", "").toUpperCase();
    if (isIban(compact) && !/[A-Za-z0-9]/.test(text.charAt(index + end))) yield { start: index, end: index + end };
  }
}

const NATIONAL_ID = /(?<![A-Za-z0-9])[A-Za-z][12]\d{8}(?![A-Za-z0-9])/g;
const RESIDENT_ID = /(?<![A-Za-z0-9])[A-Za-z][89A-Da-d]\d{8}(?![A-Za-z0-9])/g;
// Behind such a word a number is somebody's even when it was mistyped.
const ID_CUE = /(?:身[分份]證|居留證|統一證號|\bARC\b|resident certificate|national ID|Taiwan ID)[^\d\n]{0,12}$/i;

function* findIds(text: string, shape: RegExp): Generator<Span> {
  for (const { index, 0: match } of text.matchAll(shape)) {
    const isNamed = () => ID_CUE.test(text.slice(Math.max(0, index - CUE_CHARS), index));
    if (isTaiwanId(match.toUpperCase()) || isNamed()) yield { start: index, end: index + match.length };
  }
}

const CARD_FORMS = [
  /(?<![\dA-Za-z]|\d\.|[\dA-Za-z]-)\d{12,19}(?![\dA-Za-z]|\.\d)/g,
  /(?<![\dA-Za-z]|\d[ .-])\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?(?![\dA-Za-z])/g,
  /(?<![\dA-Za-z]|\d[ .-])\d{4}([ -])\d{6}\1\d{4,5}(?![\dA-Za-z])/g,
] as const;

function* findCards(text: string): Generator<Span> {
  for (const form of CARD_FORMS) {
    for (const { index, 0: match } of text.matchAll(form)) {
      if (isCardNumber(match.replace(/\D/g, ""))) yield { start: index, end: index + match.length };
    }
  }
}

const EIGHT = /(?<![\dA-Za-z-])\d{8}(?![\dA-Za-z]|-\d)/g;
// One in four numbers of eight digits has a good check digit: only a word before it makes it a business number.
const BUSINESS_CUE =
  /(?:統一編號|統編|稅籍編號|營利事業|\bvat\b|\btax id|business (?:no|number)|\bubn\b)[^\d\n]{0,12}$/i;

function* findBusinessNumbers(text: string): Generator<Span> {
  for (const { index, 0: match } of text.matchAll(EIGHT)) {
    const before = text.slice(Math.max(0, index - CUE_CHARS), index);
    if (BUSINESS_CUE.test(before) && businessNumberRule(match)) yield { start: index, end: index + match.length };
  }
}

/** Personal data in the texts of a content, labels aside: they come from the project. Input: a parsed content; output: in order. */
export function findInContent(modality: Modality, content: Content): FieldFinding[] {
  return textFieldsOf(modality, content).flatMap((field) =>
    findPersonalData(content[field] ?? "").map((finding) => ({ field, ...finding })),
  );
}

/** The text with each of the findings replaced by its placeholder. Input: the text that was scanned and findings of it, in order. */
export function maskPersonalData(text: string, findings: readonly PersonalFinding[]): string {
  const chars = [...text];
  let masked = "";
  let from = 0;
  for (const { kind, start, end } of findings) {
    masked += chars.slice(from, start).join("") + placeholders[kind];
    from = end;
  }
  return masked + chars.slice(from).join("");
}
