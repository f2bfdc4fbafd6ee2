"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ConsentField } from "#components/contribution/consent-field";
import { DeclarationField } from "#components/contribution/declaration-field";
import { useRights } from "#components/contribution/use-rights";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Points } from "#components/ui/points";
import { SkeletonText } from "#components/ui/skeleton";
import { type ApiOutputs, orpc } from "#lib/client";
import type { ColumnMapping } from "#lib/domain/batch";
import { unmappedFields } from "#lib/domain/mapping";
import type { ReadingChoice, TableReading } from "#lib/domain/table";
import { MappingForm } from "./mapping-form";
import { MappingNote } from "./mapping-note";
import { PreviewTable } from "./preview-table";
import { ReadingForm } from "./reading-form";
import { useFieldName } from "./use-refusal-text";
import type { Uploaded } from "./use-upload";

type MappingStepProps = {
  batch: ApiOutputs["batch"]["get"];
  project: ApiOutputs["project"]["get"];
  userId: string;
  /** Known when the file was uploaded on this page. */
  uploaded: Uploaded | null;
  onAnother: () => void;
};

/** Columns, what comes of them, consent, go. */
export function MappingStep({ batch, project, userId, uploaded, onAnother }: MappingStepProps) {
  const t = useTranslations("import");
  const nameOf = useFieldName();
  const queryClient = useQueryClient();
  const { declaration, consent } = useRights(userId, project);
  const consentText = useTranslations("contribute.consent");
  const [isAttempted, setAttempted] = useState(false);
  const [chosen, setChosen] = useState<ColumnMapping | undefined>();
  const [reading, setReading] = useState<ReadingChoice | undefined>();
  // Counted as the file was read at its upload; read in another way it may have more rows, or fewer.
  const counted = reading ? undefined : uploaded?.rows;
  const { data: preview, error } = useQuery({
    ...orpc.batch.preview.queryOptions({ input: { id: batch.id, mapping: chosen, reading } }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const start = useMutation({
    ...orpc.batch.start.mutationOptions(),
    onSuccess: (view) => {
      consent.remember();
      declaration.remember();
      queryClient.setQueryData(orpc.batch.get.queryKey({ input: { id: batch.id } }), view);
      void queryClient.invalidateQueries({ queryKey: orpc.batch.list.key() });
    },
  });
  // A file that cannot be read as was chosen must leave the choice in sight.
  const [read, setRead] = useState<TableReading>();
  if (preview && preview.reading !== read) setRead(preview.reading);
  const mapping = chosen ?? preview?.mapping;
  // Counted here, not taken from the preview: that may still be on its way for the latest choice.
  const missing = preview && mapping ? unmappedFields(mapping, preview.fields) : [];
  const submit = () => {
    setAttempted(true);
    if (!mapping || missing.length > 0 || !consent.agreed || !declaration.input || start.isPending) return;
    start.mutate({ id: batch.id, mapping, reading, consentHash: consent.hash, declaration: declaration.input });
  };
  return (
    <>
      <Card
        title={t("reading.title")}
        action={
          <Button size="sm" variant="ghost" onClick={onAnother}>
            {t("file.another")}
          </Button>
        }
      >
        <p className="text-muted text-sm">
          <span className="font-medium text-ink">{batch.fileName}</span>
          {counted === undefined ? null : ` · ${t("file.rows", { count: counted })}`}
          {uploaded && uploaded.unreadableRows > 0
            ? ` · ${t("file.unreadable", { count: uploaded.unreadableRows })}`
            : null}
        </p>
        <p className="mt-1 mb-5 text-muted text-sm">{t("reading.lead")}</p>
        {error ? <ErrorMessage error={error} className="mb-4" /> : null}
        {read ? (
          <ReadingForm
            reading={{ ...read, ...(error ? reading : {}) }}
            choice={reading ?? batch.reading ?? {}}
            onChange={(next) => {
              setReading(next);
              setChosen(undefined);
            }}
          />
        ) : null}
      </Card>
      <Card title={t("mapping.title")}>
        <MappingNote preview={preview} chosen={chosen} onGuess={setChosen} />
        {preview && mapping ? (
          <MappingForm preview={preview} projectLanguages={project.languages} mapping={mapping} onChange={setChosen} />
        ) : error ? null : (
          <SkeletonText lines={4} />
        )}
        {isAttempted && missing.length > 0 ? (
          <p role="alert" className="mt-4 text-danger-text text-sm">
            {t("mapping.missing", { fields: missing.map(nameOf).join(", ") })}
          </p>
        ) : null}
      </Card>
      {preview ? (
        <Card title={t("preview.title")} flush>
          <PreviewTable preview={preview} />
          <p className="border-line border-t px-5 py-2.5 text-muted text-sm">{t("preview.checkNote")}</p>
        </Card>
      ) : null}
      <Card>
        <div className="flex flex-col gap-4">
          <DeclarationField declaration={declaration} isTried={isAttempted} readOnly={start.isPending} />
          <ConsentField
            licence={consent.licence}
            agreed={consent.agreed}
            onChange={consent.setAgreed}
            error={isAttempted && !consent.agreed ? consentText("required") : undefined}
          />
          {start.error ? <ErrorMessage error={start.error} /> : null}
          <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
            <div className="text-muted text-sm">
              {project.acceptPrice > 0 ? (
                <p>
                  {t("start.worth")} <Points milli={project.acceptPrice} className="font-medium text-ink" />
                </p>
              ) : null}
              {project.covers === null ? null : <p>{t("start.covers", { count: project.covers })}</p>}
            </div>
            <Button variant="primary" className="ms-auto" pending={start.isPending} onClick={submit}>
              {counted === undefined ? t("start.action") : t("start.actionCount", { count: counted })}
            </Button>
          </div>
        </div>
      </Card>
    </>
  );
}
