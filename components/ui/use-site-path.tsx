"use client";

import { usePathname } from "next/navigation";
import { stripLocale } from "#lib/i18n";

/**
 * The address without its locale. A prerendered page knows itself as "/en/projects" while the browser shows "/projects";
 * comparing bare paths keeps server and browser in agreement.
 */
export function useSitePath(): string {
  return stripLocale(usePathname());
}
