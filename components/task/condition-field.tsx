"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox";
import { Field, FieldError } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { useTaskForm } from "./task-context";
import { linesOf, type QuestionDraft } from "./task-form";

const ALWAYS = "always";

/** When a question is asked: always, or only after an earlier question of one class was answered so. */
export function ConditionField({ at, draft }: { at: number; draft: QuestionDraft }) {
  const t = useTranslations("task.question");
  const { form, setQuestion, errorAt } = useTaskForm();
  const earlier = form.questions.slice(0, at).filter(({ kind }) => kind === "single_class");
  const { when } = draft;
  if (earlier.length === 0 && !when) return null;
  const asked = form.questions.find(({ id }) => id === when?.question);
  const toggle = (code: number) => {
    if (!when) return;
    const is = when.is.includes(code)
      ? when.is.filter((one) => one !== code)
      : [...when.is, code].sort((a, b) => a - b);
    setQuestion(at, { when: { ...when, is } });
  };
  return (
    <div className="flex flex-col gap-3">
      <Field label={t("when")} error={errorAt(`questions.${at}.when`)}>
        <Select
          options={[
            { value: ALWAYS, label: t("always") },
            ...earlier.map(({ id, text }) => ({ value: id, label: t("after", { text: text || id }) })),
          ]}
          value={when?.question ?? ALWAYS}
          onValueChange={(question) =>
            setQuestion(at, { when: question === ALWAYS ? undefined : { question, is: [] } })
          }
        />
      </Field>
      {when && asked ? (
        <fieldset className="flex flex-col gap-2 border-line border-s-2 ps-4">
          <legend className="mb-1 text-muted text-sm">{t("whenIs")}</legend>
          <div className="flex flex-wrap gap-x-5 gap-y-1">
            {linesOf(asked.names).map((name, code) => (
              <Checkbox key={name} label={name} checked={when.is.includes(code)} onChange={() => toggle(code)} />
            ))}
          </div>
          <FieldError>{when.is.length === 0 ? errorAt(`questions.${at}.when`) : null}</FieldError>
        </fieldset>
      ) : null}
    </div>
  );
}
