import { describe, expect, it } from "vitest";
import { mapOffsets, sliceCodePoints } from "#lib/domain/code-point";
import fc from "#tests/support/property";

describe("offsets of a text", () => {
  it.each([
    ["plain", "abc", [0, 1, 2, 3]],
    ["Han characters", "台北市", [0, 1, 2, 3]],
    ["characters above U+FFFF", "𠮷野家", [0, 2, 3, 4]],
    ["an emoji of several code points", "👩‍🔬!", [0, 2, 3, 5, 6]],
    ["a flag", "🇹🇼x", [0, 2, 4, 5]],
    ["combining marks", "e\u0301a", [0, 1, 2, 3]],
    ["a half of a pair alone", "a\ud83db", [0, 1, 2, 3]],
    ["the halves the wrong way round", "\udc00\ud800", [0, 1, 2]],
    ["nothing", "", [0]],
  ])("count %s by code points", (_, text, indexes) => {
    const { length, toIndex, toCodePoint } = mapOffsets(text);
    expect(length).toBe(indexes.length - 1);
    expect(indexes.map((_index, offset) => toIndex(offset))).toEqual(indexes);
    expect(indexes.map(toCodePoint)).toEqual([...indexes.keys()]);
  });

  it("take an index between the halves of a pair for the one before it", () => {
    expect(mapOffsets("a𠮷b").toCodePoint(2)).toBe(1);
  });

  it("are refused outside the text and where they are no whole numbers", () => {
    const { toIndex, toCodePoint } = mapOffsets("𠮷");
    expect(toIndex(1)).toBe(2);
    for (const wrong of [-1, 0.5, 2, Number.NaN]) expect(() => toIndex(wrong)).toThrow("is not from 0 to 1");
    for (const wrong of [-1, 1.5, 3]) expect(() => toCodePoint(wrong)).toThrow(`index ${wrong} is not from 0 to 2`);
  });

  it("come back the same for any text, and cut it as an array of code points does", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(20), fc.nat(20), (text, one, other) => {
        const { length, toIndex, toCodePoint } = mapOffsets(text);
        expect(length).toBe([...text].length);
        for (let offset = 0; offset <= length; offset += 1) expect(toCodePoint(toIndex(offset))).toBe(offset);
        const [start, end] = [Math.min(one, other, length), Math.min(Math.max(one, other), length)];
        expect(sliceCodePoints(text, start, end)).toBe([...text].slice(start, end).join(""));
      }),
    );
  });
});
