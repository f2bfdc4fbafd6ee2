"use client";

import { useTranslations } from "next-intl";
import { CharCount } from "#components/ui/char-count";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Textarea } from "#components/ui/textarea";
import { limits } from "#lib/domain/limits";
import { useProjectForm } from "./form-context";

/** Name: the address follows it until somebody writes one. */
export function NameField({ onName }: { onName?: (name: string) => void }) {
  const t = useTranslations("project.form");
  const { form, set, errorOf, touch } = useProjectForm();
  return (
    <Field
      label={t("name")}
      hint={t("nameHint")}
      error={errorOf("name")}
      required
      aside={<CharCount text={form.name} max={limits.nameChars} />}
    >
      <Input
        value={form.name}
        onChange={(event) => (onName ?? ((name) => set("name", name)))(event.target.value)}
        onBlur={() => touch("name")}
        autoComplete="off"
      />
    </Field>
  );
}

export function SummaryField() {
  const t = useTranslations("project.form");
  const { form, set, errorOf, touch } = useProjectForm();
  return (
    <Field
      label={t("summary")}
      hint={t("summaryHint")}
      error={errorOf("summary")}
      required
      aside={<CharCount text={form.summary} max={limits.summaryChars} />}
    >
      <Textarea
        rows={3}
        value={form.summary}
        onChange={(event) => set("summary", event.target.value)}
        onBlur={() => touch("summary")}
      />
    </Field>
  );
}
