"use client";

import { clsx } from "clsx";
import { Hourglass } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

const LATE_MS = 2 * 60_000;

/** How long the item is still held: quiet until two minutes are left. Every key or touch renews it. */
export function LeaseClock({ until }: { until: number }) {
  const t = useTranslations("review.screen");
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const leftMs = Math.max(0, until - now);
  const seconds = Math.floor(leftMs / 1_000);
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return (
    <span
      role="timer"
      aria-label={t("leaseShort", { time })}
      title={t("leaseShort", { time })}
      className={clsx(
        "tabular flex items-center gap-1 text-xs",
        leftMs < LATE_MS ? "font-medium text-warning-text" : "text-faint",
      )}
    >
      <Hourglass aria-hidden="true" className="size-3.5" />
      {time}
    </span>
  );
}
