"use client";

import { useFormatter, useNow, useTranslations } from "next-intl";

const RECENT_MS = 60_000;

/** Says that what stands in the form is an earlier draft. */
export function RestoredNote({ at }: { at: number }) {
  const t = useTranslations("contribute.draft");
  const format = useFormatter();
  const now = useNow();
  const isRecent = now.getTime() - at < RECENT_MS;
  return (
    <p role="status" className="rounded-md bg-accent-soft px-3 py-2 text-accent-text text-sm">
      {isRecent ? t("restoredNow") : t("restored", { when: format.relativeTime(at, now) })}
    </p>
  );
}
