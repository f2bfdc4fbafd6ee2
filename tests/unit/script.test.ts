import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lookOfContent } from "#lib/domain/language-look";
import { lookOf } from "#lib/domain/script";
import { simplifiedOnly, traditionalOnly } from "#lib/domain/script-han";

/** Han characters that a two-byte encoding has between two codes. */
function hanOf(encoding: string, from: number, to: number, firstSecond = 0x40): number[] {
  const decoder = new TextDecoder(encoding);
  const found: number[] = [];
  for (let code = from; code <= to; code += 1) {
    if ((code & 0xff) < firstSecond) continue;
    const text = decoder.decode(new Uint8Array([code >> 8, code & 0xff]));
    if (text.length === 1 && /^\p{Script=Han}$/u.test(text)) found.push(text.charCodeAt(0));
  }
  return found;
}

test("the two lists are the first levels of GB 2312 and Big5, each without the whole of the other", () => {
  const cn = hanOf("gbk", 0xb0a1, 0xd7fe, 0xa1);
  const cnAll = new Set(hanOf("gbk", 0xb0a1, 0xf7fe, 0xa1));
  const tw = hanOf("big5", 0xa440, 0xc67e);
  const twAll = new Set([...tw, ...hanOf("big5", 0xc940, 0xf9d5)]);
  expect(new Set(cn.filter((code) => !twAll.has(code)))).toEqual(simplifiedOnly);
  expect(new Set(tw.filter((code) => !cnAll.has(code)))).toEqual(traditionalOnly);
});

test.each([
  ["How are you today?", "zh-TW", "latin"],
  ["今天的天氣很好", "en", "han"],
  ["这个问题我们还没说过", "zh-TW", "simplified"],
  ["這個問題我們還沒說過", "zh-CN", "traditional"],
  ["今天的天氣真是很好我們出去走走吧", "ja", "han"],
  ["おはようございます", "zh-TW", "kana"],
  ["안녕하세요 여러분", "en", "hangul"],
  ["Привет, как дела?", "en", "cyrillic"],
  ["Tôi không biết điều đó được nói ở đâu", "en", "vietnamese"],
] as const)("%s as %s looks like %s", (text, language, look) => expect(lookOf(text, language)).toBe(look));

test.each([
  ["我用 iPhone 和 MacBook 寫程式，真的很方便", "zh-TW"],
  ["The word 你好 means hello", "en"],
  ["OK", "zh-TW"],
  ["12345 67890 !!!", "zh-TW"],
  ["👍👍👍", "en"],
  ["明日は会議があります", "ja"],
  ["Góa sī Tâi-oân-lâng", "nan"],
  ["我是臺灣人", "nan"],
  ["Où est-il né, à Noël ?", "fr"],
] as const)("%s may well be %s", (text, language) => expect(lookOf(text, language)).toBeUndefined());

test("of a translation one of the two texts has to be in the language; labels do not count", () => {
  const pair = { source: "Good morning, everyone.", target: "大家早安，今天天氣很好。" };
  expect(lookOfContent("translation_pair", pair, "zh-TW")).toBeNull();
  expect(lookOfContent("translation_pair", { ...pair, target: "Good morning to all." }, "zh-TW")).toBe("latin");
  expect(lookOfContent("text", { text: "今天天氣很好", label: "positive sentiment of weather" }, "zh-TW")).toBeNull();
});

test("no honest sentence of the demo data is taken for another language, and nearly every other one is told", () => {
  const demo = (name: string) =>
    readFileSync(join(import.meta.dirname, `../../db/demo/${name}.jsonl`), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).text as string);
  const [en, zh] = [demo("sentences-en"), [...demo("sentences-zh-tw"), ...demo("city-zh-tw")]];
  expect(en.filter((text) => lookOf(text, "en"))).toEqual([]);
  expect(zh.filter((text) => lookOf(text, "zh-TW"))).toEqual([]);
  const told = (texts: string[], language: "en" | "zh-TW") =>
    texts.filter((text) => lookOf(text, language)).length / texts.length;
  expect(told(en, "zh-TW")).toBeGreaterThan(0.95);
  expect(told(zh, "en")).toBeGreaterThan(0.95);
});
