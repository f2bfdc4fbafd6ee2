"use client";

import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { Hash } from "#components/ui/hash";
import { LinkButton } from "#components/ui/link-button";
import type { SentReceipt } from "./use-contribute";

/** The line that says it arrived, with the way to it. */
export function Receipt({ receipt }: { receipt: SentReceipt }) {
  const t = useTranslations("contribute");
  const open = (
    <LinkButton size="sm" href={`/contributions/${receipt.id}`}>
      {t("receipt.open")}
    </LinkButton>
  );
  return (
    <Alert key={receipt.id} tone="success" title={t("receipt.title")} action={open} live>
      <p>{t("receipt.text")}</p>
      <p className="mt-0.5 flex flex-wrap gap-x-3 text-muted">
        <span className="tabular">{t("receipt.count", { count: receipt.count })}</span>
        <span>
          {t("fingerprint")} <Hash value={receipt.contentHash} what={t("fingerprint")} />
        </span>
      </p>
    </Alert>
  );
}
