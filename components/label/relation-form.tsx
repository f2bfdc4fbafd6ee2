"use client";

import { ArrowRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { Select } from "#components/ui/select";
import type { SpanAnswer } from "#lib/domain/answer";
import type { QuestionForm } from "./answer-props";

type RelationFormProps = {
  chars: readonly string[];
  marks: SpanAnswer;
  form: QuestionForm<"spans">;
  onChange: (marks: SpanAnswer) => void;
};

/** Relates one mark to another: from, how, to. */
export function RelationForm({ chars, marks, form, onChange }: RelationFormProps) {
  const t = useTranslations("label.spans");
  const [from, setFrom] = useState("0");
  const [to, setTo] = useState("1");
  const [label, setLabel] = useState("0");
  const spans = marks.spans.map((span, at) => ({
    value: String(at),
    label: chars.slice(span.from, span.to).join(""),
  }));
  const relation = { from: Number(from), to: Number(to), label: Number(label) };
  const isKnown = marks.relations.some((one) => JSON.stringify(one) === JSON.stringify(relation));
  const isPossible = relation.from !== relation.to && !isKnown && Math.max(relation.from, relation.to) < spans.length;
  return (
    <fieldset className="flex flex-wrap items-center gap-2 text-sm">
      <legend className="mb-1 font-medium">{t("relate")}</legend>
      <Select dense aria-label={t("from")} options={spans} value={from} onValueChange={setFrom} />
      <Select
        dense
        aria-label={t("relation")}
        options={form.relations.map((name, at) => ({ value: String(at), label: name }))}
        value={label}
        onValueChange={setLabel}
      />
      <ArrowRight aria-hidden="true" className="size-4 text-muted" />
      <Select dense aria-label={t("to")} options={spans} value={to} onValueChange={setTo} />
      <Button
        size="sm"
        disabledReason={isPossible ? undefined : t("relateTwo")}
        onClick={() => onChange({ ...marks, relations: [...marks.relations, relation] })}
      >
        {t("addRelation")}
      </Button>
    </fieldset>
  );
}
