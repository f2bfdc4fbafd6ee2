"use client";

import type { LucideIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Kbd } from "#components/ui/kbd";

type UndoStripProps = {
  icon: LucideIcon;
  /** What was decided. */
  text: string;
  until: number;
  more: number;
  /** Key that does the same. */
  shortcut: string | undefined;
  onUndo: () => void;
};

const TICK_MS = 250;

/** What was just decided, and how long it can be taken back: a bar that runs out, and the seconds for whoever wants no motion. */
export function UndoStrip({ icon: Icon, text, until, more, shortcut, onUndo }: UndoStripProps) {
  const t = useTranslations("review.undo");
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
  return (
    <div className="relative flex max-w-full items-center gap-2.5 overflow-hidden rounded-md border border-line bg-surface py-1.5 ps-3 pe-1.5 text-sm shadow-float">
      <Icon aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 truncate">
        {text}
        {more > 0 ? <span className="ms-1.5 text-muted max-sm:hidden">{t("more", { count: more })}</span> : null}
      </span>
      <span aria-hidden="true" className="tabular w-9 shrink-0 text-end text-faint text-xs">
        {t("left", { seconds: Math.max(0, Math.ceil(leftMs / 1_000)) })}
      </span>
      <button
        type="button"
        onClick={onUndo}
        aria-keyshortcuts={shortcut}
        className="flex min-h-9 shrink-0 items-center gap-1.5 rounded-sm px-2.5 font-medium text-accent-text hover:bg-sunken"
      >
        {t("action")}
        {shortcut ? <Kbd>{shortcut}</Kbd> : null}
      </button>
      <span ref={bar} aria-hidden="true" className="absolute inset-x-0 bottom-0 h-0.5 origin-left bg-accent/60" />
    </div>
  );
}
