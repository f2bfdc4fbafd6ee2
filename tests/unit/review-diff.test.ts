import { describe, expect, it } from "vitest";
import fc from "#tests/support/property";
import { type DiffPart, diffTexts, tokensOf } from "../../components/review/text-diff";

const sides = (parts: DiffPart[]) => ({
  before: parts.flatMap(({ kind, text }) => (kind === "added" ? [] : [text])).join(""),
  after: parts.flatMap(({ kind, text }) => (kind === "removed" ? [] : [text])).join(""),
});

describe("the difference of two versions", () => {
  it("goes by words in Latin script", () => {
    expect(diffTexts("Shall we take the bus?", "Shall we take a taxi?")).toEqual([
      { kind: "same", text: "Shall we take " },
      { kind: "removed", text: "the bus" },
      { kind: "added", text: "a taxi" },
      { kind: "same", text: "?" },
    ]);
  });

  it("goes by characters in Chinese, Japanese and Thai", () => {
    expect(diffTexts("今天下午可能會下雨", "今天晚上可能會下雨")).toEqual([
      { kind: "same", text: "今天" },
      { kind: "removed", text: "下午" },
      { kind: "added", text: "晚上" },
      { kind: "same", text: "可能會下雨" },
    ]);
    expect(tokensOf("我用 GitHub 寫程式")).toEqual(["我", "用", " ", "GitHub", " ", "寫", "程", "式"]);
  });

  it("never cuts a character that people see as one", () => {
    for (const whole of ["👩‍👩‍👧", "𠮷", "e\u0301", "葛\u{E0100}"]) {
      const parts = diffTexts(`一${whole}二`, "一二");
      expect(parts).toContainEqual({ kind: "removed", text: whole });
    }
  });

  it("gives back both versions exactly, whatever they hold", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b ", "字", "詞", "\n", "。", "👍🏽", "é"), maxLength: 40 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = diffTexts(before, after);
        expect(sides(parts)).toEqual({ before, after });
        expect(parts.every((part) => part.text !== "")).toBe(true);
      }),
    );
  });

  it("shows two texts without anything in common as one replacement, soon, however long they are", () => {
    const before = "甲乙丙丁".repeat(5_000);
    const after = "子丑寅卯".repeat(5_000);
    const startedAt = performance.now();
    expect(sides(diffTexts(before, after))).toEqual({ before, after });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});
