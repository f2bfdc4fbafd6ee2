"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Checkbox } from "#components/ui/checkbox";
import { Field, FieldError } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { RadioGroup } from "#components/ui/radio-group";
import { rejectReasons } from "#lib/domain/review";
import { useProjectForm } from "./form-context";

const counts = ["1", "3", "5", "7", "9"] as const;

/** How many people review a piece, for which reasons they may refuse it, and what both are paid. */
export function PolicyFields() {
  const t = useTranslations("project.form");
  const { form, set } = useProjectForm();
  return (
    <div className="flex flex-col gap-7">
      <RadioGroup
        legend={t("reviewsWanted")}
        hint={t("reviewsWantedHint")}
        look="inline"
        value={counts.find((count) => Number(count) === form.reviewsWanted)}
        onChange={(count) => set("reviewsWanted", Number(count))}
        options={counts.map((value) => ({ value, label: value }))}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <PriceField field="acceptPrice" />
        <PriceField field="reviewPrice" />
      </div>
      <ReasonsField />
    </div>
  );
}

function PriceField({ field }: { field: "acceptPrice" | "reviewPrice" }) {
  const t = useTranslations("project.form");
  const { form, set, errorOf, touch } = useProjectForm();
  return (
    <Field label={t(field)} hint={t("priceHint")} error={errorOf(field)} required>
      <Input
        inputMode="decimal"
        suffix={t("pointsUnit")}
        value={form[field]}
        onChange={(event) => set(field, event.target.value)}
        onBlur={() => touch(field)}
        autoComplete="off"
      />
    </Field>
  );
}

function ReasonsField() {
  const t = useTranslations("project");
  const { form, set, errorOf } = useProjectForm();
  const id = useId();
  return (
    <fieldset aria-describedby={`${id}-hint ${id}-error`}>
      <legend className="mb-1.5 font-medium text-sm">{t("form.rejectReasons")}</legend>
      <p id={`${id}-hint`} className="mb-2.5 text-muted text-sm">
        {t("form.rejectReasonsHint")}
      </p>
      <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
        {rejectReasons.map((reason) => (
          <Checkbox
            key={reason}
            label={t(`reason.${reason}`)}
            hint={t(`reasonHint.${reason}`)}
            checked={form.rejectReasons.includes(reason)}
            // In the order of the table, whatever the order of the clicks.
            onChange={({ target }) =>
              set(
                "rejectReasons",
                rejectReasons.filter((one) => (one === reason ? target.checked : form.rejectReasons.includes(one))),
              )
            }
          />
        ))}
      </div>
      <FieldError id={`${id}-error`}>{errorOf("rejectReasons")}</FieldError>
    </fieldset>
  );
}
