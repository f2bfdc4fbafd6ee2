"use client";

import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field";
import { Select } from "#components/ui/select";
import type { ApiOutputs } from "#lib/client";
import type { ColumnMapping } from "#lib/domain/batch";
import { type Language, languages } from "#lib/domain/language";
import { useFieldName } from "./use-refusal-text";

type Preview = ApiOutputs["batch"]["preview"];

type MappingFormProps = {
  preview: Preview;
  projectLanguages: readonly string[];
  mapping: ColumnMapping;
  onChange: (mapping: ColumnMapping) => void;
};

/** Which column fills which field, each with an example of what it holds. */
export function MappingForm({ preview, projectLanguages, mapping, onChange }: MappingFormProps) {
  const t = useTranslations("import.mapping");
  const nameOf = useFieldName();
  const options = preview.columns.map((column) => ({ value: column, label: column }));
  const sampleOf = (column: string | undefined) =>
    preview.samples.find((sample) => sample.column === column)?.values[0];
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      {preview.fields.map((field) => {
        const column = mapping.columns[field];
        const sample = sampleOf(column);
        return (
          <Field
            key={field}
            label={nameOf(field)}
            required
            hint={sample ? <span className="line-clamp-2 break-words">{t("sample", { sample })}</span> : undefined}
          >
            <Select
              value={column ?? ""}
              placeholder={t("none")}
              options={options}
              onValueChange={(chosen) => onChange({ ...mapping, columns: { ...mapping.columns, [field]: chosen } })}
            />
          </Field>
        );
      })}
      <LanguageChoice columns={preview.columns} tags={projectLanguages} mapping={mapping} onChange={onChange} />
    </div>
  );
}

type LanguageChoiceProps = {
  columns: readonly string[];
  tags: readonly string[];
  mapping: ColumnMapping;
  onChange: (mapping: ColumnMapping) => void;
};

/** One language for all rows, or the column that says it. */
function LanguageChoice({ columns, tags, mapping, onChange }: LanguageChoiceProps) {
  const t = useTranslations("import.mapping");
  const { language: column, ...rest } = mapping.columns;
  const chosen = column !== undefined ? `column ${column}` : mapping.language ? `tag ${mapping.language}` : "";
  const options = [
    ...tags.map((tag) => ({
      value: `tag ${tag}`,
      label: t("languageAll", { language: languages[tag as Language] ?? tag }),
    })),
    ...columns.map((name) => ({ value: `column ${name}`, label: t("languageColumn", { column: name }) })),
  ];
  return (
    <Field label={t("language")} required>
      <Select
        value={chosen}
        placeholder={t("languageNone")}
        options={options}
        onValueChange={(value) => {
          const name = value.slice(value.indexOf(" ") + 1);
          if (value.startsWith("tag ")) onChange({ columns: rest, language: name as Language });
          else onChange({ columns: { ...rest, language: name } });
        }}
      />
    </Field>
  );
}
