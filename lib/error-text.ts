import { createTranslator } from "next-intl";
import en from "../messages/en.json";
import zhTW from "../messages/zh-TW.json";
import type { AppError } from "./domain/error";
import { defaultLocale, type Locale } from "./i18n";

const catalogues = { en, "zh-TW": zhTW as typeof en };

/** Values that a message may name and that an error may lack: a message is shown either way. */
export const missingDetails = { retryAfterSeconds: 60, max: 0, status: "", languages: "", action: "" };

/** The sentence for an error outside the pages (REST, command line): what is wrong, where, how to mend it. */
export function errorText(error: AppError, locale: Locale = defaultLocale): string {
  const translate = createTranslator({ locale, messages: catalogues[locale], namespace: "error", onError: () => {} });
  const values = Object.fromEntries(
    Object.entries({ ...missingDetails, ...error.details }).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" ? [[name, value]] : [],
    ),
  );
  return translate(error.reason as never, values as never);
}

/** The first language that we have among those of an Accept-Language header. */
export function acceptedLocale(header: string | null): Locale {
  const first = header?.match(/\b(en|zh)\b/i)?.[1]?.toLowerCase();
  return first === "zh" ? "zh-TW" : defaultLocale;
}
