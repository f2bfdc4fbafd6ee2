import { decodeUtf8, encodeUtf8 } from "./utf8";

export type CanonicalValue =
  | null
  | boolean
  | number
  | string
  | readonly CanonicalValue[]
  | { readonly [key: string]: CanonicalValue };

export type CanonicalRules = {
  /** Arrays and objects inside each other, at most. */
  maxDepth: number;
  /** Refuse whole numbers past 2^53 - 1: readers in other languages would see another value. Such amounts are texts. */
  safeIntegersOnly: boolean;
};

/** What entries obey; RFC 8785 alone would let large whole numbers through. */
export const entryRules: CanonicalRules = { maxDepth: 64, safeIntegersOnly: true };

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Canonical JSON text of plain data by RFC 8785: keys sorted by UTF-16 code units, no white space, numbers and escapes as in ECMAScript.
 * Throws TypeError, naming the place, at what has no such form: NaN, infinities, lone surrogates, bigint, undefined, functions,
 * symbols, holes, objects that are not plain, cycles, and what `rules` exclude. Nothing is left out in silence as JSON.stringify does.
 */
export function canonicalText(value: unknown, rules: CanonicalRules = entryRules): string {
  return writeValue(value, { rules, path: "$", parents: [] });
}

/** The UTF-8 bytes of canonicalText: made once, stored, and hashed as stored. Same errors. */
export function canonicalBytes(value: unknown, rules: CanonicalRules = entryRules): Uint8Array {
  return encodeUtf8(canonicalText(value, rules));
}

export type ParsedCanonical =
  | { ok: true; value: CanonicalValue; text: string }
  | { ok: false; reason: "not_utf8" | "not_json" | "not_canonical" };

/**
 * Reads bytes that must be their own canonical form. Refuses anything else, never throws: other bytes of the same value, duplicate keys,
 * and values that canonicalText refuses are "not_canonical".
 */
export function parseCanonical(bytes: Uint8Array, rules: CanonicalRules = entryRules): ParsedCanonical {
  const text = decodeUtf8(bytes);
  if (text === undefined) return { ok: false, reason: "not_utf8" };
  let value: CanonicalValue;
  try {
    value = JSON.parse(text) as CanonicalValue;
  } catch {
    return { ok: false, reason: "not_json" };
  }
  try {
    // JSON.parse keeps the last of two equal keys, so a duplicate comes back shorter than it was.
    if (canonicalText(value, rules) === text) return { ok: true, value, text };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  return { ok: false, reason: "not_canonical" };
}

type Place = { rules: CanonicalRules; path: string; parents: readonly object[] };

function writeValue(value: unknown, place: Place): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "boolean":
      return String(value);
    case "number":
      return writeNumber(value, place);
    case "string":
      return writeString(value, place);
    case "object":
      return writeObject(value, place);
    default:
      throw refuse(place, `${typeof value} has no JSON form`);
  }
}

function writeNumber(value: number, place: Place): string {
  if (!Number.isFinite(value)) throw refuse(place, `${value} has no JSON form`);
  if (place.rules.safeIntegersOnly && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw refuse(place, "a whole number past 2^53 - 1 must be given as a text");
  }
  // ECMAScript's own shortest form is what RFC 8785 3.2.2.3 asks for; it writes -0 as 0.
  return String(value);
}

function writeString(value: string, place: Place): string {
  if (LONE_SURROGATE.test(value)) throw refuse(place, "a lone surrogate has no UTF-8 form");
  // Escapes just ", \ and the controls below U+0020, in the short forms and with lower-case digits: RFC 8785 3.2.2.2.
  return JSON.stringify(value);
}

function writeObject(value: object, place: Place): string {
  if (place.parents.includes(value)) throw refuse(place, "the value contains itself");
  if (place.parents.length >= place.rules.maxDepth) throw refuse(place, `deeper than ${place.rules.maxDepth} levels`);
  const names = Object.keys(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  const isList = Array.isArray(value);
  const isPlain = isList ? prototype === Array.prototype : prototype === Object.prototype || prototype === null;
  if (!isPlain) throw refuse(place, "only plain objects and arrays have a canonical form");
  // An array has one more name of its own, "length"; whatever else does not enumerate would be lost in silence.
  const hidden = Reflect.ownKeys(value).length - names.length - (isList ? 1 : 0);
  if (hidden !== 0) throw refuse(place, "symbols and hidden properties have no JSON form");
  const parents = [...place.parents, value];
  if (!isList) return writeFields(value as { [name: string]: unknown }, names, { ...place, parents });
  if (names.length !== value.length) throw refuse(place, "an array has holes or properties of its own");
  const items = value.map((item, at) => writeValue(item, { ...place, path: `${place.path}[${at}]`, parents }));
  return `[${items.join(",")}]`;
}

function writeFields(value: { [name: string]: unknown }, names: string[], place: Place): string {
  // The default order of sort() is by UTF-16 code units, as RFC 8785 3.2.3 wants it; never localeCompare.
  const fields = names.sort().map((name) => {
    const key = writeString(name, place);
    return `${key}:${writeValue(value[name], { ...place, path: `${place.path}.${name}` })}`;
  });
  return `{${fields.join(",")}}`;
}

function refuse(place: Place, why: string): TypeError {
  return new TypeError(`no canonical JSON for ${place.path}: ${why}`);
}
