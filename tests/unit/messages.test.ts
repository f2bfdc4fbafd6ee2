import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import { type Locale, locales } from "#lib/i18n";
import en from "../../messages/en.json";
import zhTW from "../../messages/zh-TW.json";
import { type Catalogue, compareCatalogues, findTexts, flattenCatalogue, readPlaceholders } from "../support/catalogue";

const catalogues: Record<Locale, Catalogue> = { en, "zh-TW": zhTW };
const fixedNotices = ["common.notice.points", "common.notice.noCoin"];

// Words that promise gain (economy.md). Points are no investment, so nothing on the site may sound like one.
const promotion =
  /\bprofits?\b|\binvest(?:ment|ments|or|ors|ing)?\b|\breturns? on\b|\bROI\b|\bmoon\b|\bofficial coin\b|\bairdrops?\b|\bpassive income\b|\bget rich\b|\b(?:make|earn|making|earning) money\b|\bguaranteed (?:profit|return|income|gain)s?\b|\bbullish\b|獲利|穩賺|躺賺|賺錢|投資|報酬率|漲|升值|飆|翻倍|暴富|致富|被動收入|變現|空投|官方.{0,6}幣/i;

const han = "\\u3400-\\u9fff";
const halfWidth = new RegExp(`[${han}」』）][,;:?!]|[,;:?!][${han}「『（]`);
// Characters that Taiwan writes otherwise, and words of another usage.
const notTaiwan =
  /[国们这发为时会来对说应该项贡献审账录编设计语实验认证务单书传输过还进选择页码个关员点数额质标签类间开闭户权载显网络错误]|信息|默認|鏈接|登錄|賬|視頻|網絡|軟件|硬件/;

/** Formats a message with the library itself; the text of the first error, if any. */
function formatFault(locale: Locale, catalogue: Catalogue, key: string, text: string): string | undefined {
  let fault: string | undefined;
  const t = createTranslator({
    locale,
    messages: catalogue,
    timeZone: "UTC",
    onError: (error) => {
      fault ??= `${key}: ${error.message}`;
    },
  });
  const values: Record<string, unknown> = {};
  const { printed, chosenBy } = readPlaceholders(text);
  for (const name of [...printed, ...chosenBy]) {
    if (name.startsWith("<")) values[name.slice(1, -1)] = (children: unknown) => String(children);
    else values[name] = 1;
  }
  (t.markup as (key: string, values: Record<string, unknown>) => string)(key, values);
  return fault;
}

describe("message catalogues", () => {
  it("have the same keys and the same placeholders", () => {
    expect(compareCatalogues(en, zhTW)).toEqual([]);
  });

  it("hold no empty text", () => {
    for (const catalogue of Object.values(catalogues)) expect(findTexts(catalogue, /^\s*$/)).toEqual([]);
  });

  it.each(locales)("format in %s without an error", (locale) => {
    const catalogue = catalogues[locale];
    const faults = [...flattenCatalogue(catalogue)].flatMap(
      ([key, text]) => formatFault(locale, catalogue, key, text) ?? [],
    );
    expect(faults).toEqual([]);
  });

  it("promise no gain outside the fixed notices", () => {
    for (const catalogue of Object.values(catalogues)) {
      expect(findTexts(catalogue, promotion, fixedNotices)).toEqual([]);
    }
  });

  it("carry the fixed notices word for word", () => {
    expect(en.common.notice.points).toBe(
      "Points record accepted work on this site. They are not money, a coin, a share or an investment; they have no price, cannot be bought, sold or transferred, and may be corrected if work is later found invalid.",
    );
    expect(en.common.notice.noCoin).toBe(
      "There is no official GPT coin. This project is not run by, connected with or endorsed by OpenAI or any model maker.",
    );
    expect(zhTW.common.notice.points).toBe(
      "點數只記錄你在本站被採納的貢獻。點數不是貨幣、代幣、股份或投資\uff1b沒有價格\uff0c不能買賣或轉讓\uff1b若日後查出貢獻不符規定\uff0c點數會更正。",
    );
    expect(zhTW.common.notice.noCoin).toBe(
      "市面上沒有官方的「GPT 幣」。本專案與 OpenAI 或任何模型公司無關\uff0c也未獲其背書。",
    );
  });

  it("write Chinese as Taiwan does, with full-width marks", () => {
    expect(findTexts(zhTW, halfWidth)).toEqual([]);
    expect(findTexts(zhTW, notTaiwan)).toEqual([]);
  });
});

describe("a planted fault is found", () => {
  const plant = (locale: Locale, key: string, text: string): Catalogue => ({
    ...structuredClone(catalogues[locale]),
    planted: { [key]: text },
  });

  it.each<[Locale, string]>([
    ["en", "Guaranteed profit for early contributors"],
    ["en", "Points go to the moon"],
    ["en", "The official coin of this model"],
    ["zh-TW", "參加就保證獲利"],
    ["zh-TW", "點數還會再漲"],
    ["zh-TW", "投資報酬看得見"],
    ["zh-TW", "官方 GPT 幣"],
  ])("promotion in %s: %s", (locale, text) => {
    expect(findTexts(plant(locale, "word", text), promotion, fixedNotices)).toEqual([`planted.word: ${text}`]);
  });

  it("a missing key, a missing placeholder and a missing tag", () => {
    const faults = compareCatalogues(
      { a: "{count, plural, one {# item} other {# items}}", b: "by {name}", c: "<link>x</link>", d: "d" },
      { a: "{count, number} 筆", b: "由 {person}", c: "x" },
    );
    expect(faults).toEqual([
      "only in the first: d",
      'placeholders of b: "name" and "person"',
      'placeholders of c: "<link>" and ""',
    ]);
  });

  it("a message that does not parse, a half-width mark and a Simplified character", () => {
    expect(formatFault("en", plant("en", "bad", "{count, plural, one {#}"), "planted.bad", "{count}")).toContain(
      "planted.bad",
    );
    expect(findTexts(plant("zh-TW", "mark", "好,請繼續"), halfWidth)).toHaveLength(1);
    expect(findTexts(plant("zh-TW", "han", "数据"), notTaiwan)).toHaveLength(1);
  });
});
