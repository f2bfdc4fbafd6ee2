"use client";

import { useTranslations } from "next-intl";
import { createContext, type ReactNode, use } from "react";
import { useFieldText } from "#components/shell/error-message";
import type { Modality } from "#lib/domain/content";
import { POINTS_SHAPE, type QuestionDraft, type TaskFaults, type TaskForm } from "./task-form";

type TaskFormContext = {
  form: TaskForm;
  modality: Modality;
  /** What people are answering already: the questions stay as they are. */
  areQuestionsFixed: boolean;
  set<F extends keyof TaskForm>(field: F, value: TaskForm[F]): void;
  setQuestion(at: number, change: Partial<QuestionDraft>): void;
  /** The fault at a place in words, once somebody tried to save. */
  errorAt(place: string): string | undefined;
};

const Context = createContext<TaskFormContext | null>(null);

export function useTaskForm(): TaskFormContext {
  const value = use(Context);
  if (!value) throw new Error("task fields stand inside a TaskFormProvider");
  return value;
}

type ProviderProps = {
  form: TaskForm;
  modality: Modality;
  areQuestionsFixed: boolean;
  faults: TaskFaults;
  isTried: boolean;
  onChange: (form: TaskForm) => void;
  children: ReactNode;
};

export function TaskFormProvider(props: ProviderProps) {
  const { form, modality, areQuestionsFixed, faults, isTried, onChange, children } = props;
  const t = useTranslations("project.form");
  const fieldText = useFieldText();
  const value: TaskFormContext = {
    form,
    modality,
    areQuestionsFixed,
    set: (field, fieldValue) => onChange({ ...form, [field]: fieldValue }),
    setQuestion: (at, change) =>
      onChange({
        ...form,
        questions: form.questions.map((one, index) => (index === at ? { ...one, ...change } : one)),
      }),
    errorAt: (place) => {
      const fault = faults[place];
      if (!fault || !isTried) return undefined;
      return fault === POINTS_SHAPE ? t("pointsShape") : fieldText(fault);
    },
  };
  return <Context value={value}>{children}</Context>;
}
