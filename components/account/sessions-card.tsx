"use client";

import { useMutation } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { signOut } from "#components/auth/session-request";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { api } from "#lib/client";

/** Ends all sessions at once. */
export function SessionsCard() {
  const t = useTranslations("account.sessions");
  const [open, setOpen] = useState(false);
  const end = useMutation({
    mutationFn: async () => {
      await api.account.signOutEverywhere({});
      await signOut();
    },
    onError: () => setOpen(false),
  });
  return (
    <Card title={t("title")}>
      <p className="max-w-xl text-muted text-sm">{t("lead")}</p>
      <ErrorMessage error={end.error} className="mt-3" />
      <Button className="mt-4" icon={<LogOut aria-hidden="true" />} onClick={() => setOpen(true)}>
        {t("button")}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t("confirmTitle")}
        description={t("confirm")}
        action={t("button")}
        onConfirm={() => end.mutate()}
        pending={end.isPending || end.isSuccess}
      />
    </Card>
  );
}
