"use client";

import { clsx } from "clsx";
import { type ReactNode, useId } from "react";
import { FieldError } from "./field";

export type RadioOption<V extends string> = {
  value: V;
  label: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
};

type RadioGroupProps<V extends string> = {
  legend: ReactNode;
  hideLegend?: boolean;
  hint?: ReactNode;
  error?: ReactNode;
  /** Form field name; made up when missing. */
  name?: string;
  value: V | undefined;
  onChange: (value: V) => void;
  options: readonly RadioOption<V>[];
  /** "cards" gives each choice a box with room for its hint; "inline" stands in one line. */
  look?: "list" | "cards" | "inline";
  required?: boolean;
};

/** One of a few, as native radios in a fieldset. */
export function RadioGroup<V extends string>(props: RadioGroupProps<V>) {
  const { legend, hideLegend, hint, error, value, onChange, options, look = "list", required } = props;
  const id = useId();
  const name = props.name ?? id;
  return (
    <fieldset aria-describedby={[error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ") || undefined}>
      <legend className={clsx("mb-1.5 font-medium text-sm", hideLegend && "sr-only")}>{legend}</legend>
      {hint ? (
        <p id={`${id}-hint`} className="mb-2 text-muted text-sm">
          {hint}
        </p>
      ) : null}
      <div
        className={clsx(
          look === "cards" && "grid gap-2 sm:grid-cols-2",
          look === "inline" && "flex flex-wrap gap-x-5 gap-y-2",
          look === "list" && "flex flex-col gap-2",
        )}
      >
        {options.map((option) => (
          <label
            key={option.value}
            className={clsx(
              "flex items-start gap-2.5 text-base has-disabled:cursor-not-allowed has-disabled:text-faint",
              look === "cards" &&
                "rounded-md border border-edge/60 bg-surface p-3 transition-colors hover:border-edge has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-focus",
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
              disabled={option.disabled}
              required={required}
              className={clsx("mt-[0.32em] size-4 shrink-0", look === "cards" && "outline-none")}
            />
            <span>
              <span className={clsx(option.hint && "font-medium")}>{option.label}</span>
              {option.hint ? <span className="block text-muted text-sm">{option.hint}</span> : null}
            </span>
          </label>
        ))}
      </div>
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </fieldset>
  );
}
