"use client";

import { useTranslations } from "next-intl";
import { DeclaredText } from "#components/contribution/declared-text";
import { Alert } from "#components/ui/alert";
import type { ReviewItem } from "./use-desk";

/** What an item's author declares about its rights: a thing to check where it is somebody else's work, a line otherwise. */
export function RightsNote({ item: { declared } }: { item: ReviewItem }) {
  const t = useTranslations("declaration.review");
  if (!declared) return null;
  if (declared.source === "own") {
    return (
      <div className="flex flex-wrap gap-x-2 text-sm">
        <span className="text-muted">{t("says")}</span>
        <DeclaredText declared={declared} />
      </div>
    );
  }
  return (
    <Alert tone="warning" title={t(declared.source)}>
      <div className="flex flex-col gap-1">
        <DeclaredText declared={declared} />
        <p>{t("check", { licence: declared.licence })}</p>
      </div>
    </Alert>
  );
}
