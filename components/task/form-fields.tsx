"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Select } from "#components/ui/select";
import { Textarea } from "#components/ui/textarea";
import { overlapRules } from "#lib/domain/question";
import { purposesFor } from "./offered-forms";
import { useTaskForm } from "./task-context";
import { linesOf, type QuestionDraft } from "./task-form";

type FormFieldsProps = { at: number; draft: QuestionDraft };

const withNames = ["single_class", "multi_label", "rating", "ranking", "spans", "boxes", "segments"] as const;
type Named = (typeof withNames)[number];
const isNamed = (kind: QuestionDraft["kind"]): kind is Named => (withNames as readonly string[]).includes(kind);

/** What a question's form needs: classes, a scale, how long a text may be. */
export function FormFields({ at, draft }: FormFieldsProps) {
  const t = useTranslations("task.question");
  const { setQuestion, errorAt, modality } = useTaskForm();
  const change = (part: Partial<QuestionDraft>) => setQuestion(at, part);
  const errorOf = (part: string) => errorAt(`questions.${at}.${part}`);
  const { kind } = draft;
  return (
    <>
      {isNamed(kind) ? (
        <Field
          label={t(`names.${kind}`)}
          hint={t("namesHint")}
          error={errorOf("names")}
          aside={t("namesCount", { count: linesOf(draft.names).length })}
          required
        >
          <Textarea rows={4} value={draft.names} onChange={(event) => change({ names: event.target.value })} />
        </Field>
      ) : null}
      {kind === "multi_label" ? (
        <Field label={t("least")} hint={t("leastHint")} error={errorOf("least")}>
          <Input
            inputMode="numeric"
            value={draft.least}
            onChange={(event) => change({ least: event.target.value })}
            className="max-w-28"
          />
        </Field>
      ) : null}
      {kind === "pairwise" ? (
        <Checkbox
          label={t("tie")}
          hint={t("tieHint")}
          checked={draft.tie}
          onChange={(event) => change({ tie: event.target.checked })}
        />
      ) : null}
      {kind === "spans" ? (
        <Field label={t("relations")} hint={t("relationsHint")} error={errorOf("relations")} optional>
          <Textarea rows={2} value={draft.relations} onChange={(event) => change({ relations: event.target.value })} />
        </Field>
      ) : null}
      {kind === "free_text" ? (
        <div className="grid gap-5 md:grid-cols-[2fr_1fr]">
          <Field label={t("purpose")} error={errorOf("purpose")}>
            <Select
              options={purposesFor(modality).map((purpose) => ({ value: purpose, label: t(`purposeOf.${purpose}`) }))}
              value={draft.purpose}
              onValueChange={(purpose) => change({ purpose: purpose as QuestionDraft["purpose"] })}
            />
          </Field>
          <Field label={t("chars")} error={errorOf("chars")}>
            <Input
              inputMode="numeric"
              value={draft.chars}
              onChange={(event) => change({ chars: event.target.value })}
            />
          </Field>
        </div>
      ) : null}
      {kind === "boxes" ? (
        <Checkbox
          label={t("polygons")}
          checked={draft.polygons}
          onChange={(event) => change({ polygons: event.target.checked })}
        />
      ) : null}
      {kind === "segments" ? (
        <>
          <Field label={t("overlap")} error={errorOf("overlap")} className="max-w-sm">
            <Select
              options={overlapRules.map((rule) => ({ value: rule, label: t(`overlapOf.${rule}`) }))}
              value={draft.overlap}
              onValueChange={(rule) => change({ overlap: rule as QuestionDraft["overlap"] })}
            />
          </Field>
          <Checkbox
            label={t("transcribed")}
            hint={t("transcribedHint")}
            checked={draft.transcribed}
            onChange={(event) => change({ transcribed: event.target.checked })}
          />
        </>
      ) : null}
    </>
  );
}
