"use client";

import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field";
import { RadioGroup } from "#components/ui/radio-group";
import { Select } from "#components/ui/select";
import { doorPolicies } from "#lib/domain/door";
import { useProjectForm } from "./form-context";

const thresholds = [40, 50, 60, 70, 80, 90];

/** What the project does at the door: about texts that hold personal data, and about those much like another. */
export function DoorFields() {
  const t = useTranslations("door.setting");
  const near = useTranslations("door.nearSetting");
  const { form, set } = useProjectForm();
  return (
    <div className="flex flex-col gap-7">
      <RadioGroup
        legend={t("legend")}
        hint={t("hint")}
        value={form.personalData}
        onChange={(policy) => set("personalData", policy)}
        options={doorPolicies.map((value) => ({ value, label: t(value), hint: t(`${value}Hint`) }))}
      />
      <RadioGroup
        legend={near("legend")}
        hint={near("hint")}
        value={form.nearDuplicates}
        onChange={(policy) => set("nearDuplicates", policy)}
        options={doorPolicies.map((value) => ({ value, label: near(value), hint: near(`${value}Hint`) }))}
      />
      {form.nearDuplicates === "allow" ? null : <ThresholdField />}
    </div>
  );
}

function ThresholdField() {
  const t = useTranslations("door.nearSetting");
  const { form, set } = useProjectForm();
  // A value that the API set stays among the choices.
  const offered = [...new Set([...thresholds, form.nearThreshold])].sort((a, b) => a - b);
  return (
    <Field label={t("threshold")} hint={t("thresholdHint")} className="max-w-md">
      <Select
        value={String(form.nearThreshold)}
        onValueChange={(value) => set("nearThreshold", Number(value))}
        options={offered.map((percent) => ({ value: String(percent), label: t("percent", { percent }) }))}
      />
    </Field>
  );
}
