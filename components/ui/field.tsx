"use client";

import { clsx } from "clsx";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { createContext, type ReactNode, use, useId } from "react";

type FieldIds = { id: string; describedBy: string | undefined; invalid: boolean; required: boolean };

const FieldContext = createContext<FieldIds | null>(null);

/** Attributes that tie a control to the Field around it; empty outside of one. */
export function useFieldProps() {
  const field = use(FieldContext);
  if (!field) return {};
  return {
    id: field.id,
    "aria-describedby": field.describedBy,
    "aria-invalid": field.invalid || undefined,
    "aria-required": field.required || undefined,
  };
}

type FieldProps = {
  label: ReactNode;
  /** How to fill it in; stays visible. */
  hint?: ReactNode;
  /** What is wrong and how to mend it. */
  error?: ReactNode;
  required?: boolean;
  /** Says "optional" beside the label; use it where most fields are required. */
  optional?: boolean;
  /** Beside the label, at the far end: a counter, a link. */
  aside?: ReactNode;
  /** Label for screen readers only. */
  hideLabel?: boolean;
  className?: string;
  children: ReactNode;
};

/** Label, control, hint and error, bound by ids. Put one Input, Textarea or Select inside. */
export function Field(props: FieldProps) {
  const { label, hint, error, required = false, optional = false, aside, hideLabel, className, children } = props;
  const t = useTranslations("common");
  const id = useId();
  const hintId = hint ? `${id}-hint` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  const describedBy = [errorId, hintId].filter(Boolean).join(" ") || undefined;
  return (
    <div className={clsx("flex flex-col gap-1.5", className)}>
      <div className={clsx("flex items-baseline justify-between gap-4", hideLabel && "sr-only")}>
        <label htmlFor={id} className="font-medium text-ink text-sm">
          {label}
          {optional ? <span className="ms-1.5 font-normal text-faint">{t("optional")}</span> : null}
        </label>
        {aside ? <span className="text-faint text-xs">{aside}</span> : null}
      </div>
      <FieldContext value={{ id, describedBy, invalid: Boolean(error), required }}>{children}</FieldContext>
      {hint ? (
        <p id={hintId} className="text-muted text-sm">
          {hint}
        </p>
      ) : null}
      <FieldError id={errorId}>{error}</FieldError>
    </div>
  );
}

/** The region stands in the page before the error does, so that screen readers announce it. */
export function FieldError({ id, children }: { id?: string; children?: ReactNode }) {
  return (
    <div aria-live="polite">
      {children ? (
        <p id={id} className="flex items-start gap-1.5 text-danger-text text-sm">
          <CircleAlert aria-hidden="true" className="mt-[0.2em] size-[1.1em] shrink-0" />
          <span>{children}</span>
        </p>
      ) : null}
    </div>
  );
}
