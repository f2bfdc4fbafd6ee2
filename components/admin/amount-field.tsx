"use client";

import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";

/** An amount in points; commas and spaces between the figures do no harm. */
export function AmountField({ error, defaultValue }: { error: string | undefined; defaultValue?: string }) {
  const t = useTranslations("admin.projects");
  return (
    <Field label={t("amount")} hint={t("amountHint")} error={error} required>
      <Input
        name="amount"
        inputMode="decimal"
        autoComplete="off"
        maxLength={24}
        defaultValue={defaultValue}
        suffix={t("unit")}
        className="tabular"
      />
    </Field>
  );
}
