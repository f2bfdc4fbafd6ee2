/** The shorter, the larger: one sentence fills the eye, a page stays a page. */
export function sizeOf(chars: number): string {
  if (chars <= 80) return "text-[clamp(1.625rem,1.1rem+1.9vw,2.375rem)] leading-[1.5]";
  if (chars <= 240) return "text-[clamp(1.375rem,1.1rem+1vw,1.75rem)] leading-[1.55]";
  if (chars <= 900) return "text-[clamp(1.1875rem,1.05rem+0.5vw,1.375rem)] leading-[1.65]";
  return "text-[clamp(1.0625rem,1rem+0.25vw,1.1875rem)] leading-[1.7]";
}

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;
const isCjkTag = (tag: string) => /^(?:zh|ja|ko|nan|hak)/.test(tag);

/** A pair holds two languages and names one: a text in the other script must not be read out, or drawn, as if it were that. */
export function languageOf(text: string, tag: string): string | undefined {
  if (CJK.test(text) === isCjkTag(tag)) return tag;
  return isCjkTag(tag) ? undefined : "zh-TW";
}
