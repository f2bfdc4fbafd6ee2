"use client";

import { clsx } from "clsx";
import { FileCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useErrorText } from "#components/shell/error-message";
import { useToast } from "#components/ui/toast";
import { NotPublished, useReceipt } from "./use-receipt";

type ReceiptIconProps = {
  /** Index or id of the entry. */
  reference: string | number;
  /** Named for screen readers where it is known. */
  index?: number | null;
  className?: string;
};

/** Saves an entry's receipt: for lists, where each line has one. */
export function ReceiptIcon({ reference, index, className }: ReceiptIconProps) {
  const t = useTranslations("receipt");
  const toast = useToast();
  const errorText = useErrorText();
  const save = useReceipt((name) => toast({ title: t("saved", { name }), tone: "success" }));
  const label = index === undefined || index === null ? t("ofEntry") : t("of", { index });
  const start = () => {
    if (save.isPending) return;
    save.mutate(String(reference), {
      onError: (error) =>
        toast({ title: error instanceof NotPublished ? t("slow") : errorText(error), tone: "danger" }),
    });
  };
  return (
    <span className={clsx("inline-flex items-center gap-1", className)}>
      <button
        type="button"
        onClick={start}
        aria-label={label}
        aria-busy={save.isPending || undefined}
        title={label}
        className={clsx(
          "inline-grid size-6 shrink-0 place-items-center rounded-sm text-muted hover:bg-sunken hover:text-ink",
          save.isPending && "animate-pulse",
        )}
      >
        <FileCheck aria-hidden="true" className="size-4" />
      </button>
      <span role="status" className={save.isWaiting ? "text-muted text-xs" : "sr-only"}>
        {save.isWaiting ? t("waiting") : ""}
      </span>
    </span>
  );
}
