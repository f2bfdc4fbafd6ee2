"use client";

import { useFormatter, useNow } from "next-intl";
import { useSyncExternalStore } from "react";

const TICK_MS = 15_000;

function subscribe(onChange: () => void) {
  const timer = setInterval(onChange, TICK_MS);
  return () => clearInterval(timer);
}
const readTick = () => Math.floor(Date.now() / TICK_MS) * TICK_MS + TICK_MS;

/** "4 minutes ago", kept up to date; the exact instant in UTC on hover and for machines. */
export function RelativeTime({ at, className }: { at: Date | string | number; className?: string }) {
  const format = useFormatter();
  const renderedAt = useNow();
  // While hydrating, the instant that the server rendered with, so that both draw the same words.
  const now = useSyncExternalStore(subscribe, readTick, () => renderedAt.getTime());
  const date = new Date(at);
  const isAhead = date.getTime() > now;
  return (
    <time dateTime={date.toISOString()} title={utcText(format, date)} className={className}>
      {isAhead && date.getTime() - now < 2 * TICK_MS
        ? format.relativeTime(date, date)
        : format.relativeTime(date, new Date(now))}
    </time>
  );
}

/** Date, or date and time with its zone. */
export function DateTime({ at, timeless = false }: { at: Date | string | number; timeless?: boolean }) {
  const format = useFormatter();
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} className="whitespace-nowrap">
      {timeless ? format.dateTime(date, { dateStyle: "medium" }) : utcText(format, date)}
    </time>
  );
}

/** The zone is added by hand: in Chinese the formatter writes it in brackets. */
function utcText(format: ReturnType<typeof useFormatter>, date: Date): string {
  const text = format.dateTime(date, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  });
  return `${text} UTC`;
}
