"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useOverflow } from "./use-overflow";

/** Holds what may be wider than its place, a table by this caption. */
export function ScrollRegion({ caption, children }: { caption: string; children: ReactNode }) {
  const t = useTranslations("common");
  const [ref, overflows] = useOverflow<HTMLDivElement>();
  // Keyboards can scroll a region only when it takes focus, and what takes focus needs a name.
  const region = overflows ? { role: "region", tabIndex: 0, "aria-label": t("tableScroll", { caption }) } : {};
  return (
    <div ref={ref} {...region} className="relative overflow-x-auto">
      {children}
    </div>
  );
}
