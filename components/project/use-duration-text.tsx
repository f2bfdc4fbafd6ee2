"use client";

import { useTranslations } from "next-intl";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A length of time in its largest fitting unit, rounded: "3 hours". */
export function useDurationText(): (durationMs: number) => string {
  const t = useTranslations("project.duration");
  return (durationMs) => {
    if (durationMs < 1.5 * HOUR_MS) return t("minutes", { count: Math.round(durationMs / MINUTE_MS) });
    if (durationMs < 1.5 * DAY_MS) return t("hours", { count: Math.round(durationMs / HOUR_MS) });
    return t("days", { count: Math.round(durationMs / DAY_MS) });
  };
}
