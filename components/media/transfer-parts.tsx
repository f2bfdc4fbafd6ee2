"use client";

import { clsx } from "clsx";
import { CircleAlert, Pause, Play, RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useErrorText } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Progress } from "#components/ui/progress";
import type { Transfer } from "./upload-queue";
import { useSizeText } from "./use-size-text";

/* What the cards of files and of archives on their way have in common. */

export function Act({ label, onClick, icon }: { label: string; onClick: () => void; icon: ReactNode }) {
  return (
    <Button
      size="sm"
      variant="ghost"
      aria-label={label}
      title={label}
      className="aspect-square !px-0"
      onClick={onClick}
    >
      {icon}
    </Button>
  );
}

type TransferActsProps = {
  name: string;
  phase: Transfer["phase"] | undefined;
  onPause: () => void;
  onResume: () => void;
};

/** Pause, resume and try again, each where it can be done. */
export function TransferActs({ name, phase, onPause, onResume }: TransferActsProps) {
  const t = useTranslations("media.card");
  if (phase === "hashing" || phase === "sending" || phase === "waiting")
    return <Act label={t("pause", { name })} onClick={onPause} icon={<Pause aria-hidden="true" />} />;
  if (phase === "paused")
    return <Act label={t("resume", { name })} onClick={onResume} icon={<Play aria-hidden="true" />} />;
  if (phase === "failed")
    return <Act label={t("again", { name })} onClick={onResume} icon={<RotateCcw aria-hidden="true" />} />;
  return null;
}

type TransferProgressProps = Pick<Transfer, "name" | "sizeBytes" | "sentBytes"> & {
  phase: Exclude<Transfer["phase"], "failed">;
};

/** How far a transfer that did not fail is; `sentBytes` as the card counts it. */
export function TransferProgress({ name, phase, sizeBytes, sentBytes }: TransferProgressProps) {
  const t = useTranslations("media.card");
  const sizeText = useSizeText();
  return (
    <>
      <p className="tabular text-muted text-xs">
        {t(phase, { sent: sizeText(sentBytes), total: sizeText(sizeBytes) })}
      </p>
      <Progress
        label={t("progress", { name })}
        value={Math.round((sentBytes / Math.max(1, sizeBytes)) * 100)}
        tone={phase === "paused" ? "warning" : "accent"}
      />
    </>
  );
}

export function Fault({ error, className }: { error: unknown; className?: string }) {
  const textOf = useErrorText();
  return (
    <p role="alert" className={clsx("flex items-start gap-1.5 text-danger-text text-sm", className)}>
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span>{textOf(error)}</span>
    </p>
  );
}
