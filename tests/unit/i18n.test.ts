import { describe, expect, it } from "vitest";
import { alternatesFor, isLocale, stripLocale } from "#lib/i18n";

describe("addresses and languages", () => {
  it.each([
    ["/", "/"],
    ["/en", "/"],
    ["/zh-TW/", "/"],
    ["/zh-TW/projects/x", "/projects/x"],
    ["/projects/en", "/projects/en"],
    // A word that begins like a locale is not one.
    ["/entries", "/entries"],
    ["/english/projects", "/english/projects"],
  ])("%s without its locale is %s", (address, bare) => {
    expect(stripLocale(address)).toBe(bare);
  });

  it("names each language of a page by its explicit address and the bare one for the rest", () => {
    expect(alternatesFor("zh-TW", "/ledger")).toEqual({
      canonical: "/zh-TW/ledger",
      languages: { en: "/en/ledger", "zh-TW": "/zh-TW/ledger", "x-default": "/ledger" },
    });
    expect(alternatesFor("en", "/").canonical).toBe("/en");
  });

  it("knows the interface's languages only", () => {
    expect([isLocale("en"), isLocale("zh-TW"), isLocale("zh"), isLocale("ja"), isLocale(undefined)]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
