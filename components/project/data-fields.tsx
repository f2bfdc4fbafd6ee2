"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Checkbox } from "#components/ui/checkbox";
import { Field, FieldError } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { RadioGroup } from "#components/ui/radio-group";
import { Textarea } from "#components/ui/textarea";
import { modalities } from "#lib/domain/content";
import { languages, languageTags } from "#lib/domain/language";
import { limits } from "#lib/domain/limits";
import { useProjectForm } from "./form-context";
import { classesOf } from "./form-state";

/** Kind of data, its languages, and the question asked about each piece. */
export function DataFields() {
  const t = useTranslations("project");
  const { form, set } = useProjectForm();
  return (
    <div className="flex flex-col gap-7">
      <RadioGroup
        legend={t("form.modality")}
        look="cards"
        value={form.modality}
        onChange={(modality) => set("modality", modality)}
        options={modalities.map((value) => ({
          value,
          label: t(`modality.${value}`),
          hint: t(`modalityHint.${value}`),
        }))}
      />
      <LanguagesField />
      <RadioGroup
        legend={t("form.labelAsk")}
        look="cards"
        value={form.labelKind}
        onChange={(kind) => set("labelKind", kind)}
        options={[
          { value: "none", label: t("form.labelNone"), hint: t("form.labelNoneHint") },
          { value: "single_class", label: t("form.labelSingle"), hint: t("form.labelSingleHint") },
        ]}
      />
      {form.labelKind === "none" ? null : <LabelFields />}
    </div>
  );
}

function LanguagesField() {
  const t = useTranslations("project.form");
  const { form, set, errorOf } = useProjectForm();
  const id = useId();
  const toggle = (tag: string, isOn: boolean) =>
    set("languages", isOn ? [...form.languages, tag] : form.languages.filter((other) => other !== tag));
  return (
    <fieldset aria-describedby={`${id}-hint ${id}-error`}>
      <legend className="mb-1.5 font-medium text-sm">{t("languages")}</legend>
      <p id={`${id}-hint`} className="mb-2 text-muted text-sm">
        {t("languagesHint")}
      </p>
      <div className="grid grid-cols-2 gap-x-6 gap-y-1.5 sm:grid-cols-3 lg:grid-cols-4">
        {languageTags.map((tag) => (
          <Checkbox
            key={tag}
            label={<span lang={tag}>{languages[tag]}</span>}
            checked={form.languages.includes(tag)}
            onChange={(event) => toggle(tag, event.target.checked)}
          />
        ))}
      </div>
      <FieldError id={`${id}-error`}>{errorOf("languages")}</FieldError>
    </fieldset>
  );
}

function LabelFields() {
  const t = useTranslations("project.form");
  const { form, set, errorOf, touch } = useProjectForm();
  return (
    <div className="flex flex-col gap-5 border-line border-s-2 ps-5">
      <Field label={t("question")} hint={t("questionHint")} error={errorOf("question")} required>
        <Input
          value={form.question}
          placeholder={t("questionExample")}
          onChange={(event) => set("question", event.target.value)}
          onBlur={() => touch("question")}
        />
      </Field>
      <Field
        label={t("classes")}
        hint={t("classesHint", { count: classesOf(form.classes).length, max: limits.labelCount })}
        error={errorOf("classes")}
        required
      >
        <Textarea
          rows={6}
          value={form.classes}
          placeholder={t("classesExample")}
          onChange={(event) => set("classes", event.target.value)}
          onBlur={() => touch("classes")}
        />
      </Field>
    </div>
  );
}
