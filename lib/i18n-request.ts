import { locale as rootLocale } from "next/root-params";
import { hasLocale } from "next-intl";
import { getRequestConfig } from "next-intl/server";
import en from "../messages/en.json";
import zhTW from "../messages/zh-TW.json";
import { defaultLocale, locales } from "./i18n";

// Typed as the English catalogue; tests/unit/messages.test.ts holds the two equal.
const catalogues = { en, "zh-TW": zhTW as typeof en };

/**
 * next-intl reads this once per render for server components; client components get theirs from shell/catalogue. The
 * locale is the [locale] segment, read as a root parameter, so pages need neither cookies nor setRequestLocale.
 */
export default getRequestConfig(async ({ locale: asked }) => {
  const wanted: unknown = asked ?? (await rootLocale());
  const locale = hasLocale(locales, wanted) ? wanted : defaultLocale;
  return { locale, messages: catalogues[locale], timeZone: "UTC", now: new Date() };
});

declare module "next-intl" {
  interface AppConfig {
    Locale: (typeof locales)[number];
    Messages: typeof en;
  }
}
