import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AppError, type ErrorReason, errorCodes, errorStatus } from "#lib/domain/error";
import { acceptedLocale, errorText } from "#lib/error-text";
import { locales } from "#lib/i18n";
import { issuesOf, readSentError } from "#lib/sent-error";
import catalogue from "../../messages/en.json";

const { error: en } = catalogue;
const reasons = Object.keys(errorCodes) as ErrorReason[];
const docs = readFileSync("docs/api.md", "utf8");

describe("each reason", () => {
  it.each(reasons)("%s says in both languages what is wrong, even when details are missing", (reason) => {
    for (const locale of locales) {
      const text = errorText({ reason, details: {} }, locale);
      expect(text).not.toBe(reason);
      expect(text).toMatch(/[.。]$/);
      expect(text).not.toMatch(/[{}]|undefined/);
    }
  });

  it("has its line with its status in docs/api.md, and no line is of no reason", () => {
    const lines = [...docs.matchAll(/^\| <a id="([^"]+)"><\/a>`([^`]+)` \| (\d+) \|/gm)];
    const written = Object.fromEntries(lines.map(([, anchor, , status]) => [anchor, Number(status)]));
    expect(lines.every(([, anchor, reason]) => anchor === reason)).toBe(true);
    expect(written).toEqual(Object.fromEntries(reasons.map((reason) => [reason, errorStatus[errorCodes[reason]]])));
  });
});

it("each key that a schema of lib/domain gives has a message", () => {
  const given = readdirSync("lib/domain")
    .filter((name) => name.endsWith(".ts") && name !== "error.ts")
    .flatMap((name) => {
      const source = readFileSync(join("lib/domain", name), "utf8");
      return [...source.matchAll(/\b(?:error|message): "([^"]+)"/g)].map(([, key]) => `${name}: ${key}`);
    });
  expect(given.length).toBeGreaterThan(20);
  expect(given.filter((entry) => !((entry.split(": ")[1] ?? "") in en.field))).toEqual([]);
});

it("messages use what the error says", () => {
  expect(errorText(new AppError("rate.limited", { details: { retryAfterSeconds: 1 } }))).toContain("Wait 1 second,");
  expect(errorText(new AppError("project.not_open", { details: { state: "paused" } }), "zh-TW")).toContain("暫停中");
  expect(errorText(new AppError("input.too_large", { details: { maxBytes: 2_147_483_648 } }))).toContain("2 GiB");
});

it.each([
  [null, "en"],
  ["fr-FR,fr;q=0.9", "en"],
  ["zh-TW,zh;q=0.9,en;q=0.8", "zh-TW"],
  ["en-GB,en;q=0.9,zh;q=0.8", "en"],
  ["fr,zh-Hant;q=0.5", "zh-TW"],
])("Accept-Language %s is answered in %s", (header, locale) => {
  expect(acceptedLocale(header)).toBe(locale);
});

describe("what a page was thrown", () => {
  it("is read by its reason, whichever way it came", () => {
    const issues = [{ path: "name", message: "required" }];
    const sent = Object.assign(new Error("x"), { data: { reason: "input.invalid", details: { issues } } });
    expect(readSentError(sent)).toEqual({ reason: "input.invalid", details: { issues } });
    expect(issuesOf(sent)).toEqual(issues);
    expect(readSentError(new AppError("auth.required"))).toEqual({ reason: "auth.required", details: {} });
  });

  it("is offline when nobody answered, and internal when nobody knows", () => {
    expect(readSentError(new TypeError("Failed to fetch")).reason).toBe("offline");
    expect(readSentError(new TypeError("x is not a function")).reason).toBe("internal");
    expect(readSentError({ data: { reason: "constructor" } }).reason).toBe("internal");
    expect(readSentError(undefined)).toEqual({ reason: "internal", details: {} });
  });
});
