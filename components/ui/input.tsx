"use client";

import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { useFieldProps } from "./field";
import { useEarlyText } from "./use-early-text";

export const controlClass =
  "w-full rounded-md border border-edge bg-surface px-3 text-ink text-base transition-colors hover:border-ink focus-visible:border-focus focus-visible:outline-1 focus-visible:outline-offset-0 aria-invalid:border-danger disabled:bg-sunken disabled:text-muted read-only:not-[select]:bg-sunken";

type InputProps = ComponentProps<"input"> & {
  /** Fixed text inside the box, before and after what is typed. */
  prefix?: ReactNode;
  suffix?: ReactNode;
};

export function Input({ className, prefix, suffix, ...rest }: InputProps) {
  const field = useFieldProps();
  useEarlyText(field.id);
  const input = <input {...field} {...rest} className={clsx(controlClass, "h-10", className)} />;
  if (!prefix && !suffix) return input;
  return (
    <div className="flex h-10 items-center rounded-md border border-edge bg-surface text-base transition-colors focus-within:border-focus focus-within:outline-1 focus-within:outline-focus hover:border-ink has-aria-invalid:border-danger">
      {prefix ? <span className="ps-3 text-muted">{prefix}</span> : null}
      <input
        {...field}
        {...rest}
        className={clsx(
          "h-full min-w-0 grow bg-transparent text-ink outline-none",
          prefix ? "ps-1" : "ps-3",
          suffix ? "pe-1" : "pe-3",
          className,
        )}
      />
      {suffix ? <span className="pe-3 text-muted">{suffix}</span> : null}
    </div>
  );
}
