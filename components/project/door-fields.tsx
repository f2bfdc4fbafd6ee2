"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { RadioGroup } from "#components/ui/radio-group";
import { Select } from "#components/ui/select";
import { mediaKindOf } from "#lib/domain/content";
import { doorPolicies } from "#lib/domain/door";
import { useProjectForm } from "./form-context";

const thresholds = [40, 50, 60, 70, 80, 90];

/** What the project does at the door: about texts that hold personal data, those much like another, and those not in their language. */
export function DoorFields() {
  const t = useTranslations("door.setting");
  const near = useTranslations("door.nearSetting");
  const look = useTranslations("door.lookSetting");
  const { form, set } = useProjectForm();
  const kind = mediaKindOf[form.modality] ?? "text";
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
        legend={near("legend", { kind })}
        hint={near("hint", { kind })}
        value={form.nearDuplicates}
        onChange={(policy) => set("nearDuplicates", policy)}
        options={doorPolicies.map((value) => ({ value, label: near(value), hint: near(`${value}Hint`, { kind }) }))}
      />
      {form.nearDuplicates === "allow" ? null : <ThresholdField />}
      <Checkbox
        label={near("across")}
        hint={near("acrossHint")}
        checked={form.uniqueAcrossProjects}
        onChange={(event) => set("uniqueAcrossProjects", event.target.checked)}
      />
      <RadioGroup
        legend={look("legend")}
        hint={look("hint")}
        value={form.languageCheck}
        onChange={(policy) => set("languageCheck", policy)}
        options={doorPolicies.map((value) => ({ value, label: look(value), hint: look(`${value}Hint`) }))}
      />
      {kind === "text" ? null : <RoomFields />}
    </div>
  );
}

/** Room for files: how much of it each person, and the whole project, may take. */
function RoomFields() {
  const t = useTranslations("door.roomSetting");
  const { form, set, errorOf, touch } = useProjectForm();
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="font-medium text-sm">{t("legend")}</legend>
      <p className="text-muted text-sm">{t("hint")}</p>
      <div className="grid gap-5 sm:grid-cols-2">
        {(["personRoomMb", "projectRoomMb"] as const).map((field) => (
          <Field key={field} label={t(field)} error={errorOf(field)} optional>
            <Input
              inputMode="numeric"
              suffix="MB"
              value={form[field]}
              onChange={(event) => set(field, event.target.value)}
              onBlur={() => touch(field)}
              autoComplete="off"
            />
          </Field>
        ))}
      </div>
    </fieldset>
  );
}

function ThresholdField() {
  const t = useTranslations("door.nearSetting");
  const { form, set } = useProjectForm();
  // A value that the API set stays among the choices.
  const offered = [...new Set([...thresholds, form.nearThreshold])].sort((a, b) => a - b);
  return (
    <Field
      label={t("threshold")}
      hint={t("thresholdHint", { kind: mediaKindOf[form.modality] ?? "text" })}
      className="max-w-md"
    >
      <Select
        value={String(form.nearThreshold)}
        onValueChange={(value) => set("nearThreshold", Number(value))}
        options={offered.map((percent) => ({ value: String(percent), label: t("percent", { percent }) }))}
      />
    </Field>
  );
}
