"use client";

import { clsx } from "clsx";
import { Languages } from "lucide-react";
import { useLocale } from "next-intl";
import type { MouseEvent } from "react";
import { buttonClass } from "#components/ui/button";
import { useSitePath } from "#components/ui/use-site-path";
import { LOCALE_COOKIE, type Locale, localeNames, locales, stripLocale } from "#lib/i18n";

const YEAR_SECONDS = 31_536_000;

/** Links to the same page in the other language; with script it also remembers the choice and keeps the bare address. */
export function LanguageSwitch({ className }: { className?: string }) {
  const current = useLocale();
  const path = useSitePath();
  return locales
    .filter((locale) => locale !== current)
    .map((locale) => (
      <a
        key={locale}
        href={`/${locale}${path === "/" ? "" : path}`}
        hrefLang={locale}
        lang={locale}
        onClick={(event) => switchTo(event, locale)}
        className={clsx(buttonClass("ghost", "sm"), className)}
      >
        <Languages aria-hidden="true" />
        {localeNames[locale]}
      </a>
    ));
}

function switchTo(event: MouseEvent, locale: Locale) {
  // A new tab or window keeps the explicit address.
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http.
  document.cookie = `${LOCALE_COOKIE}=${locale}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  const { pathname, search, hash } = window.location;
  const bare = stripLocale(pathname);
  // A changed address loads by itself; the same one (with or without a hash) has to be told.
  if (bare !== pathname) window.location.replace(`${bare}${search}${hash}`);
  else window.location.reload();
}
