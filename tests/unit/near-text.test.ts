import { describe, expect, it } from "vitest";
import { bandKeys, likeness, type Runs, runsOfContent } from "#lib/domain/near-text";
import fc from "#tests/support/property";

const runsOf = (text: string): Runs => runsOfContent("text", { text }) ?? new Set();
const ENGLISH = "A hospitality exchange network connects travelers with locals in the cities they are going to visit.";
const CHINESE = "在夏季期間，也要慎防北歐的蚊子。雖然它們不會傳播任何疾病，但會令人不堪其擾。";

describe("likeness", () => {
  it.each([
    ["case", ENGLISH.toUpperCase()],
    ["spacing and punctuation", `  ${ENGLISH.replaceAll(" ", "  ").replace(".", "!!!")}\n`],
    ["full width", ENGLISH.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0))],
    ["characters without width", [...ENGLISH].join("\u200b")],
    ["look-alikes of Cyrillic", ENGLISH.replaceAll("a", "а").replaceAll("e", "е").replaceAll("o", "о")],
  ])("does not see another %s", (_name, copy) => {
    expect(likeness(runsOf(ENGLISH), runsOf(copy))).toBe(100);
  });

  it("falls with what is changed, in Chinese without spaces as in English", () => {
    expect(likeness(runsOf(CHINESE), runsOf(CHINESE.replace("也要", "要")))).toBeGreaterThan(85);
    expect(likeness(runsOf(CHINESE), runsOf("細胞是生命有機體最小的構造單位和功能單位。"))).toBeLessThan(10);
    expect(likeness(runsOf(ENGLISH), runsOf(ENGLISH.slice(0, 50)))).toBeLessThan(60);
  });

  it("keeps fields apart: an exchange of prompt and reply is another text", () => {
    const one = runsOfContent("prompt_reply", { prompt: ENGLISH, reply: CHINESE }) ?? new Set();
    const swapped = runsOfContent("prompt_reply", { prompt: CHINESE, reply: ENGLISH }) ?? new Set();
    expect(likeness(one, one)).toBe(100);
    expect(likeness(one, swapped)).toBeLessThan(5);
  });

  it("compares nothing that is too short, nor labels and images", () => {
    expect(runsOfContent("text", { text: "好的，謝謝" })).toBeUndefined();
    expect(runsOfContent("image", { image: "a".repeat(64), original: "b".repeat(64), label: ENGLISH })).toBeUndefined();
  });

  it("takes a text of 1 MB as quickly as its beginning", () => {
    const started = performance.now();
    bandKeys(runsOf("這是很長的一段文字，沒有重複之處".repeat(62_500)), "p");
    bandKeys(runsOf("abcdefghij klmnop ".repeat(62_500)), "p");
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("bands", () => {
  it("are integers that a database holds, the same every time, and others in another project", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 60, maxLength: 200 }), (text) => {
        const keys = bandKeys(runsOf(text), "one");
        expect(keys).toEqual(bandKeys(runsOf(text), "one"));
        expect(keys.every((key) => Number.isSafeInteger(key) && key >= 0)).toBe(true);
        expect(bandKeys(runsOf(text), "two").some((key) => keys.includes(key))).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it("are shared as often as the likeness says: mostly at 80 %, seldom at 20 %", () => {
    const shared = (kept: number) => {
      let count = 0;
      for (let at = 0; at < 400; at += 1) {
        const runs = Array.from({ length: 100 }, (_, place) => Math.imul(at * 1_000 + place + 1, 0x9e3779b1));
        const other = runs.map((run, place) => (place < kept ? run : run ^ 0x5bd1e995));
        const keys = new Set(bandKeys(new Set(runs), "p"));
        if (bandKeys(new Set(other), "p").some((key) => keys.has(key))) count += 1;
      }
      return count / 400;
    };
    // Of two sets of 100 with 89 in common, 111 are in either: likeness 0.80; with 33 in common 0.20.
    expect(shared(89)).toBeGreaterThan(0.9);
    expect(shared(33)).toBeLessThan(0.15);
  });
});
