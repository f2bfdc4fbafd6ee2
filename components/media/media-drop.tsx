"use client";

import { clsx } from "clsx";
import { Camera, FileMusic, FolderOpen, ImagePlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ChangeEvent, useEffect, useRef } from "react";
import { Button } from "#components/ui/button";
import { DropArea } from "#components/ui/drop-area";
import { ARCHIVE_TYPES } from "#lib/domain/archive";
import { type MediaKind, maxBytesOf, pickerTypes } from "#lib/domain/media";
import { messageValues } from "#lib/sent-error";
import { AudioRecorder } from "./audio-recorder";
import { plainFiles, readDropped } from "./dropped-files";

// Every browser has it; React's types do not.
const wholeFolder = { webkitdirectory: "" };

// Choosing files is the first thing to do where no camera is at hand.
const FIRST =
  "pointer-fine:border-transparent pointer-fine:bg-accent pointer-fine:text-on-accent pointer-fine:hover:!bg-accent-strong";

type MediaDropProps = { kind: MediaKind; onFiles: (files: File[]) => void; isSmall: boolean };

/** Ways for files to come in: the camera or the microphone, files, a folder, drop and paste. */
export function MediaDrop({ kind, onFiles, isSmall }: MediaDropProps) {
  const t = useTranslations("media.drop");
  const Icon = kind === "image" ? ImagePlus : FileMusic;
  const camera = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  usePastedFiles(onFiles);
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = plainFiles(event.target.files);
    // The same file again must count as a change.
    event.target.value = "";
    if (chosen.length > 0) onFiles(chosen);
  };
  const hidden = { type: "file", className: "hidden", onChange: take, tabIndex: -1 } as const;
  return (
    <DropArea
      onDrop={(transfer) => void readDropped(transfer).then((dropped) => dropped.length > 0 && onFiles(dropped))}
      className={clsx("px-4", isSmall ? "py-5" : "py-8 sm:py-12")}
    >
      {(isOver) => (
        <>
          {isSmall ? null : <Icon aria-hidden="true" className="hidden size-8 text-muted sm:block" />}
          {kind === "audio" ? <AudioRecorder onFile={(file) => onFiles([file])} /> : null}
          <p className="font-medium text-lg pointer-coarse:hidden">{isOver ? t("here") : t("title", { kind })}</p>
          <div className="flex w-full flex-col justify-center gap-2 sm:w-auto sm:flex-row sm:flex-wrap">
            {kind === "image" ? (
              <Button
                variant="primary"
                size="lg"
                className="pointer-fine:hidden"
                icon={<Camera aria-hidden="true" />}
                onClick={() => camera.current?.click()}
              >
                {t("camera")}
              </Button>
            ) : null}
            <Button
              size="lg"
              className={clsx(kind === "image" && FIRST)}
              icon={<Icon aria-hidden="true" />}
              onClick={() => files.current?.click()}
            >
              {t("choose", { kind })}
            </Button>
            <Button
              size="lg"
              className="pointer-coarse:hidden"
              icon={<FolderOpen aria-hidden="true" />}
              onClick={() => folder.current?.click()}
            >
              {t("folder")}
            </Button>
          </div>
          <p className="max-w-lg text-muted text-sm">
            {t("hint", { kind, maxSize: messageValues({ maxBytes: maxBytesOf[kind] }).maxSize ?? "" })}
          </p>
          {kind === "image" ? (
            <input ref={camera} {...hidden} accept={pickerTypes.image} capture="environment" aria-label={t("camera")} />
          ) : null}
          <input
            ref={files}
            {...hidden}
            accept={`${pickerTypes[kind]},${ARCHIVE_TYPES}`}
            multiple
            aria-label={t("choose", { kind })}
          />
          <input ref={folder} {...hidden} {...wholeFolder} multiple aria-label={t("folder")} />
        </>
      )}
    </DropArea>
  );
}

/** A file on the clipboard, wherever on the page it is pasted, unless text is being pasted into a field. */
function usePastedFiles(onFiles: (files: File[]) => void): void {
  const latest = useRef(onFiles);
  latest.current = onFiles;
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const pasted = plainFiles(event.clipboardData?.files ?? null);
      if (pasted.length === 0) return;
      event.preventDefault();
      latest.current(pasted);
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, []);
}
