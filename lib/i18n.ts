/** Languages of the interface. Content has its own list (lib/domain/language). */
export const locales = ["en", "zh-TW"] as const;
export type Locale = (typeof locales)[number];
export const defaultLocale: Locale = "en";

/** Cookie that holds a choice made by hand; it goes before Accept-Language (next.config.ts). */
export const LOCALE_COOKIE = "NEXT_LOCALE";

export const localeNames: Record<Locale, string> = { en: "English", "zh-TW": "繁體中文" };

export function isLocale(value: unknown): value is Locale {
  return typeof value === "string" && (locales as readonly string[]).includes(value);
}

/** The address as people see it: "/en/projects" and "/projects" are both "/projects". */
export function stripLocale(pathname: string): string {
  const rest = pathname.replace(/^\/(?:en|zh-TW)(?=\/|$)/, "");
  return rest === "" ? "/" : rest;
}

/** Metadata `alternates` of a public page: each language by its explicit address, the bare one for everybody else. */
export function alternatesFor(locale: Locale, path: string) {
  const suffix = path === "/" ? "" : path;
  return {
    canonical: `/${locale}${suffix}`,
    languages: { en: `/en${suffix}`, "zh-TW": `/zh-TW${suffix}`, "x-default": path },
  };
}
