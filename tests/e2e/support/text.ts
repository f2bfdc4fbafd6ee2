import { createTranslator } from "next-intl";
import en from "../../../messages/en.json" with { type: "json" };
import zhTW from "../../../messages/zh-TW.json" with { type: "json" };

export type SiteLocale = "en" | "zh-TW";
type Values = Record<string, string | number | Date>;

/** What the site says, by the key of its message: tests find things by it, in either language. */
export type Texts = ((key: string, values?: Values) => string) & {
  /** The same with its tags taken away and what they stand for put in: `{ points: "3 points" }`. */
  plain(key: string, tags: Record<string, string>, values?: Values): string;
  /** A message whose placeholders may be anything. */
  like(key: string): RegExp;
};

type Format = (key: string, values?: Record<string, unknown>) => string;

export function textsOf(locale: SiteLocale): Texts {
  const translate = createTranslator({
    locale,
    messages: locale === "en" ? en : (zhTW as unknown as typeof en),
    timeZone: "UTC",
    onError: (error) => {
      throw error;
    },
  });
  // Keys are checked when they are used: a missing one throws.
  const format = translate as unknown as Format;
  const markup = translate.markup as unknown as Format;
  const raw = translate.raw as unknown as (key: string) => string;
  return Object.assign((key: string, values?: Values) => format(key, values), {
    plain: (key: string, tags: Record<string, string>, values: Values = {}) =>
      markup(key, {
        ...values,
        ...Object.fromEntries(Object.entries(tags).map(([tag, text]) => [tag, () => text])),
      }),
    like: (key: string) =>
      new RegExp(
        raw(key)
          .split(/\{(?:[^{}]|\{[^{}]*\})*\}|<(\w+)>.*?<\/\1>/)
          .filter((part, at) => part !== undefined && at % 2 === 0)
          .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
          .join(".*"),
      ),
  });
}

/** The language of the site that a browser of this locale gets. */
export function siteLocale(locale: string | undefined): SiteLocale {
  return locale?.startsWith("zh") ? "zh-TW" : "en";
}
