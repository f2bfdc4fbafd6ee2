"use client";

import { clsx } from "clsx";
import { Camera, FolderOpen, ImagePlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ChangeEvent, useEffect, useRef } from "react";
import { Button } from "#components/ui/button";
import { DropArea } from "#components/ui/drop-area";
import { limits } from "#lib/domain/limits";
import { IMAGE_TYPES } from "#lib/domain/media";
import { messageValues } from "#lib/sent-error";
import { plainFiles, readDropped } from "./dropped-files";

// Every browser has it; React's types do not.
const wholeFolder = { webkitdirectory: "" };

type ImageDropProps = { onFiles: (files: File[]) => void; isSmall: boolean };

/** Ways for pictures to come in: the camera of a phone, files, a folder, drop and paste. */
export function ImageDrop({ onFiles, isSmall }: ImageDropProps) {
  const t = useTranslations("image.drop");
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
  const hidden = { type: "file", accept: IMAGE_TYPES, className: "hidden", onChange: take, tabIndex: -1 } as const;
  return (
    <DropArea
      onDrop={(transfer) => void readDropped(transfer).then((dropped) => dropped.length > 0 && onFiles(dropped))}
      className={clsx("px-4", isSmall ? "py-5" : "py-8 sm:py-12")}
    >
      {(isOver) => (
        <>
          {isSmall ? null : <ImagePlus aria-hidden="true" className="hidden size-8 text-muted sm:block" />}
          <p className="font-medium text-lg pointer-coarse:hidden">{isOver ? t("here") : t("title")}</p>
          <div className="flex w-full flex-col justify-center gap-2 sm:w-auto sm:flex-row sm:flex-wrap">
            <Button
              variant="primary"
              size="lg"
              className="pointer-fine:hidden"
              icon={<Camera aria-hidden="true" />}
              onClick={() => camera.current?.click()}
            >
              {t("camera")}
            </Button>
            <Button
              size="lg"
              className="pointer-fine:border-transparent pointer-fine:bg-accent pointer-fine:text-on-accent pointer-fine:hover:!bg-accent-strong"
              icon={<ImagePlus aria-hidden="true" />}
              onClick={() => files.current?.click()}
            >
              {t("choose")}
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
            {t("hint", { maxSize: messageValues({ maxBytes: limits.imageBytes }).maxSize ?? "" })}
          </p>
          <input ref={camera} {...hidden} capture="environment" aria-label={t("camera")} />
          <input ref={files} {...hidden} multiple aria-label={t("choose")} />
          <input ref={folder} {...hidden} {...wholeFolder} multiple aria-label={t("folder")} />
        </>
      )}
    </DropArea>
  );
}

/** A picture on the clipboard, wherever on the page it is pasted, unless text is being pasted into a field. */
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
