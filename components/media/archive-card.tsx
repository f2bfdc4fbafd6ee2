"use client";

import { CircleAlert, Download, FileArchive, X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { buttonClass } from "#components/ui/button";
import { Progress } from "#components/ui/progress";
import { Act, Fault, TransferActs, TransferProgress } from "./transfer-parts";
import { useSizeText } from "./use-size-text";
import type { ArchiveItem } from "./use-uploads";

type ArchiveCardProps = { item: ArchiveItem; onPause: () => void; onResume: () => void; onRemove: () => void };

/** One archive from its first byte to the last of its files: how far it is, what came of it, and why the rest is refused. */
export function ArchiveCard({ item: { transfer, archive }, onPause, onResume, onRemove }: ArchiveCardProps) {
  const t = useTranslations("archive");
  const name = transfer?.name ?? archive?.fileName ?? "";
  const phase = transfer?.phase;
  const isOver = archive?.state === "ready" || archive?.state === "refused";
  return (
    <li className="flex min-w-0 gap-3 rounded-lg border border-line bg-surface p-3 shadow-card sm:gap-4">
      <span className="grid size-12 shrink-0 place-items-center rounded-sm border border-line bg-sunken text-muted">
        <FileArchive aria-hidden="true" className="size-6" />
      </span>
      <div className="flex min-w-0 grow items-start gap-1">
        <div className="flex min-w-0 grow flex-col gap-1.5">
          <p className="truncate font-medium text-sm" title={name}>
            {name}
          </p>
          {transfer ? <Sending transfer={transfer} /> : archive ? <Unpacking archive={archive} /> : null}
        </div>
        <TransferActs name={name} phase={phase} onPause={onPause} onResume={onResume} />
        <Act label={t(isOver ? "hide" : "remove", { name })} onClick={onRemove} icon={<X aria-hidden="true" />} />
      </div>
    </li>
  );
}

function Sending({ transfer }: { transfer: NonNullable<ArchiveItem["transfer"]> }) {
  const { name, phase, sizeBytes, sentBytes, error } = transfer;
  if (phase === "failed") return <Fault error={error} />;
  const sent = phase === "sending" || phase === "paused" ? sentBytes : 0;
  return <TransferProgress {...{ name, phase, sizeBytes }} sentBytes={sent} />;
}

function Unpacking({ archive }: { archive: NonNullable<ArchiveItem["archive"]> }) {
  const t = useTranslations("archive");
  const sizeText = useSizeText();
  const { state, files, doneFiles, checkingFiles, readyFiles, refusedFiles, fileName } = archive;
  if (state === "refused") return <Fault error={archive.refusal} />;
  if (state === "receiving") {
    const sizes = { sent: sizeText(archive.receivedBytes), total: sizeText(archive.sizeBytes) };
    return <p className="text-muted text-xs">{t("unfinished", sizes)}</p>;
  }
  if (files === null) return <p className="text-muted text-xs">{t("arrived")}</p>;
  const isUnpacked = state === "ready";
  return (
    <div className="flex flex-col items-start gap-1.5" role="status">
      {isUnpacked ? (
        <p className="text-sm">{t("done", { ready: readyFiles, files })}</p>
      ) : (
        <>
          <p className="tabular text-muted text-xs">{t("unpacking", { done: doneFiles, files })}</p>
          <Progress
            label={t("unpackingLabel", { name: fileName })}
            value={Math.round((doneFiles / Math.max(1, files)) * 100)}
            className="self-stretch"
          />
        </>
      )}
      {isUnpacked && checkingFiles > 0 ? (
        <p className="text-muted text-xs">{t("checking", { count: checkingFiles })}</p>
      ) : null}
      {refusedFiles > 0 ? <Refused id={archive.id} count={refusedFiles} /> : null}
    </div>
  );
}

function Refused({ id, count }: { id: string; count: number }) {
  const t = useTranslations("archive");
  const locale = useLocale();
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <p className="flex items-center gap-1.5 text-sm text-warning-text">
        <CircleAlert aria-hidden="true" className="size-4 shrink-0" />
        {t("refused", { count })}
      </p>
      <a href={`/rpc/archive-report/${id}?locale=${locale}`} download className={buttonClass("secondary", "sm")}>
        <Download aria-hidden="true" />
        {t("download")}
      </a>
    </div>
  );
}
