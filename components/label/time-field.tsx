"use client";

import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { readTime, writeTime } from "#lib/domain/segment";

type TimeFieldProps = {
  label: string;
  ms: number;
  /** Earliest and latest that it may be. */
  fromMs: number;
  toMs: number;
  onChange: (ms: number) => void;
};

/** A time of a recording to type; taken over when the field is left or by Enter, and what is no time stays until it is mended. */
export function TimeField({ label, ms, fromMs, toMs, onChange }: TimeFieldProps) {
  const t = useTranslations("label.segments");
  const [typed, setTyped] = useState<string>();
  const read = typed === undefined ? ms : readTime(typed);
  const isWrong = read === undefined || read < fromMs || read > toMs;
  const isTold = typed !== undefined && isWrong;
  const take = () => {
    if (typed === undefined || isWrong) return;
    setTyped(undefined);
    if (read !== ms) onChange(read);
  };
  return (
    <Field
      label={label}
      className={clsx("max-sm:grow", isTold ? "w-28 sm:w-56" : "w-28")}
      error={
        isTold
          ? read === undefined
            ? t("noTime")
            : t("outside", { from: writeTime(fromMs), to: writeTime(toMs) })
          : undefined
      }
    >
      <Input
        value={typed ?? writeTime(ms)}
        inputMode="decimal"
        autoComplete="off"
        className="tabular"
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.nativeEvent.isComposing) take();
          else if (event.key === "Escape") setTyped(undefined);
        }}
      />
    </Field>
  );
}
