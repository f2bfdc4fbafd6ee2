"use client";

import { useQuery } from "@tanstack/react-query";
import { ImagePlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useErrorText } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { FieldError } from "#components/ui/field";
import { Progress } from "#components/ui/progress";
import { api, orpc } from "#lib/client";
import { IMAGE_TYPES, type ImageView } from "#lib/domain/media";
import { readSentError, type SentError } from "#lib/sent-error";
import { ImageFigure } from "./image-figure";
import { type Sending, sendFile } from "./send-file";

type ImageFieldProps = {
  project: string;
  /** Hash of the image that the content names now. */
  value: string;
  /** Images that are known already: those of earlier rounds. */
  known: readonly ImageView[];
  onChange: (image: { image: string; original: string }) => void;
  readOnly: boolean;
};

const POLL_MS = 500;

/** The one picture of a contribution that is being revised: shown, and replaced by another file. */
export function ImageField({ project, value, known, onChange, readOnly }: ImageFieldProps) {
  const t = useTranslations("image.replace");
  const errorText = useErrorText();
  const input = useRef<HTMLInputElement>(null);
  const sending = useRef<Sending>(undefined);
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState<SentError | null>(null);
  const { data } = useQuery(orpc.image.list.queryOptions({ input: { project } }));
  const [added, setAdded] = useState<ImageView[]>([]);
  const waiting = data?.items.flatMap((one) => one.image ?? []) ?? [];
  const shown = [...added, ...known, ...waiting].find((image) => image.sha256 === value);
  useEffect(() => () => sending.current?.pause(), []);

  const take = async (file: File) => {
    setError(null);
    setShare(0);
    try {
      sending.current = sendFile({
        project,
        file,
        id: null,
        onId: () => {},
        onStep: (step) => setShare(step.phase === "sending" ? step.sentBytes / Math.max(1, file.size) : 0),
      });
      const upload = await checkedUpload(await sending.current.done);
      if (upload.refusal) setError(upload.refusal);
      else if (upload.image && upload.originalSha256) {
        const { image, originalSha256 } = upload;
        setAdded((old) => [image, ...old]);
        onChange({ image: image.sha256, original: originalSha256 });
      }
    } catch (failed) {
      setError(readSentError(failed));
    }
    setShare(null);
  };
  return (
    <div className="flex flex-col items-start gap-3">
      {shown ? <ImageFigure image={shown} height="short" /> : null}
      {share === null ? (
        <Button
          icon={<ImagePlus aria-hidden="true" />}
          disabled={readOnly}
          onClick={() => input.current?.click()}
          aria-describedby={error ? "image-error" : undefined}
        >
          {t("choose")}
        </Button>
      ) : (
        <div role="status" className="flex w-full max-w-sm flex-col gap-1.5">
          <p className="text-muted text-sm">{share < 1 ? t("sending") : t("checking")}</p>
          <Progress label={t("sending")} value={Math.round(share * 100)} />
        </div>
      )}
      {error ? <FieldError id="image-error">{errorText(error)}</FieldError> : null}
      <input
        ref={input}
        type="file"
        accept={IMAGE_TYPES}
        className="hidden"
        tabIndex={-1}
        aria-label={t("choose")}
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
    const upload = await api.image.get({ id });
    if (upload.state === "ready" || upload.state === "refused") return upload;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
