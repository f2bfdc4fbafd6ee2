"use client";

import { useTranslations } from "next-intl";
import { RadioGroup } from "#components/ui/radio-group";
import { doorPolicies } from "#lib/domain/door";
import { useProjectForm } from "./form-context";

/** What the project does at the door about texts that hold personal data. */
export function DoorFields() {
  const t = useTranslations("door.setting");
  const { form, set } = useProjectForm();
  return (
    <RadioGroup
      legend={t("legend")}
      hint={t("hint")}
      value={form.personalData}
      onChange={(policy) => set("personalData", policy)}
      options={doorPolicies.map((value) => ({ value, label: t(value), hint: t(`${value}Hint`) }))}
    />
  );
}
