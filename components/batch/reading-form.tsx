"use client";

import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field";
import { Select } from "#components/ui/select";
import {
  type DocumentSplit,
  documentSplits,
  type ReadingChoice,
  type TableReading,
  tableDelimiters,
  tableEncodings,
} from "#lib/domain/table";
import { useReadingNames } from "./use-reading-names";

type ReadingFormProps = {
  reading: TableReading;
  choice: ReadingChoice;
  onChange: (choice: ReadingChoice) => void;
};

const lines = ["csv", "tsv"];

/** How the file is read, as it was found out: each part can be changed. */
export function ReadingForm({ reading, choice, onChange }: ReadingFormProps) {
  const t = useTranslations("import.reading");
  const names = useReadingNames();
  const { format, encoding, delimiter, header, sheet, sheets, split, unusable } = reading;
  const isText = encoding !== null;
  return (
    <>
      <div className="grid grid-cols-2 gap-x-5 gap-y-4 lg:grid-cols-4">
        {isText ? (
          <>
            <Field label={t("format")}>
              <Select
                dense
                value={lines.includes(format) ? "csv" : format}
                options={[
                  { value: "csv", label: format === "tsv" ? t("tsv") : t("csv") },
                  { value: "jsonl", label: t("jsonl") },
                  { value: "json", label: t("json") },
                  { value: "text", label: t("document") },
                ]}
                // What was said of cells means nothing in another format.
                onValueChange={(value) =>
                  onChange({ encoding: choice.encoding, format: value as NonNullable<ReadingChoice["format"]> })
                }
              />
            </Field>
            <Field label={t("encoding")}>
              <Select
                dense
                value={encoding}
                options={tableEncodings.map((value) => ({ value, label: names.encoding(value) }))}
                onValueChange={(value) => onChange({ ...choice, encoding: value as (typeof tableEncodings)[number] })}
              />
            </Field>
          </>
        ) : (
          <div className="flex flex-col gap-1.5 text-sm">
            <span className="font-medium">{t("format")}</span>
            <span className="py-1">{t(format === "text" ? "document" : format)}</span>
          </div>
        )}
        {delimiter === null ? null : (
          <Field label={t("delimiter")}>
            <Select
              dense
              value={delimiter}
              options={tableDelimiters.map((value) => ({ value, label: names.delimiter(value) }))}
              onValueChange={(value) => onChange({ ...choice, delimiter: value as (typeof tableDelimiters)[number] })}
            />
          </Field>
        )}
        {sheet === null ? null : (
          <Field label={t("sheet")}>
            <Select
              dense
              value={sheet}
              options={sheets.map((value) => ({ value, label: value }))}
              onValueChange={(value) => onChange({ sheet: value })}
            />
          </Field>
        )}
        {split === null ? null : (
          <Field label={t("split")}>
            <Select
              dense
              value={split}
              options={documentSplits.map((value) => ({ value, label: t(value) }))}
              onValueChange={(value) => onChange({ ...choice, split: value as DocumentSplit })}
            />
          </Field>
        )}
        {header === null ? null : (
          <Field label={t("header")}>
            <Select
              dense
              value={String(header)}
              options={[
                { value: "true", label: t("headerYes") },
                { value: "false", label: t("headerNo") },
              ]}
              onValueChange={(value) => onChange({ ...choice, header: value === "true" })}
            />
          </Field>
        )}
      </div>
      {unusable.length > 0 ? (
        <p className="mt-4 break-words text-muted text-sm">{t("unusable", { columns: unusable.join(", ") })}</p>
      ) : null}
    </>
  );
}
