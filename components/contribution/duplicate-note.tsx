"use client";

import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { LinkButton } from "#components/ui/link-button";

/** The very same content is in the project: which one it is. */
export function DuplicateNote({ id }: { id: string }) {
  const t = useTranslations("contribute.duplicate");
  const open = (
    <LinkButton size="sm" href={`/contributions/${id}`} target="_blank">
      {t("open")}
    </LinkButton>
  );
  return (
    <Alert tone="warning" title={t("title")} action={open} live>
      {t("text")}
    </Alert>
  );
}
