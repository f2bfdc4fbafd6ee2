"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { useToast } from "#components/ui/toast";
import { orpc } from "#lib/client";

/** Takes a contribution back, after asking. */
export function WithdrawButton({ id }: { id: string }) {
  const t = useTranslations("contribution.withdraw");
  const toast = useToast();
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const withdraw = useMutation({
    ...orpc.contribution.withdraw.mutationOptions(),
    onSuccess: () => {
      setAsking(false);
      toast({ title: t("done"), tone: "success" });
    },
    // Also when it was refused: its state is not what the page shows.
    onSettled: () => queryClient.invalidateQueries({ queryKey: orpc.contribution.key() }),
  });
  return (
    <>
      <Button icon={<Undo2 aria-hidden="true" />} onClick={() => setAsking(true)}>
        {t("action")}
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t("title")}
        description={t("text")}
        action={t("action")}
        danger
        pending={withdraw.isPending}
        onConfirm={() => withdraw.mutate({ id })}
      >
        {withdraw.error ? <ErrorMessage error={withdraw.error} /> : null}
      </ConfirmDialog>
    </>
  );
}
