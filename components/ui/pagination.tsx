"use client";

import { clsx } from "clsx";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "./button";

export type CursorPagerProps = {
  /** Undefined where there is no page that way. */
  onPrevious?: () => void;
  onNext?: () => void;
  pending?: boolean;
  /** Between the buttons: "page 3", "41-60". */
  label?: string;
  className?: string;
};

/** Previous and next for cursor paging; nothing at all when there is only one page. */
export function CursorPager({ onPrevious, onNext, pending, label, className }: CursorPagerProps) {
  const t = useTranslations("common");
  if (!onPrevious && !onNext) return null;
  return (
    <nav aria-label={t("pages")} className={clsx("flex items-center justify-between gap-3", className)}>
      <Button size="sm" icon={<ChevronLeft aria-hidden="true" />} onClick={onPrevious} disabled={!onPrevious}>
        {t("previous")}
      </Button>
      {label ? <span className="tabular text-muted text-sm">{label}</span> : null}
      <Button size="sm" onClick={onNext} disabled={!onNext} pending={pending}>
        {t("next")}
        <ChevronRight aria-hidden="true" />
      </Button>
    </nav>
  );
}

/** Remembers the cursors of the pages before, so that "previous" works with forward-only cursors. */
export function useCursorStack() {
  const [stack, setStack] = useState<string[]>([]);
  return {
    cursor: stack.at(-1),
    pageNumber: stack.length + 1,
    reset: () => setStack([]),
    /** Props for CursorPager and DataTable's `paging`. */
    pager: (nextCursor: string | null | undefined): CursorPagerProps => ({
      onPrevious: stack.length > 0 ? () => setStack((old) => old.slice(0, -1)) : undefined,
      onNext: nextCursor ? () => setStack((old) => [...old, nextCursor]) : undefined,
    }),
  };
}
