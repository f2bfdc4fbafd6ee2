"use client";

import { useTranslations } from "next-intl";
import { useKindList } from "#components/contribution/kind-list";
import { Alert } from "#components/ui/alert";
import { kindsOf } from "#lib/domain/door";
import type { ReviewItem } from "./use-desk";

/** That an item may hold personal data, and what its author says about it. */
export function FlagNote({ item, isMarked }: { item: ReviewItem; isMarked: boolean }) {
  const t = useTranslations();
  const kindList = useKindList();
  if (!item.flagged) return null;
  const { found, statement } = item.flagged;
  return (
    <Alert tone="warning" title={t("door.review.title", { kinds: kindList(kindsOf(found)) })}>
      <p>
        {t(`door.review.${statement ?? "none"}`)}
        {isMarked ? null : ` ${t("door.review.before", { view: t("review.diff.now") })}`}
      </p>
    </Alert>
  );
}
