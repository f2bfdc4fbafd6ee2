"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { LinkButton } from "#components/ui/link-button";
import type { DeskLink } from "./desk-store";

type DeskAlertsProps = {
  link: DeskLink;
  /** What is kept in this browser, in the desk's own words. */
  waitingText: string;
  signedOutText: string;
  refused: { title: string; error: unknown } | null;
  /** Where to come back to after signing in. */
  next: string;
  onRetry: () => void;
  onDismiss: () => void;
};

/** What stands between the desk and the server, said as it is. */
export function DeskAlerts(props: DeskAlertsProps) {
  const { link, waitingText, signedOutText, refused, next, onRetry, onDismiss } = props;
  const t = useTranslations("review.state");
  const common = useTranslations("common");
  const textOf = useErrorText();
  return (
    <div className="flex flex-col gap-2 empty:hidden">
      {link === "waiting" ? (
        <Alert
          tone="warning"
          live
          title={t("waiting")}
          action={
            <Button size="sm" onClick={onRetry}>
              {t("retry")}
            </Button>
          }
        >
          {waitingText}
        </Alert>
      ) : null}
      {link === "signed_out" ? (
        <Alert
          tone="warning"
          live
          title={t("signedOut")}
          action={
            <LinkButton size="sm" href={`/sign-in?next=${encodeURIComponent(next)}`}>
              {t("signIn")}
            </LinkButton>
          }
        >
          {signedOutText}
        </Alert>
      ) : null}
      {refused ? (
        <Alert
          tone="danger"
          live
          title={refused.title}
          action={
            <Button size="sm" onClick={onDismiss}>
              {common("close")}
            </Button>
          }
        >
          {textOf(refused.error)}
        </Alert>
      ) : null}
    </div>
  );
}
