"use client";

import type { ChangeEvent, ReactNode } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Textarea } from "#components/ui/textarea";

type TableImportProps = {
  title: string;
  label: string;
  hint: string;
  /** What is wrong with the table as a whole. */
  fault: string | undefined;
  text: string;
  onText: (text: string) => void;
  /** What the file dialog offers. */
  accept: string;
  choose: string;
  send: string;
  isPending: boolean;
  isDisabled: boolean;
  /** Why it cannot be sent, where the reason is not the table. */
  why?: string | undefined;
  onSend: () => void;
  error: unknown;
  /** What became of the rows: a title, and a line for each that was refused. */
  outcome: { title: string; lead?: string; lines: { key: string; text: string }[] } | undefined;
  /** Asked for before the table. */
  children?: ReactNode;
};

/** Rows that are pasted or chosen as a file, sent, and told of. */
export function TableImport(props: TableImportProps) {
  const { outcome } = props;
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0];
    if (file) props.onText(await file.text());
    target.value = "";
  };
  return (
    <Card title={props.title}>
      <div className="flex flex-col gap-4">
        {props.children}
        <Field label={props.label} hint={props.hint} error={props.fault}>
          <Textarea
            rows={6}
            value={props.text}
            onChange={(event) => props.onText(event.target.value)}
            className="font-mono text-sm"
          />
        </Field>
        <div className="flex flex-wrap items-center gap-3">
          <Button
            variant="primary"
            pending={props.isPending}
            disabled={props.isDisabled}
            disabledReason={props.why}
            onClick={props.onSend}
          >
            {props.send}
          </Button>
          <label className="link cursor-pointer text-sm focus-within:outline-2">
            {props.choose}
            <input type="file" accept={props.accept} className="sr-only" onChange={choose} />
          </label>
        </div>
        <ErrorMessage error={props.error} />
        {outcome ? (
          <Alert tone={outcome.lines.length > 0 ? "warning" : "success"} live title={outcome.title}>
            {outcome.lines.length > 0 ? (
              <>
                {outcome.lead ? <p>{outcome.lead}</p> : null}
                <ul className="mt-1 list-disc ps-5">
                  {outcome.lines.map(({ key, text }) => (
                    <li key={key}>{text}</li>
                  ))}
                </ul>
              </>
            ) : null}
          </Alert>
        ) : null}
      </div>
    </Card>
  );
}
