import { type Content, type Modality, mediaKindOf, textFieldsOf } from "./content";

/*
 * Near duplicates: the share of short runs of characters that two texts have in common (Jaccard), found without comparing every pair by
 * MinHash in bands (Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3). Runs are of two characters in
 * Chinese and Japanese and of four elsewhere, so no words have to be told apart.
 */
const BANDS = 4;
const ROWS = 3;
const CJK_RUN = 2;
const RUN = 4;
// Fewer runs say nothing: "yes" and "yes!" are the same answer, not a copy.
const LEAST_RUNS = 8;
// A longer text is compared by its beginning; what is copied is seldom only the end.
const COMPARED_CHARS = 6_000;

/** Runs of a text as numbers, each once; the same for a text and its copies in other case, width, punctuation, spacing or look-alikes. */
export type Runs = ReadonlySet<number>;

/** One key for each band. */
export type BandKeys = [number, number, number, number];

/** The texts of a content as runs, field by field, labels and files aside; undefined when there is too little to compare. */
export function runsOfContent(modality: Modality, content: Content): Runs | undefined {
  // Many people read the same sentence aloud, and each recording is wanted.
  if (mediaKindOf[modality] === "audio") return undefined;
  const fields = textFieldsOf(modality, content);
  const runs = new Set<number>();
  for (const [at, field] of fields.entries()) addRuns(runs, content[field] ?? "", at);
  return runs.size < LEAST_RUNS ? undefined : runs;
}

function addRuns(runs: Set<number>, text: string, salt: number): void {
  const codes = comparableCodes(text);
  for (let at = 0; at < codes.length; at += 1) {
    const length = isCjk(codes[at] ?? 0) ? CJK_RUN : RUN;
    if (at + length > codes.length) break;
    let hash = 0x811c9dc5 ^ salt;
    for (let place = at; place < at + length; place += 1) hash = Math.imul(hash ^ (codes[place] ?? 0), 0x01000193);
    runs.add(mix(hash));
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
const NOT_ASCII = /[^\x00-\x7f]/;
const COMPARED = /[\p{L}\p{N}]/u;

/** Letters and digits of a text after NFKC, in lower case, look-alikes of other scripts as Latin. */
function comparableCodes(text: string): number[] {
  const codes: number[] = [];
  if (!NOT_ASCII.test(text)) {
    for (let at = 0; at < text.length && codes.length < COMPARED_CHARS; at += 1) {
      const code = text.charCodeAt(at);
      if ((code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)) codes.push(code);
      else if (code >= 0x41 && code <= 0x5a) codes.push(code + 0x20);
    }
    return codes;
  }
  for (const char of text
    .slice(0, COMPARED_CHARS * 2)
    .normalize("NFKC")
    .toLowerCase()) {
    const code = char.codePointAt(0) ?? 0;
    const isPlain = (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || isCjk(code);
    if (isPlain || COMPARED.test(char)) codes.push(LOOK_ALIKES.get(code) ?? code);
    if (codes.length === COMPARED_CHARS) break;
  }
  return codes;
}

function isCjk(code: number): boolean {
  return (
    (code >= 0x3040 && code <= 0x30ff) || (code >= 0x3400 && code <= 0x9fff) || (code >= 0x20000 && code <= 0x3ffff)
  );
}

// Cyrillic and Greek small letters that look like Latin ones (Unicode confusables, single letters).
const LOOK_ALIKES = new Map(
  [..."аaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwӏlαaοoνvρpυuιiκk"]
    .flatMap((char, at, all) => (at % 2 === 0 ? [[char, all[at + 1] ?? ""] as const] : []))
    .map(([from, to]) => [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0]),
);

/** Share of runs that two texts have in common, in percent, rounded down: 100 for the same. */
export function likeness(one: Runs, other: Runs): number {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  let common = 0;
  for (const run of small) if (large.has(run)) common += 1;
  return Math.floor((common * 100) / (one.size + other.size - common));
}

const OFFSETS = Int32Array.from({ length: BANDS * ROWS }, (_, at) => mix(at + 1));
const FACTORS = Int32Array.from({ length: BANDS * ROWS }, (_, at) => mix(at + 0x9e3779b1) | 1);

/**
 * Keys that texts alike share: two texts of likeness s share at least one with probability 1 - (1 - s^3)^4, 0.62 for 60 %, 0.94 for
 * 80 %. `space` keeps projects apart. Output: four integers below 2^53.
 */
export function bandKeys(runs: Runs, space: string): BandKeys {
  const least = new Int32Array(BANDS * ROWS).fill(0x7fffffff);
  for (const run of runs) {
    for (let at = 0; at < least.length; at += 1) {
      // Runs are mixed already: another order of them is all that is wanted.
      const hash = Math.imul(run ^ (OFFSETS[at] ?? 0), FACTORS[at] ?? 1);
      if (hash < (least[at] ?? 0)) least[at] = hash;
    }
  }
  const seed = hashOf(space);
  const keyOf = (band: number) => {
    let low = mix(seed ^ band);
    let high = mix(low ^ 0x5bd1e995);
    for (let row = 0; row < ROWS; row += 1) {
      const value = least[band * ROWS + row] ?? 0;
      low = mix(Math.imul(low, 31) ^ value);
      high = mix(Math.imul(high, 37) ^ Math.imul(value, 0x85ebca6b));
    }
    return (high >>> 11) * 2 ** 32 + (low >>> 0);
  };
  return [keyOf(0), keyOf(1), keyOf(2), keyOf(3)];
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mix(hash);
}

// The finaliser of MurmurHash3: spreads 32 bits evenly.
function mix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
