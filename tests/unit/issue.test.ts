import { expect, it } from "vitest";
import { z } from "zod";
import { toInputIssues } from "#lib/api/issue";
import { contentText, storedText } from "#lib/domain/text";
import { createTokenSchema } from "#lib/domain/token";
import { handleSchema, passwordSchema } from "#lib/domain/user";
import { refusalReader } from "#lib/refusal-report";

const schema = z.strictObject({
  text: z.string().min(3).max(5),
  count: z.number().min(1).max(9),
  kind: z.enum(["a", "b"]),
  list: z.array(z.string().min(1)).min(1).max(2),
  id: z.uuid(),
});

function issuesOf(input: unknown, of: z.ZodType = schema) {
  const { error } = of.safeParse(input);
  return Object.fromEntries(toInputIssues(error?.issues ?? []).map(({ path, message }) => [path, message]));
}

it("turns the library's sentences into message keys", () => {
  expect(issuesOf({ text: "ab", count: 0, kind: "c", list: [], id: "x" })).toEqual({
    text: "too_short",
    count: "too_small",
    kind: "not_in_list",
    list: "too_few",
    id: "wrong_format",
  });
  expect(issuesOf({ text: "abcdef", count: 10, kind: "a", list: ["a", "b", "c"], extra: 1, more: 2 })).toEqual({
    text: "too_long",
    count: "too_large",
    list: "too_many",
    id: "required",
    extra: "not_asked",
    more: "not_asked",
  });
  expect(issuesOf({ text: 1, count: "x", kind: null, list: "no", id: [] })).toMatchObject({
    text: "wrong_type",
    count: "wrong_type",
    list: "wrong_type",
    id: "wrong_type",
  });
  expect(issuesOf({ text: "abc", count: 1, kind: "a", list: [""], id: crypto.randomUUID() })).toEqual({
    "list.0": "required",
  });
  expect(issuesOf(undefined)).toEqual({ "": "required" });
});

it("names the length that is asked for, in the characters that people count", () => {
  const told = (of: z.ZodType, input: unknown) => toInputIssues(of.safeParse(input).error?.issues ?? []);
  expect(told(schema.shape.text, "ab")).toEqual([{ path: "", message: "too_short", limit: 3 }]);
  expect(told(schema.shape.text, "abcdef")).toEqual([{ path: "", message: "too_long", limit: 5 }]);
  expect(told(storedText(5, 3), "語料語料語料")).toEqual([{ path: "", message: "too_long", limit: 5 }]);
  expect(told(contentText(2), "𠮷𠮷𠮷")).toEqual([{ path: "", message: "too_long", limit: 2 }]);
  expect(told(passwordSchema, "😀😀😀😀😀")).toEqual([{ path: "", message: "password_short", limit: 10 }]);
  expect(told(handleSchema, "a")).toEqual([{ path: "", message: "too_short", limit: 3 }]);
  const texts = (fault: string) => [fieldText("en", fault), fieldText("zh-TW", fault)];
  expect(texts("too_long:1200")).toEqual(["At most 1,200 characters. Shorten it.", "最多 1,200 個字元，請縮短。"]);
  expect(texts("too_long")).toEqual(["This is too long. Shorten it.", "太長了，請縮短。"]);
});

function fieldText(locale: "en" | "zh-TW", detail: string): string | undefined {
  const refusal = { line: 2, reason: "invalid_field", field: "text", detail, duplicateOf: null };
  return refusalReader(locale, "https://assay.example")(refusal)[2];
}

it("keeps the keys that the product's own schemas give", () => {
  expect(issuesOf({ name: "a\u0000b", scopes: [] }, createTokenSchema)).toEqual({
    name: "control_characters",
    scopes: "too_few",
  });
});
