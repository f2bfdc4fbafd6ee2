"use client";

import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import type { Locale } from "#lib/i18n";

type CatalogueProps = { locale: Locale; now: Date; children: ReactNode };

const catalogues = {
  en: dynamic(() => import("./catalogue-en")),
  "zh-TW": dynamic(() => import("./catalogue-zh-tw")),
};

/**
 * Messages for client components. Each catalogue is a script of its own, cached for good by the browser, instead of a copy
 * inside every page.
 */
export function Catalogue({ locale, now, children }: CatalogueProps) {
  const Provider = catalogues[locale];
  return <Provider now={now}>{children}</Provider>;
}
