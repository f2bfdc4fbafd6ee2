"use client";

import { FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { useSizeText } from "#components/media/use-size-text";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { DropArea } from "#components/ui/drop-area";
import { Progress } from "#components/ui/progress";
import { limits } from "#lib/domain/limits";
import { isDocumentName } from "#lib/domain/table";
import { messageValues } from "#lib/sent-error";
import { bundleDocuments } from "./bundle-documents";
import { ReadAs } from "./read-as";
import { type Uploaded, useUpload } from "./use-upload";

const ACCEPT = ".csv,.tsv,.tab,.txt,.jsonl,.ndjson,.json,.xlsx,.parquet,.md,.docx,.pdf,.zip";

/** Takes a file by drop, by click or by keyboard, and shows how far it is. */
export function DropZone({ slug, onDone }: { slug: string; onDone: (uploaded: Uploaded) => void }) {
  const t = useTranslations("import.drop");
  const { state, start, again, stop } = useUpload(slug, onDone);
  const input = useRef<HTMLInputElement>(null);
  const sizeText = useSizeText();
  const [note, setNote] = useState<string>();
  const isBusy = state.phase === "sending" || state.phase === "checking";
  const take = async (list: FileList | null) => {
    const files = [...(list ?? [])];
    const [file] = files;
    setNote(undefined);
    if (!file || isBusy) return;
    if (files.length === 1) return start(file);
    const sizeBytes = files.reduce((sum, { size }) => sum + size, 0);
    if (!files.every(({ name }) => isDocumentName(name))) return setNote(t("one"));
    if (sizeBytes > limits.documentBundleBytes) {
      return setNote(t("tooMuch", { size: sizeText(sizeBytes), max: sizeText(limits.documentBundleBytes) }));
    }
    start(await bundleDocuments(files, t("bundle", { count: files.length })));
  };
  return (
    <div className="flex flex-col gap-4">
      <DropArea onDrop={(dropped) => void take(dropped.files)} className="px-6 py-12">
        {(isOver) => (
          <>
            <FileUp aria-hidden="true" className="size-8 text-muted" />
            {isBusy ? (
              <div className="flex w-full max-w-md flex-col gap-2" role="status">
                <p className="font-medium">
                  {state.phase === "sending" ? t("uploading", { file: state.name }) : t("checking")}
                </p>
                <Progress
                  label={t("uploading", { file: state.name })}
                  value={state.phase === "sending" ? Math.round(state.share * 100) : undefined}
                />
                <Button size="sm" variant="ghost" className="self-center" onClick={stop}>
                  {t("stop")}
                </Button>
              </div>
            ) : (
              <>
                <p className="font-medium text-lg">{isOver ? t("here") : t("title")}</p>
                <p className="text-muted text-sm">{t("or")}</p>
                <Button variant="primary" onClick={() => input.current?.click()}>
                  {t("choose")}
                </Button>
                <p className="max-w-lg text-muted text-sm">
                  {t("hint", { maxSize: messageValues({ maxBytes: limits.uploadBytes }).maxSize ?? "" })}
                </p>
              </>
            )}
            <input
              ref={input}
              type="file"
              accept={ACCEPT}
              multiple
              className="hidden"
              aria-label={t("choose")}
              onChange={(event) => {
                void take(event.target.files);
                // The same file again, mended meanwhile, must count as a change.
                event.target.value = "";
              }}
            />
          </>
        )}
      </DropArea>
      {note ? (
        <Alert tone="warning" live>
          {note}
        </Alert>
      ) : null}
      {state.phase === "stopped" ? <Alert live>{t("stopped")}</Alert> : null}
      {state.phase === "failed" ? (
        <>
          <ErrorMessage error={state.error ?? new Error("upload")} />
          <ReadAs error={state.error} onAgain={again} />
        </>
      ) : null}
    </div>
  );
}
