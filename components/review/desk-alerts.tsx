"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { LinkButton } from "#components/ui/link-button";
import type { ReviewDeskState } from "./use-desk";

type DeskAlertsProps = { state: ReviewDeskState; slug: string; onRetry: () => void; onDismiss: () => void };

/** What stands between the desk and the server, said as it is. */
export function DeskAlerts({ state, slug, onRetry, onDismiss }: DeskAlertsProps) {
  const t = useTranslations("review.state");
  const common = useTranslations("common");
  const textOf = useErrorText();
  const count = state.desk.outbox.length;
  const { refused, link } = state;
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
          {t("waitingText", { count })}
        </Alert>
      ) : null}
      {link === "signed_out" ? (
        <Alert
          tone="warning"
          live
          title={t("signedOut")}
          action={
            <LinkButton size="sm" href={`/sign-in?next=${encodeURIComponent(`/projects/${slug}/review`)}`}>
              {t("signIn")}
            </LinkButton>
          }
        >
          {t("signedOutText", { count })}
        </Alert>
      ) : null}
      {refused ? (
        <Alert
          tone="danger"
          live
          title={t(refused.op.kind === "undo" ? "refusedUndo" : refused.isOurs ? "refusedBack" : "refusedGone", {
            gist: refused.op.gist,
          })}
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
