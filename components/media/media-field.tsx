"use client";

import { useQuery } from "@tanstack/react-query";
import { FileMusic, ImagePlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useErrorText } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { FieldError } from "#components/ui/field";
import { Progress } from "#components/ui/progress";
import { api, orpc } from "#lib/client";
import { type MediaKind, type MediaView, pickerTypes } from "#lib/domain/media";
import { readSentError, type SentError } from "#lib/sent-error";
import { AudioRecorder } from "./audio-recorder";
import { MediaFigure } from "./media-figure";
import { type Sending, sendFile } from "./send-file";

type MediaFieldProps = {
  kind: MediaKind;
  project: string;
  /** Hash of the file that the content names now. */
  value: string;
  /** Files that are known already: those of earlier rounds. */
  known: readonly MediaView[];
  onChange: (file: Record<string, string>) => void;
  readOnly: boolean;
};

const POLL_MS = 500;

/** The one file of a contribution that is being revised: shown, and replaced by another file. */
export function MediaField({ kind, project, value, known, onChange, readOnly }: MediaFieldProps) {
  const t = useTranslations("media.replace");
  const errorText = useErrorText();
  const input = useRef<HTMLInputElement>(null);
  const sending = useRef<Sending>(undefined);
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState<SentError | null>(null);
  const { data } = useQuery(orpc.upload.list.queryOptions({ input: { project } }));
  const [added, setAdded] = useState<MediaView[]>([]);
  const waiting = data?.items.flatMap((one) => one.media ?? []) ?? [];
  const shown = [...added, ...known, ...waiting].find((file) => file.sha256 === value);
  useEffect(() => () => sending.current?.pause(), []);

  const take = async (file: File) => {
    setError(null);
    setShare(0);
    try {
      sending.current = sendFile({
        ...{ project, file, kind },
        purpose: "media",
        id: null,
        onId: () => {},
        onStep: (step) => setShare(step.phase === "sending" ? step.sentBytes / Math.max(1, file.size) : 0),
      });
      const upload = await checkedUpload(await sending.current.done);
      if (upload.refusal) setError(upload.refusal);
      else if (upload.media && upload.originalSha256) {
        const { media, originalSha256 } = upload;
        setAdded((old) => [media, ...old]);
        onChange({ [kind]: media.sha256, original: originalSha256 });
      }
    } catch (failed) {
      setError(readSentError(failed));
    }
    setShare(null);
  };
  return (
    <div className="flex flex-col items-start gap-3">
      {shown ? <MediaFigure media={shown} height="short" /> : null}
      {share === null && kind === "audio" && !readOnly ? <AudioRecorder onFile={(file) => void take(file)} /> : null}
      {share === null ? (
        <Button
          icon={kind === "image" ? <ImagePlus aria-hidden="true" /> : <FileMusic aria-hidden="true" />}
          disabled={readOnly}
          onClick={() => input.current?.click()}
          aria-describedby={error ? "media-error" : undefined}
        >
          {t("choose", { kind })}
        </Button>
      ) : (
        <div role="status" className="flex w-full max-w-sm flex-col gap-1.5">
          <p className="text-muted text-sm">{share < 1 ? t("sending", { kind }) : t("checking")}</p>
          <Progress label={t("sending", { kind })} value={Math.round(share * 100)} />
        </div>
      )}
      {error ? <FieldError id="media-error">{errorText(error)}</FieldError> : null}
      <input
        ref={input}
        type="file"
        accept={pickerTypes[kind]}
        className="hidden"
        tabIndex={-1}
        aria-label={t("choose", { kind })}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = "";
          if (file) void take(file);
        }}
      />
    </div>
  );
}

/** The upload once its check is over. */
async function checkedUpload(id: string) {
  for (;;) {
    const upload = await api.upload.get({ id });
    if (upload.state === "ready" || upload.state === "refused") return upload;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
