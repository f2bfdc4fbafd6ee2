"use client";

import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Checkbox } from "#components/ui/checkbox";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Select } from "#components/ui/select";
import { limits } from "#lib/domain/limits";
import type { QuestionForm } from "#lib/domain/question";
import { ConditionField } from "./condition-field";
import { FormFields } from "./form-fields";
import { formsFor } from "./offered-forms";
import { useTaskForm } from "./task-context";
import { moveQuestion } from "./task-form";

/** One question: what it asks, in which form, and when. */
export function QuestionEditor({ at }: { at: number }) {
  const t = useTranslations("task.question");
  const { form, set, setQuestion, errorAt, modality, areQuestionsFixed } = useTaskForm();
  const draft = form.questions[at];
  if (!draft) return null;
  const { questions } = form;
  const change = (part: Parameters<typeof setQuestion>[1]) => setQuestion(at, part);
  const number = at + 1;
  return (
    <Card
      title={t("title", { number })}
      action={
        areQuestionsFixed ? null : (
          <div className="flex gap-1">
            <Button
              variant="ghost"
              size="sm"
              aria-label={t("up", { number })}
              disabled={at === 0}
              onClick={() => set("questions", moveQuestion(questions, at, -1))}
            >
              <ArrowUp aria-hidden="true" />
            </Button>
            <Button
              variant="ghost"
              size="sm"
              aria-label={t("down", { number })}
              disabled={at === questions.length - 1}
              onClick={() => set("questions", moveQuestion(questions, at, 1))}
            >
              <ArrowDown aria-hidden="true" />
            </Button>
            <Button
              variant="ghost"
              size="sm"
              aria-label={t("remove", { number })}
              disabled={questions.length === 1}
              onClick={() =>
                set(
                  "questions",
                  questions.filter((_, index) => index !== at),
                )
              }
            >
              <Trash2 aria-hidden="true" />
            </Button>
          </div>
        )
      }
    >
      <fieldset disabled={areQuestionsFixed} className="flex flex-col gap-5">
        <legend className="sr-only">{t("title", { number })}</legend>
        <div className="grid gap-5 md:grid-cols-[2fr_1fr]">
          <Field label={t("text")} error={errorAt(`questions.${at}.text`)} required>
            <Input
              value={draft.text}
              maxLength={limits.summaryChars * 2}
              onChange={(event) => change({ text: event.target.value })}
            />
          </Field>
          <Field label={t("form")} error={errorAt(`questions.${at}.kind`)}>
            <Select
              options={formsFor(modality).map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
              value={draft.kind}
              onValueChange={(kind) => change({ kind: kind as QuestionForm })}
            />
          </Field>
        </div>
        <Field label={t("hint")} hint={t("hintHint")} error={errorAt(`questions.${at}.hint`)} optional>
          <Input value={draft.hint} onChange={(event) => change({ hint: event.target.value })} />
        </Field>
        <FormFields at={at} draft={draft} />
        <ConditionField at={at} draft={draft} />
        <Checkbox
          label={t("isRequired")}
          hint={t("isRequiredHint")}
          checked={draft.isRequired}
          onChange={(event) => change({ isRequired: event.target.checked })}
        />
      </fieldset>
    </Card>
  );
}
