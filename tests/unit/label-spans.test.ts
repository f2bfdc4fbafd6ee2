import { describe, expect, it } from "vitest";
import { piecesOf, removeSpan, toggleSpan, trimRange, wordsOf } from "../../components/label/span-edit";

const empty = { spans: [], relations: [] };
const span = (from: number, to: number, label = 0) => ({ from, to, label });
const textOf = (text: string) => ({ text, chars: [...text] });

describe("marks in a text", () => {
  it("are stepped over by words, in Chinese too, counted in code points", () => {
    const { text, chars } = textOf("😀 The ferry, 渡輪");
    const words = wordsOf(text).map(({ from, to }) => chars.slice(from, to).join(""));
    expect(words.slice(0, 4)).toEqual(["😀", "The", "ferry", ","]);
    expect(words.join("")).toContain("渡輪");
  });

  it("lose white space at their ends, and are none when nothing else was selected", () => {
    const { chars } = textOf("  ab c  ");
    expect(trimRange(chars, { from: 0, to: 8 })).toEqual({ from: 2, to: 6 });
    expect(trimRange(chars, { from: 0, to: 2 })).toBeUndefined();
    expect(trimRange(chars, { from: -3, to: 99 })).toEqual({ from: 2, to: 6 });
  });

  it("may overlap: the pieces give the text again, each with the marks over it", () => {
    const { text, chars } = textOf("abcdef");
    const pieces = piecesOf(chars, [span(0, 4), span(2, 6)]);
    expect(pieces.map((piece) => [piece.text, piece.marks])).toEqual([
      ["ab", [0]],
      ["cd", [0, 1]],
      ["ef", [1]],
    ]);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
  });

  it("go away when made twice, and relations follow what they lead to", () => {
    const two = toggleSpan(toggleSpan(empty, span(5, 6)), span(8, 9));
    const related = { ...two, relations: [{ from: 0, to: 1, label: 0 }] };
    const three = toggleSpan(related, span(0, 2));
    expect(three.spans).toEqual([span(0, 2), span(5, 6), span(8, 9)]);
    expect(three.relations).toEqual([{ from: 1, to: 2, label: 0 }]);
    expect(toggleSpan(three, span(0, 2))).toEqual(related);
    expect(removeSpan(three, 1)).toEqual({ spans: [span(0, 2), span(8, 9)], relations: [] });
  });
});
