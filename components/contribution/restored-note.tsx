"use client";

import { useFormatter, useNow, useTranslations } from "next-intl";

/** Says that what stands in the form is an earlier draft. */
export function RestoredNote({ at }: { at: number }) {
  const t = useTranslations("contribute.draft");
  const format = useFormatter();
  const now = useNow();
  return (
    <p role="status" className="rounded-md bg-accent-soft px-3 py-2 text-accent-text text-sm">
      {t("restored", { when: format.relativeTime(Math.min(at, now.getTime()), now) })}
    </p>
  );
}
