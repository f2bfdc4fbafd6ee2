"use client";

import { clsx } from "clsx";
import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

type HashProps = {
  /** Hex or base64 text, whole. */
  value: string;
  /** Characters shown at each end; "all" shows everything, wrapping. */
  show?: number | "all";
  /** What is copied, for screen readers: "root", "content hash". */
  what?: string;
  className?: string;
};

/** A hash in monospace, shortened in the middle, with a button that copies all of it. */
export function Hash({ value, show = 6, what, className }: HashProps) {
  const t = useTranslations("common");
  const whole = show === "all" || value.length <= show * 2 + 1;
  return (
    <span className={clsx("inline-flex max-w-full items-center gap-1 align-baseline", className)}>
      <code title={value} className={clsx("text-[0.92em]", whole && "break-all")}>
        {whole ? (
          value
        ) : (
          <>
            <span aria-hidden="true">
              {value.slice(0, show)}…{value.slice(-show)}
            </span>
            <span className="sr-only">{value}</span>
          </>
        )}
      </code>
      <CopyButton value={value} label={what ? t("copyWhat", { what }) : t("copy")} />
    </span>
  );
}

/** Copies a text; the icon turns to a tick for two seconds and the change is announced. */
export function CopyButton({ value, label }: { value: string; label: string }) {
  const t = useTranslations("common");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  // The clipboard is missing on plain http other than localhost; there the text can still be selected.
  const copy = () =>
    navigator.clipboard?.writeText(value).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={label}
      title={label}
      className="relative inline-grid size-6 shrink-0 place-items-center rounded-sm text-muted hover:bg-sunken hover:text-ink"
    >
      <Icon aria-hidden="true" className={clsx("size-3.5", copied && "text-success-text")} />
      <span role="status" className="sr-only">
        {copied ? t("copied") : ""}
      </span>
    </button>
  );
}
