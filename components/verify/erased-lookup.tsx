"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { DateTime } from "#components/ui/relative-time";
import { api } from "#lib/client";

/**
 * Says what it means that a receipt opens nothing, and looks up, when asked, whether the item was erased since. Only when asked: nobody is to
 * learn which receipts are being checked.
 */
export function ErasedLookup({ contribution, isOpened }: { contribution: string; isOpened: boolean }) {
  const t = useTranslations("erasure.verify");
  const causes = useTranslations("erasure");
  const look = useMutation({ mutationFn: () => api.removal.find({ contribution }) });
  const found = look.data;
  return (
    <div className="mt-2 flex flex-col items-start gap-2 text-sm">
      {isOpened ? null : <p>{t("unopened")}</p>}
      <ErrorMessage error={look.error} onRetry={() => look.mutate()} />
      <div aria-live="polite">
        {found?.kind === "erased" ? (
          <p>
            {causes(`by.${found.cause ?? "author"}`)} <DateTime at={found.at} />. {t(isOpened ? "stillOpens" : "gone")}
          </p>
        ) : look.isSuccess ? (
          <p>{t(found ? "withdrawn" : "there")}</p>
        ) : null}
      </div>
      {look.isSuccess ? null : (
        <Button size="sm" pending={look.isPending} onClick={() => look.mutate()}>
          {t("look")}
        </Button>
      )}
    </div>
  );
}
