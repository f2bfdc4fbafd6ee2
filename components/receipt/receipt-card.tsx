"use client";

import { FileCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { NotPublished, useReceipt } from "./use-receipt";

/** What a receipt is, and the button that saves the one of this entry. */
export function ReceiptCard({ reference, className }: { reference: string; className?: string }) {
  const t = useTranslations("receipt");
  const save = useReceipt();
  return (
    <Card title={t("title")} className={className}>
      <p className="max-w-3xl text-muted text-sm">{t("lead")}</p>
      <div className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button icon={<FileCheck aria-hidden="true" />} pending={save.isPending} onClick={() => save.mutate(reference)}>
          {t("save")}
        </Button>
        <a href="/verify" className="link text-sm">
          {t("check")}
        </a>
        <p role="status" className="text-muted text-sm">
          {save.isWaiting ? t("waiting") : save.data ? t("saved", { name: save.data }) : ""}
        </p>
      </div>
      {save.error instanceof NotPublished ? (
        <Alert tone="warning" live className="mt-4">
          {t("slow")}
        </Alert>
      ) : (
        <ErrorMessage error={save.error} onRetry={() => save.mutate(reference)} className="mt-4" />
      )}
    </Card>
  );
}
