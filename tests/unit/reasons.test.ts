import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorCodes, errorStatus } from "#lib/domain/error";
import { type Locale, locales } from "#lib/i18n";
import en from "../../messages/en.json";
import zhTW from "../../messages/zh-TW.json";
import { type Catalogue, flattenCatalogue } from "../support/catalogue";

const reasons = Object.keys(errorCodes);
const catalogues: Record<Locale, Catalogue> = { en, "zh-TW": zhTW };
const textsOf = (locale: Locale) => flattenCatalogue(catalogues[locale].error as Catalogue);

/** Rows of the table in docs/api.md: reason by reason, the status it names. */
const documented = new Map(
  [...readFileSync("docs/api.md", "utf8").matchAll(/<a id="([^"]+)"><\/a>`([^`]+)` \| (\d{3}) \|/g)].map(
    ([, anchor, reason, status]) => [anchor, { reason, status: Number(status) }],
  ),
);

describe.each(reasons)("the reason %s", (reason) => {
  it.each(locales)("is told to people in %s", (locale) => {
    expect(textsOf(locale).get(reason)?.trim()).toBeTruthy();
  });

  it("is told to programs in docs/api.md, with the status it is sent with", () => {
    const code = errorCodes[reason as keyof typeof errorCodes];
    expect(documented.get(reason)).toEqual({ reason, status: errorStatus[code] });
  });
});

describe("no reason is told that cannot come", () => {
  it("in docs/api.md", () => {
    expect([...documented.keys()].filter((anchor) => !reasons.includes(String(anchor)))).toEqual([]);
  });

  it.each(locales)("in the messages of %s", (locale) => {
    const nouns = new Set(reasons.filter((reason) => reason.includes(".")).map((reason) => reason.split(".")[0]));
    const told = [...textsOf(locale).keys()].filter((key) => nouns.has(key.split(".")[0]));
    expect(told.filter((key) => !reasons.includes(key))).toEqual([]);
  });
});
