import { createTranslator } from "next-intl";
import en from "../messages/en.json";
import zhTW from "../messages/zh-TW.json";
import { defaultLocale, type Locale } from "./i18n";
import { messageValues, type SentError } from "./sent-error";

const catalogues = { en, "zh-TW": zhTW as typeof en };

/** The sentence for an error outside the pages (REST, command line): what is wrong, where, how to mend it. */
export function errorText({ reason, details }: SentError, locale: Locale = defaultLocale): string {
  const translate = createTranslator({ locale, messages: catalogues[locale].error });
  return translate(reason, messageValues(details));
}

/** The first language that we have among those of an Accept-Language header. */
export function acceptedLocale(header: string | null): Locale {
  const first = header?.match(/\b(en|zh)\b/i)?.[1]?.toLowerCase();
  return first === "zh" ? "zh-TW" : defaultLocale;
}
