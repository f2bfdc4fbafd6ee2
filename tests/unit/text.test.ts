import { describe, expect, it } from "vitest";
import { contentText, countChars, normaliseText, storedText } from "#lib/domain/text";

const issueOf = (schema: ReturnType<typeof storedText> | ReturnType<typeof contentText>, value: unknown) =>
  schema.safeParse(value).error?.issues.map((issue) => issue.message);

describe("length", () => {
  it("counts code points, not halves of them", () => {
    expect(countChars("")).toBe(0);
    expect(countChars("審查")).toBe(2);
    expect(countChars("𠮷😀")).toBe(2);
    expect(countChars("e\u0301")).toBe(2);
  });
});

describe("normalising", () => {
  it("gives one form to texts that look the same", () => {
    expect(normaliseText("e\u0301")).toBe("é");
    expect(normaliseText("a\r\nb\rc\nd")).toBe("a\nb\nc\nd");
    expect(normaliseText(" \t\n a b \u3000")).toBe("a b");
  });

  it("changes nothing the second time", () => {
    for (const text of [" e\u0301\r\n ", "\u3000審查\u3000", "\uFEFFx", "が"])
      expect(normaliseText(normaliseText(text))).toBe(normaliseText(text));
  });
});

describe("a stored text", () => {
  const name = storedText(5);

  it("comes out normalised, and is measured as it comes out", () => {
    expect(name.parse("  e\u0301 1 \r\n")).toBe("é 1");
    expect(name.parse("𠮷𠮷𠮷𠮷𠮷")).toBe("𠮷𠮷𠮷𠮷𠮷");
    expect(name.parse("a\tb\nc")).toBe("a\tb\nc");
  });

  it.each([
    [undefined, "wrong_type"],
    [5, "wrong_type"],
    ["", "required"],
    [" \n\u3000", "required"],
    ["123456", "too_long"],
    ["a\u0000b", "control_characters"],
    ["a\u001bb", "control_characters"],
    ["a\u0085b", "control_characters"],
    ["a\ud800b", "lone_surrogate"],
    ["\udc00", "lone_surrogate"],
  ])("refuses %j once, by a key: %s", (value, key) => {
    expect(issueOf(name, value)).toEqual([key]);
  });

  it("may be empty where the schema says so, and has a lower bound of its own where it says that", () => {
    expect(storedText(5, 0).parse(" ")).toBe("");
    expect(issueOf(storedText(20, 10), "too short")).toEqual(["too_short"]);
  });
});

describe("a contributed text", () => {
  const content = contentText(5);

  it("is kept to the last byte, because it is data", () => {
    for (const text of [" a \r", "e\u0301", "\u001b[0m", "a\r\nb"]) expect(content.parse(text)).toBe(text);
  });

  it("is measured in code points", () => {
    expect(content.parse("𠮷𠮷𠮷𠮷𠮷")).toHaveLength(10);
    expect(issueOf(content, "𠮷𠮷𠮷𠮷𠮷𠮷")).toEqual(["too_long"]);
  });

  it.each([
    [null, "wrong_type"],
    ["a\0", "nul_character"],
    ["a\ud800", "lone_surrogate"],
    [" \u3000\n", "required"],
    ["123456", "too_long"],
  ])("refuses %j: %s", (value, key) => {
    expect(issueOf(content, value)).toEqual([key]);
  });
});
