"use client";

import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { LinkButton } from "#components/ui/link-button";
import type { ApiOutputs } from "#lib/client";
import { FlagCard } from "./flag-card";
import { RefusalCard } from "./refusal-card";

type ImportResultProps = { batch: ApiOutputs["batch"]["get"]; onAnother: () => void };

/** What came of an import: taken, refused with reasons, and what to do next. */
export function ImportResult({ batch, onAnother }: ImportResultProps) {
  const t = useTranslations("import.done");
  const door = useTranslations("door.import");
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
        {refusedRows > 0 ? <p>{t("refused", { count: refusedRows })}</p> : null}
        {flaggedRows > 0 ? <p>{door("flagged", { count: flaggedRows })}</p> : null}
        <div className="mt-3 flex flex-wrap gap-2">
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
