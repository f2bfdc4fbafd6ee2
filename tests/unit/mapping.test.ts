import { describe, expect, test } from "vitest";
import { columnMappingSchema, contentOfRow, languageOfRow } from "#lib/domain/batch";
import { guessMapping, unmappedFields } from "#lib/domain/mapping";

describe("guessMapping", () => {
  test.each([
    [
      ["id", "text", "intent"],
      ["text", "label"],
      ["en"],
      { columns: { text: "text", label: "intent" }, language: "en" },
    ],
    [["編號", "句子", "語言"], ["text"], ["en", "zh-TW"], { columns: { text: "句子", language: "語言" } }],
    [
      ["Prompt", "Response"],
      ["prompt", "reply"],
      ["en"],
      { columns: { prompt: "Prompt", reply: "Response" }, language: "en" },
    ],
    [
      ["en", "zh_tw"],
      ["source", "target"],
      ["zh-TW"],
      { columns: { source: "en", target: "zh_tw" }, language: "zh-TW" },
    ],
    [
      ["提示", "較佳", "較差"],
      ["prompt", "chosen", "rejected"],
      ["zh-TW"],
      { columns: { prompt: "提示", chosen: "較佳", rejected: "較差" }, language: "zh-TW" },
    ],
    [["whatever"], ["text"], ["en"], { columns: { text: "whatever" }, language: "en" }],
    [["a", "b"], ["prompt", "reply"], ["en", "ja"], { columns: {} }],
  ])("columns %j for %j", (columns, fields, languages, wanted) => {
    expect(guessMapping(columns, fields, languages)).toEqual(wanted);
  });

  test("a column fills one field only", () => {
    const { columns } = guessMapping(["question", "answer"], ["text", "label"], ["en"]);
    expect(new Set(Object.values(columns)).size).toBe(Object.values(columns).length);
  });
});

test("unmappedFields names the fields, and the language where none is given", () => {
  expect(unmappedFields({ columns: { text: "a" } }, ["text", "label"])).toEqual(["label", "language"]);
  expect(unmappedFields({ columns: { text: "a" }, language: "en" }, ["text"])).toEqual([]);
});

describe("rows", () => {
  const values = new Map<string, unknown>([
    ["t", " as given "],
    ["n", null],
    ["l", "zh_tw"],
    ["x", 5],
  ]);
  test("content is taken verbatim, missing and null cells read as empty", () => {
    expect(contentOfRow(values, { columns: { text: "t", label: "n", language: "l" } })).toEqual({
      text: " as given ",
      label: "",
    });
    expect(contentOfRow(values, { columns: { text: "gone" } })).toEqual({ text: "" });
  });
  test("languages are found whatever their case; unknown ones are not guessed", () => {
    expect(languageOfRow(values, { columns: { language: "l" } })).toBe("zh-TW");
    expect(languageOfRow(values, { columns: { language: "n" }, language: "en" })).toBe("en");
    expect(languageOfRow(values, { columns: { language: "x" }, language: "en" })).toBeUndefined();
    expect(languageOfRow(values, { columns: { language: "t" }, language: "en" })).toBeUndefined();
    expect(languageOfRow(values, { columns: {}, language: "en" })).toBe("en");
  });
});

test("a mapping cannot name what the database cannot hold, and cannot reach a prototype", () => {
  expect(columnMappingSchema.safeParse({ columns: { text: "a\0b" } }).success).toBe(false);
  expect(columnMappingSchema.safeParse({ columns: { text: "\ud800" } }).success).toBe(false);
  const parsed = columnMappingSchema.safeParse(JSON.parse('{"columns":{"__proto__":"x","text":"t"}}'));
  expect(({} as { text?: unknown }).text).toBeUndefined();
  if (parsed.success) expect(Object.getPrototypeOf(parsed.data.columns)).toBe(Object.prototype);
});
