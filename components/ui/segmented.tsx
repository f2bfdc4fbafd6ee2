"use client";

import { clsx } from "clsx";
import type { ReactNode } from "react";

type SegmentedProps<V extends string> = {
  label: string;
  value: V;
  onChange: (value: V) => void;
  options: readonly { value: V; label: ReactNode }[];
  className?: string;
};

/** A few exclusive views of the same thing: day, week, month. */
export function Segmented<V extends string>({ label, value, onChange, options, className }: SegmentedProps<V>) {
  return (
    <fieldset className={clsx("inline-flex rounded-md border border-line bg-sunken p-0.5", className)}>
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={value === option.value}
          onClick={() => onChange(option.value)}
          className="rounded-sm px-2.5 py-1 font-medium text-muted text-sm whitespace-nowrap transition-colors hover:text-ink aria-pressed:bg-surface aria-pressed:text-ink aria-pressed:shadow-card"
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
