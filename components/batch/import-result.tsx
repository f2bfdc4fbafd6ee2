"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { LinkButton } from "#components/ui/link-button";
import { type ApiOutputs, orpc } from "#lib/client";
import { FlagCard } from "./flag-card";
import { RefusalCard } from "./refusal-card";

type ImportResultProps = { batch: ApiOutputs["batch"]["get"]; onAnother: () => void };

/** What came of an import: taken, refused with reasons, and what to do next. */
export function ImportResult({ batch, onAnother }: ImportResultProps) {
  const t = useTranslations("import.done");
  const door = useTranslations("door.import");
  const queryClient = useQueryClient();
  const resume = useMutation({
    ...orpc.batch.resume.mutationOptions(),
    onSuccess: (view) => queryClient.setQueryData(orpc.batch.get.queryKey({ input: { id: batch.id } }), view),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: orpc.batch.key() }),
  });
  const { state, acceptedRows: accepted, refusedRows, flaggedRows } = batch;
  const title =
    state === "failed"
      ? t("failed")
      : state === "cancelled"
        ? t("cancelled", { accepted })
        : accepted > 0
          ? t("finished", { accepted })
          : t("finishedNone");
  const tone = state === "failed" ? "danger" : state === "finished" && accepted > 0 ? "success" : "warning";
  return (
    <>
      <Alert tone={tone} title={title} live>
        <p className="break-all font-medium">{batch.fileName}</p>
        {state === "failed" ? <p>{t("failedText")}</p> : null}
        {batch.canResume ? <p>{t("canResume")}</p> : null}
        {refusedRows > 0 ? <p>{t("refused", { count: refusedRows })}</p> : null}
        {flaggedRows > 0 ? <p>{door("flagged", { count: flaggedRows })}</p> : null}
        {resume.error ? <ErrorMessage error={resume.error} className="mt-3" /> : null}
        <div className="mt-3 flex flex-wrap gap-2">
          {batch.canResume ? (
            <Button
              size="sm"
              variant="primary"
              pending={resume.isPending}
              onClick={() => resume.mutate({ id: batch.id })}
            >
              {t("resume")}
            </Button>
          ) : null}
          <LinkButton size="sm" href="/me">
            {t("see")}
          </LinkButton>
          <Button size="sm" onClick={onAnother}>
            {t("another")}
          </Button>
        </div>
      </Alert>
      {flaggedRows > 0 ? <FlagCard batch={batch} /> : null}
      {refusedRows > 0 ? <RefusalCard batch={batch} /> : null}
    </>
  );
}
