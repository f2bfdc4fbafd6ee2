"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { MediaKind } from "#lib/domain/media";
import { AudioFigure } from "./audio-figure";
import { MediaFacts, MediaThumb } from "./media-figure";
import { Act, Fault, TransferActs, TransferProgress } from "./transfer-parts";
import { useSizeText } from "./use-size-text";
import type { UploadItem } from "./use-uploads";

type UploadCardProps = {
  item: UploadItem;
  kind: MediaKind;
  onPause: () => void;
  onResume: () => void;
  onRemove: () => void;
  /** What sending it in was refused with. */
  error: unknown;
  /** True while it is being sent in: nothing of it changes any more. */
  isSending: boolean;
  /** Fields that belong to this file. */
  children?: ReactNode;
};

/** One file from the first byte to its place in line: what it looks like, how far it is, what is wrong with it. */
export function UploadCard({ item, kind, onPause, onResume, onRemove, error, isSending, children }: UploadCardProps) {
  const t = useTranslations("media.card");
  const { transfer, upload } = item;
  const name = transfer?.name ?? upload?.fileName ?? "";
  const phase = transfer?.phase;
  return (
    <li className="flex min-w-0 gap-3 rounded-lg border border-line bg-surface p-3 shadow-card sm:gap-4">
      {kind === "image" ? <Picture item={item} /> : null}
      <div className="flex min-w-0 grow flex-col gap-2">
        <div className="flex items-start gap-1">
          <div className="min-w-0 grow">
            <p className="truncate font-medium text-sm" title={name}>
              {name}
            </p>
            <State item={item} />
          </div>
          <TransferActs name={name} phase={phase} onPause={onPause} onResume={onResume} />
          {isSending ? null : <Act label={t("remove", { name })} onClick={onRemove} icon={<X aria-hidden="true" />} />}
        </div>
        {error ? <Fault error={error} className="mt-0.5" /> : null}
        {upload?.media?.kind === "audio" ? <AudioFigure audio={upload.media} height="short" /> : null}
        {upload?.state === "ready" ? children : null}
      </div>
    </li>
  );
}

function Picture({ item: { transfer, upload } }: { item: UploadItem }) {
  const look = "size-20 sm:size-24";
  if (upload?.media) return <MediaThumb media={upload.media} className={look} />;
  if (transfer && transfer.error === null) {
    return (
      // biome-ignore lint/performance/noImgElement: bytes of this device, before any server has them.
      <img
        src={transfer.previewUrl}
        alt=""
        className={`${look} shrink-0 image-ground rounded-sm border border-line object-cover`}
      />
    );
  }
  return <span aria-hidden="true" className={`${look} shrink-0 rounded-sm border border-line bg-sunken`} />;
}

function State({ item: { transfer, upload } }: { item: UploadItem }) {
  const t = useTranslations("media.card");
  const sizeText = useSizeText();
  if (transfer) {
    const { name, phase, sizeBytes, sentBytes, error } = transfer;
    if (phase === "failed") return <Fault error={error} className="mt-0.5" />;
    const text = phase === "arrived" ? sizeBytes : phase === "sending" || phase === "paused" ? sentBytes : 0;
    return (
      <div className="mt-1 flex flex-col gap-1.5">
        <TransferProgress {...{ name, phase, sizeBytes }} sentBytes={text} />
      </div>
    );
  }
  if (!upload) return null;
  if (upload.state === "refused") return <Fault error={upload.refusal} className="mt-0.5" />;
  if (upload.media?.kind === "audio") return null;
  if (upload.media) {
    return (
      <p className="text-muted text-xs">
        <MediaFacts media={upload.media} />
      </p>
    );
  }
  const { receivedBytes, sizeBytes } = upload;
  return (
    <p className="text-muted text-xs">
      {upload.state === "received"
        ? t("checking")
        : t("unfinished", { sent: sizeText(receivedBytes), total: sizeText(sizeBytes) })}
    </p>
  );
}
