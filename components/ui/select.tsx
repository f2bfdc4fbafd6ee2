"use client";

import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { useFieldProps } from "./field";
import { controlClass } from "./input";

export type SelectOption = { value: string; label: string; disabled?: boolean };

type SelectProps = Omit<ComponentProps<"select">, "children" | "size"> & {
  options: readonly SelectOption[];
  /** First, unselectable choice while nothing is chosen. */
  placeholder?: string;
  onValueChange?: (value: string) => void;
  /** Smaller, as wide as its words: for filters above a list. */
  dense?: boolean;
};

/** The platform's own select: the best one on phones, with keyboards and with screen readers. */
export function Select(props: SelectProps) {
  const { options, placeholder, onValueChange, onChange, dense = false, className, ...rest } = props;
  const field = useFieldProps();
  return (
    <span className={clsx("relative inline-flex", dense ? "w-auto" : "w-full", className)}>
      <select
        {...field}
        {...rest}
        onChange={(event) => {
          onChange?.(event);
          onValueChange?.(event.target.value);
        }}
        className={clsx(controlClass, "appearance-none truncate pe-9", dense ? "h-8 text-sm" : "h-10")}
      >
        {placeholder !== undefined ? (
          <option value="" disabled>
            {placeholder}
          </option>
        ) : null}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute end-2.5 top-1/2 size-4 -translate-y-1/2 text-muted"
      />
    </span>
  );
}
