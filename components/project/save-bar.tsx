"use client";

import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";

type SaveBarProps = {
  error: unknown;
  faultCount: number;
  isPending: boolean;
  onSave: () => void;
  /** Left out where there is nothing to go back to. */
  onDiscard?: (() => void) | undefined;
};

/** Stays at the lower edge while something is unsaved; saving with a fault goes to it. */
export function SaveBar({ error, faultCount, isPending, onSave, onDiscard }: SaveBarProps) {
  const t = useTranslations("project.form");
  return (
    <section
      aria-label={t("unsaved")}
      className="sticky bottom-3 z-10 flex animate-rise flex-col gap-3 rounded-lg border border-line bg-surface p-4 shadow-float"
    >
      <ErrorMessage error={error} />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p role="status" className="text-sm">
          {faultCount > 0 ? t("fix", { count: faultCount }) : t("unsaved")}
        </p>
        <div className="flex flex-wrap gap-2">
          {onDiscard ? (
            <Button variant="ghost" onClick={onDiscard}>
              {t("discard")}
            </Button>
          ) : null}
          <Button variant="primary" onClick={onSave} pending={isPending}>
            {t("save")}
          </Button>
        </div>
      </div>
    </section>
  );
}
