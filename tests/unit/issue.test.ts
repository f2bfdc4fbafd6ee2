import { expect, it } from "vitest";
import { z } from "zod";
import { toInputIssues } from "#lib/api/issue";
import { createTokenSchema } from "#lib/domain/token";

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

it("keeps the keys that the product's own schemas give", () => {
  expect(issuesOf({ name: "a\u0000b", scopes: [] }, createTokenSchema)).toEqual({
    name: "control_characters",
    scopes: "too_few",
  });
});
