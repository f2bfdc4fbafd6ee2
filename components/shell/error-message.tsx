"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useCallback } from "react";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { faultOf, readFault } from "#lib/domain/issue";
import { issuesOf, messageValues, readSentError } from "#lib/sent-error";

type ErrorMessageProps = {
  /** Whatever a query or a mutation threw; nothing is drawn without it. */
  error: unknown;
  /** Draws a button that tries again. */
  onRetry?: () => void;
  action?: ReactNode;
  /** True where each field shows its own issue, so that they are not listed twice. */
  hideIssues?: boolean;
  className?: string;
};

/** An error in the flow of the page, in the reader's language, announced when it appears. */
export function ErrorMessage({ error, onRetry, action, hideIssues = false, className }: ErrorMessageProps) {
  const t = useTranslations("error");
  const common = useTranslations("common");
  const textOf = useErrorText();
  const fieldText = useFieldText();
  if (!error) return null;
  const issues = hideIssues ? [] : issuesOf(error);
  const retry = onRetry ? (
    <Button variant="secondary" size="sm" onClick={onRetry}>
      {common("retry")}
    </Button>
  ) : null;
  return (
    <Alert tone="danger" title={t("title")} action={action ?? retry} live className={className}>
      <p>{textOf(error)}</p>
      {issues.length > 0 ? (
        <ul className="mt-1 list-disc ps-5">
          {issues.map((issue) => (
            <li key={`${issue.path} ${issue.message}`}>
              {issue.path ? <code className="me-1.5 font-mono">{issue.path}</code> : null}
              {fieldText(faultOf(issue))}
            </li>
          ))}
        </ul>
      ) : null}
    </Alert>
  );
}

/** Any error as one sentence, for toasts and places of their own. */
export function useErrorText(): (error: unknown) => string {
  const t = useTranslations("error");
  return useCallback(
    (error) => {
      const { reason, details } = readSentError(error);
      return t(reason, messageValues(details));
    },
    [t],
  );
}

/** The sentence for a schema's message key, alone or with its limit ("too_long:280"), for checks as you type. */
export function useFieldText(): (fault: string) => string {
  const t = useTranslations("error.field");
  return useCallback(
    (fault) => {
      const { key, limit } = readFault(fault);
      return t(isFieldKey(t, key) ? key : "wrong_type", { limit });
    },
    [t],
  );
}

/** For `<Field error={errorOf("slug")}>`: the first issue that stands at that place of the input, or below it. */
export function useFieldErrors(error: unknown): (path: string) => string | undefined {
  const fieldText = useFieldText();
  const issues = issuesOf(error);
  return (path) => {
    const issue = issues.find((candidate) => candidate.path === path || candidate.path.startsWith(`${path}.`));
    return issue && fieldText(faultOf(issue));
  };
}

type FieldTranslator = ReturnType<typeof useTranslations<"error.field">>;
type FieldKey = Parameters<FieldTranslator>[0];

function isFieldKey(t: FieldTranslator, key: string): key is FieldKey {
  return t.has(key as FieldKey);
}
