"use client";

import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { RadioGroup } from "#components/ui/radio-group";
import { SPOT_CHECK_RULE } from "#lib/domain/spot-check";
import { FLAT_LABEL_RULE } from "#lib/domain/task";
import { useTaskForm } from "./task-context";

/** By which rule answers are paid; chosen before the task opens, with what each has against it. */
export function RuleFields() {
  const t = useTranslations("task.rule");
  const { form, set, errorAt, areQuestionsFixed } = useTaskForm();
  return (
    <div className="flex flex-col gap-5">
      <RadioGroup
        legend={t("title")}
        hint={areQuestionsFixed ? t("fixed") : undefined}
        value={form.rewardRule}
        onChange={(value) => set("rewardRule", value)}
        look="cards"
        error={errorAt("rewardRule") ? t("noCoded") : undefined}
        options={[FLAT_LABEL_RULE, SPOT_CHECK_RULE].map((value) => ({
          value: value as typeof form.rewardRule,
          label: t(value === FLAT_LABEL_RULE ? "flat" : "spot"),
          hint: t(value === FLAT_LABEL_RULE ? "flatHint" : "spotHint"),
          disabled: areQuestionsFixed,
        }))}
      />
      {form.rewardRule === SPOT_CHECK_RULE ? (
        <>
          <Alert tone="warning">{t("spotWarning")}</Alert>
          <Field label={t("target")} hint={t("targetHint")} error={errorAt("target")} required className="md:max-w-md">
            <Input
              inputMode="decimal"
              value={form.target}
              disabled={areQuestionsFixed}
              onChange={(event) => set("target", event.target.value)}
              suffix="%"
            />
          </Field>
        </>
      ) : null}
    </div>
  );
}
