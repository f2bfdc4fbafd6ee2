"use client";

import { useTranslations } from "next-intl";
import { createContext, type ReactNode, use, useState } from "react";
import { useFieldText } from "#components/shell/error-message";
import { type Faults, type FormField, POINTS_SHAPE, type ProjectForm } from "./form-state";

type FormContextValue = {
  form: ProjectForm;
  set<F extends FormField>(field: F, value: ProjectForm[F]): void;
  /** The fault of a field in words, once the person has been there. */
  errorOf(field: FormField): string | undefined;
  /** The person has left the field: from now on its fault is shown. */
  touch(field: FormField): void;
};

const FormContext = createContext<FormContextValue | null>(null);

/** The form around the fields. */
export function useProjectForm(): FormContextValue {
  const value = use(FormContext);
  if (!value) throw new Error("project fields stand inside a ProjectFormProvider");
  return value;
}

type ProviderProps = {
  form: ProjectForm;
  onChange: (form: ProjectForm) => void;
  faults: Faults;
  /** Shows every fault: somebody tried to go on. */
  isTried: boolean;
  children: ReactNode;
};

export function ProjectFormProvider({ form, onChange, faults, isTried, children }: ProviderProps) {
  const faultText = useFaultText();
  const [touched, setTouched] = useState<ReadonlySet<FormField>>(new Set());
  const value: FormContextValue = {
    form,
    set: (field, fieldValue) => onChange({ ...form, [field]: fieldValue }),
    touch: (field) => setTouched((old) => (old.has(field) ? old : new Set([...old, field]))),
    errorOf: (field) => {
      const fault = faults[field];
      return fault && (isTried || touched.has(field)) ? faultText(fault) : undefined;
    },
  };
  return <FormContext value={value}>{children}</FormContext>;
}

/** The sentence for a fault of the form. */
export function useFaultText(): (fault: string) => string {
  const t = useTranslations("project.form");
  const fieldText = useFieldText();
  return (fault) => (fault === POINTS_SHAPE ? t("pointsShape") : fieldText(fault));
}
