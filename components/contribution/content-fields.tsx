"use client";

import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { CharCount } from "#components/ui/char-count";
import { Field } from "#components/ui/field";
import { RadioGroup } from "#components/ui/radio-group";
import { Select } from "#components/ui/select";
import { Textarea } from "#components/ui/textarea";
import { type Modality, modalityFields } from "#lib/domain/content";
import type { LabelSchema } from "#lib/domain/label";
import { limits } from "#lib/domain/limits";
import { ConversationFields } from "./conversation-fields";

type ContentFieldsProps = {
  modality: Modality;
  labelSchema: LabelSchema;
  /** Language of what is written, for spelling and type. */
  lang?: string;
  fields: Record<string, string>;
  onChange: (field: string, text: string) => void;
  /** All fields anew: turns change their names when they move. Only a conversation has any. */
  onReplace?: (fields: Record<string, string>) => void;
  onBlur: (field: string) => void;
  errorOf: (field: string) => string | undefined;
  firstRef?: RefObject<HTMLTextAreaElement | null>;
  readOnly?: boolean;
};

// So many classes can be seen at once; more are chosen from a list.
const SHOWN_CLASSES = 8;

/** The fields of a contribution, made for its kind of data; the same for a new one and a revision. */
export function ContentFields(props: ContentFieldsProps) {
  const { modality, lang, fields, onChange, onBlur, errorOf, firstRef, readOnly } = props;
  const t = useTranslations("project.field");
  const names = modality === "conversation" ? [] : modalityFields[modality];
  return (
    <>
      {modality === "conversation" ? <ConversationFields {...props} /> : null}
      {names.map((name, at) => (
        <Field
          key={name}
          label={t(name)}
          required
          error={errorOf(name)}
          // A sentence beside its picture is far from any limit, and a phone has no room to say so.
          aside={name === "caption" ? null : <CharCount text={fields[name] ?? ""} max={limits.contentFieldChars} />}
        >
          <Textarea
            ref={at === 0 ? firstRef : undefined}
            name={name}
            lang={langOf(name, lang)}
            rows={name === "caption" ? 2 : names.length === 1 ? 5 : 3}
            readOnly={readOnly}
            value={fields[name] ?? ""}
            onChange={(event) => onChange(name, event.target.value)}
            onBlur={() => onBlur(name)}
            className="text-lg"
          />
        </Field>
      ))}
      <LabelField {...props} />
    </>
  );
}

// The original of a translation is in another language, which the project does not name.
function langOf(field: string, lang: string | undefined): string | undefined {
  return field === "source" ? undefined : lang;
}

function LabelField({ labelSchema, lang, fields, onChange, onBlur, errorOf }: ContentFieldsProps) {
  const t = useTranslations("contribute");
  if (labelSchema.kind === "none") return null;
  const options = labelSchema.classes.map((name) => ({ value: name, label: name }));
  const error = errorOf("label");
  const choose = (value: string) => onChange("label", value);
  const question = <span lang={lang}>{labelSchema.question}</span>;
  if (options.length <= SHOWN_CLASSES) {
    const spoken = options.map(({ value, label }) => ({ value, label: <span lang={lang}>{label}</span> }));
    return (
      <RadioGroup
        legend={question}
        required
        value={fields.label}
        onChange={choose}
        options={spoken}
        error={error}
        look="inline"
      />
    );
  }
  return (
    <Field label={question} required error={error}>
      <Select
        name="label"
        value={fields.label ?? ""}
        onValueChange={choose}
        onBlur={() => onBlur("label")}
        options={options}
        placeholder={t("chooseLabel")}
      />
    </Field>
  );
}
