"use client";

import { clsx } from "clsx";
import type { ComponentProps } from "react";
import { useFieldProps } from "./field";
import { controlClass } from "./input";
import { useEarlyText } from "./use-early-text";

/** Grows with its text where the browser can; `rows` is the least. Set `lang` to the language of the content. */
export function Textarea({ className, rows = 4, ...rest }: ComponentProps<"textarea">) {
  const field = useFieldProps();
  useEarlyText(field.id);
  return (
    <textarea
      {...field}
      rows={rows}
      {...rest}
      className={clsx(controlClass, "field-sizing-content max-h-[70vh] resize-y py-2", className)}
      style={{ minHeight: `calc(${rows} * 1lh + 1.125rem)`, ...rest.style }}
    />
  );
}
