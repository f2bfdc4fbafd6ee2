"use client";

import { useMutation } from "@tanstack/react-query";
import { CircleCheck, Unlink } from "lucide-react";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { LinkButton } from "#components/ui/link-button";
import { api } from "#lib/client";
import { reasonOf } from "#lib/sent-error";
import { Notice } from "./notice";
import { useFragment } from "./use-address";

/** Confirms by a press, not by opening: programs that look into mail open links too. */
export function ConfirmPanel() {
  const t = useTranslations("auth");
  const token = useFragment();
  const confirm = useMutation({ mutationFn: () => api.user.confirmEmail({ token: token ?? "" }) });
  if (confirm.data) {
    return (
      <Notice
        icon={<CircleCheck />}
        title={t("confirm.doneTitle")}
        action={
          <LinkButton href="/sign-in" variant="primary">
            {t("confirm.signIn")}
          </LinkButton>
        }
      >
        {t("confirm.done", { email: confirm.data.email })}
      </Notice>
    );
  }
  if (token === "" || (confirm.error && reasonOf(confirm.error) === "auth.link_invalid")) {
    return (
      <Notice
        icon={<Unlink />}
        title={t("reset.brokenTitle")}
        action={
          <LinkButton href="/sign-in" variant="primary">
            {t("confirm.again")}
          </LinkButton>
        }
      >
        {t("reset.broken")}
      </Notice>
    );
  }
  return (
    <Card>
      <div className="flex flex-col gap-4">
        <ErrorMessage error={confirm.error} />
        <Button variant="primary" size="lg" pending={confirm.isPending} onClick={() => confirm.mutate()}>
          {t("confirm.button")}
        </Button>
      </div>
    </Card>
  );
}
