import type { Language } from "./language";
import { simplifiedOnly, traditionalOnly } from "./script-han";

/** Writing systems that are told apart, and the two ways of writing Chinese. */
const scripts = ["latin", "han", "kana", "hangul", "thai", "cyrillic", "other"] as const;
type Script = (typeof scripts)[number];

/** What a text may look like when it is not in its language. */
export const looks = [...scripts, "simplified", "traditional", "vietnamese"] as const;
export type Look = (typeof looks)[number];

const own: Record<Language, readonly Script[]> = {
  "zh-TW": ["han"],
  en: ["latin"],
  "zh-CN": ["han"],
  ja: ["kana", "han"],
  ko: ["hangul"],
  vi: ["latin"],
  id: ["latin"],
  th: ["thai"],
  nan: ["han", "latin"],
  hak: ["han", "latin"],
  fr: ["latin"],
  de: ["latin"],
  es: ["latin"],
};

// A character of Chinese says about as much as three letters.
const weights: Record<Script, number> = { latin: 1, han: 3, kana: 2, hangul: 2, thai: 1, cyrillic: 1, other: 1 };
/** Less than this cannot be judged: two characters, a short word, a number. */
const ENOUGH = 6;
const JAPANESE_WITHOUT_KANA = 12;

type Count = Record<Script, number> & { simplified: number; traditional: number; vietnamese: number };
const counted = [...scripts, "simplified", "traditional", "vietnamese"] as const satisfies readonly (keyof Count)[];

/**
 * What a text looks like when it is not written as its language is; undefined when it may well be. Told by scripts, by characters that only
 * simplified or only traditional Chinese has, and by the letters that only Vietnamese has; languages that share a script are not told apart.
 */
export function lookOf(text: string, language: Language): Look | undefined {
  // Most texts in Latin letters are plain ASCII, which a regular expression sees at once.
  if (own[language][0] === "latin" && /^[\0-\x7f]*$/.test(text)) return undefined;
  const count = countUnits(text);
  let total = 0;
  let mine = 0;
  let most: Script = "other";
  for (const script of scripts) {
    const weight = count[script] * weights[script];
    total += weight;
    if (own[language].includes(script)) mine += weight;
    if (weight > count[most] * weights[most]) most = script;
  }
  if (total < ENOUGH) return undefined;
  return mine * 3 < total ? most : lookWithin(language, count);
}

function lookWithin(language: Language, count: Count): Look | undefined {
  const { simplified, traditional, vietnamese, latin, han, kana } = count;
  if (language === "zh-TW" && simplified >= 2 && simplified > traditional) return "simplified";
  if (language === "zh-CN" && traditional >= 2 && traditional > simplified) return "traditional";
  if (language === "ja" && kana === 0 && han >= JAPANESE_WITHOUT_KANA) return "han";
  const isLatinAlone = own[language][0] === "latin" && language !== "vi";
  return isLatinAlone && vietnamese >= 4 && vietnamese * 8 > latin ? "vietnamese" : undefined;
}

let table: Uint8Array | undefined;

function countUnits(text: string): Count {
  table ??= makeTable();
  const counts = new Uint32Array(counted.length + 1);
  for (let at = 0; at < text.length; at += 1) {
    const kind = table[text.charCodeAt(at)] ?? 0;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  const count = Object.fromEntries(counted.map((name, at) => [name, counts[at + 1] ?? 0])) as Count;
  count.han += count.simplified + count.traditional;
  count.latin += count.vietnamese;
  return count;
}

/** For each UTF-16 unit 1 + its place in `counted`, 0 for what is no letter: one look in place of many comparisons. */
function makeTable(): Uint8Array {
  const made = new Uint8Array(0x10000);
  const place = (name: keyof Count) => counted.indexOf(name) + 1;
  for (let code = 0; code < made.length; code += 1) {
    const script = scriptOf(code);
    if (script === undefined) continue;
    const finer: keyof Count = simplifiedOnly.has(code)
      ? "simplified"
      : traditionalOnly.has(code)
        ? "traditional"
        : script === "latin" && isVietnamese(code)
          ? "vietnamese"
          : script;
    made[code] = place(finer);
  }
  return made;
}

/** The script of a UTF-16 unit; undefined for what is no letter. Of a surrogate pair the first half tells. */
function scriptOf(code: number): Script | undefined {
  if (code < 0x250) return isLatin(code) ? "latin" : undefined;
  if (code >= 0x3400 && code <= 0x9fff) return "han";
  if (code >= 0x3040 && code <= 0x30ff) return code === 0x30fb || code === 0x30fc ? undefined : "kana";
  if (code >= 0xac00 && code <= 0xd7a3) return "hangul";
  if (code >= 0x0e01 && code <= 0x0e5b) return "thai";
  if (code >= 0x1e00 && code <= 0x1eff) return "latin";
  if (code >= 0x400 && code <= 0x52f) return "cyrillic";
  if ((code >= 0x370 && code <= 0x3ff) || (code >= 0x530 && code <= 0xdff)) return "other";
  if ((code >= 0xf900 && code <= 0xfaff) || (code >= 0x3105 && code <= 0x312f) || (code >= 0xd840 && code <= 0xd888))
    return "han";
  if ((code >= 0xff21 && code <= 0xff3a) || (code >= 0xff41 && code <= 0xff5a)) return "latin";
  return code >= 0xff66 && code <= 0xff9f ? "kana" : undefined;
}

function isLatin(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || (code >= 0xc0 && code !== 0xd7 && code !== 0xf7);
}

// Letters with two marks, and the three that no other language here has.
function isVietnamese(code: number): boolean {
  return (code >= 0x1ea0 && code <= 0x1ef9) || [0x103, 0x111, 0x1a1, 0x1b0, 0x102, 0x110, 0x1a0, 0x1af].includes(code);
}
