"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef } from "react";
import type { z } from "zod";
import { useFieldErrors } from "#components/shell/error-message";
import { AppError } from "#lib/domain/error";
import { ownIssue } from "#lib/domain/issue";

/**
 * A form that checks by the domain's schema, sends once whatever is clicked, and leads to the first field that is wrong. `read` makes
 * the raw input from the form's fields.
 */
export function useForm<Schema extends z.ZodType, Result>(options: {
  schema: Schema;
  read: (fields: FormData) => z.input<Schema>;
  send: (input: z.output<Schema>) => Promise<Result>;
  onDone?: (result: Result, input: z.output<Schema>) => void;
}) {
  const { schema, read, send, onDone } = options;
  const form = useRef<HTMLFormElement>(null);
  // A double click is over before React has drawn that the first one is under way.
  const isBusy = useRef(false);
  const mutation = useMutation({
    mutationFn: async (fields: FormData) => {
      const input = parse(schema, read(fields));
      return { result: await send(input), input };
    },
    onSuccess: ({ result, input }) => onDone?.(result, input),
    onSettled: () => {
      isBusy.current = false;
    },
  });
  const { error, isPending, isSuccess, mutate, reset } = mutation;
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [error]);
  return {
    error,
    reset,
    pending: isPending,
    done: isSuccess,
    errorOf: useFieldErrors(error),
    formProps: {
      ref: form,
      noValidate: true,
      onSubmit: (event: FormEvent<HTMLFormElement>) => {
        event.preventDefault();
        if (isBusy.current) return;
        isBusy.current = true;
        mutate(new FormData(event.currentTarget));
      },
    },
  };
}

function parse<Schema extends z.ZodType>(schema: Schema, raw: unknown): z.output<Schema> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new AppError("input.invalid", { details: { issues: parsed.error.issues.map(ownIssue) } });
}

/** A field's text; "" when it is not there. */
export function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value : "";
}
