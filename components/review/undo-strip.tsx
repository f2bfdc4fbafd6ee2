"use client";

import { Check, MessageSquareText, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Kbd } from "#components/ui/kbd";
import type { DeskChoice } from "#lib/domain/review-desk";

type UndoStripProps = { choice: DeskChoice; until: number; more: number; withKeys: boolean; onUndo: () => void };

const icons = { accept: Check, reject: X, request_changes: MessageSquareText };
const TICK_MS = 250;

/** What was just decided, and how long it can be taken back: a bar that runs out, and the seconds for whoever wants no motion. */
export function UndoStrip({ choice, until, more, withKeys, onUndo }: UndoStripProps) {
  const t = useTranslations("review.undo");
  const reasons = useTranslations("project.reason");
  const bar = useRef<HTMLSpanElement>(null);
  const [leftMs, setLeftMs] = useState(() => until - Date.now());
  useEffect(() => {
    setLeftMs(until - Date.now());
    const timer = setInterval(() => setLeftMs(until - Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [until]);
  useEffect(() => {
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const run = bar.current?.animate([{ transform: "scaleX(1)" }, { transform: "scaleX(0)" }], {
      duration: Math.max(0, until - Date.now()),
      fill: "forwards",
    });
    return () => run?.cancel();
  }, [until]);
  const Icon = icons[choice.decision];
  return (
    <div className="relative flex max-w-full items-center gap-2.5 overflow-hidden rounded-md border border-line bg-surface py-1.5 ps-3 pe-1.5 text-sm shadow-float">
      <Icon aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 truncate">
        {t(choice.decision, { reason: choice.reason ? reasons(choice.reason) : "" })}
        {more > 0 ? <span className="ms-1.5 text-muted max-sm:hidden">{t("more", { count: more })}</span> : null}
      </span>
      <span aria-hidden="true" className="tabular w-9 shrink-0 text-end text-faint text-xs">
        {t("left", { seconds: Math.max(0, Math.ceil(leftMs / 1_000)) })}
      </span>
      <button
        type="button"
        onClick={onUndo}
        aria-keyshortcuts={withKeys ? "U" : undefined}
        className="flex min-h-9 shrink-0 items-center gap-1.5 rounded-sm px-2.5 font-medium text-accent-text hover:bg-sunken"
      >
        {t("action")}
        {withKeys ? <Kbd>U</Kbd> : null}
      </button>
      <span ref={bar} aria-hidden="true" className="absolute inset-x-0 bottom-0 h-0.5 origin-left bg-accent/60" />
    </div>
  );
}
