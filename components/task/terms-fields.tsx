"use client";

import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { RadioGroup } from "#components/ui/radio-group";
import { SPOT_CHECK_RULE } from "#lib/domain/spot-check";
import { stopRules } from "#lib/domain/stop-rule";
import { useTaskForm } from "./task-context";

/** How many people answer, when that is enough, what an answer is worth, and who may give one. */
export function TermsFields() {
  const t = useTranslations("task.terms");
  const { form, set, errorAt } = useTaskForm();
  const number = (field: "answersWanted" | "answersMost" | "confidence", suffix?: string) => (
    <Field label={t(field)} hint={t(`${field}Hint`)} error={errorAt(field)} required>
      <Input
        inputMode="decimal"
        value={form[field]}
        onChange={(event) => set(field, event.target.value)}
        suffix={suffix}
      />
    </Field>
  );
  return (
    <div className="flex flex-col gap-6">
      <div className="grid gap-6 md:grid-cols-3">
        {number("answersWanted")}
        {number("answersMost")}
        {number("confidence", "%")}
      </div>
      <RadioGroup
        legend={t("stop")}
        value={form.stop}
        onChange={(value) => set("stop", value)}
        options={stopRules.map((value) => ({ value, label: t(`stopBy.${value}`), hint: t(`stopHint.${value}`) }))}
        error={errorAt("stop") && t("stopNoCodes")}
      />
      <div className="grid gap-6 md:grid-cols-2">
        <Field
          label={t("answerPrice")}
          hint={t(form.rewardRule === SPOT_CHECK_RULE ? "answerPriceChecked" : "answerPriceHint")}
          error={errorAt("answerPrice")}
          required
        >
          <Input
            inputMode="decimal"
            value={form.answerPrice}
            onChange={(event) => set("answerPrice", event.target.value)}
            suffix={t("points")}
          />
        </Field>
        <Field label={t("skill")} hint={t("skillHint")} error={errorAt("skill")} optional>
          <Input value={form.skill} onChange={(event) => set("skill", event.target.value)} />
        </Field>
      </div>
    </div>
  );
}
