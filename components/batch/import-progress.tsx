"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { Progress } from "#components/ui/progress";
import { Stat, StatRow } from "#components/ui/stat";
import { type ApiOutputs, orpc } from "#lib/client";

type Batch = ApiOutputs["batch"]["get"];

/** How far a running import is, row by row. */
export function ImportProgress({ batch }: { batch: Batch }) {
  const t = useTranslations("import.run");
  const format = useFormatter();
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const cancel = useMutation({
    ...orpc.batch.cancel.mutationOptions(),
    onSuccess: (view) => queryClient.setQueryData(orpc.batch.get.queryKey({ input: { id: batch.id } }), view),
    onSettled: () => {
      setAsking(false);
      void queryClient.invalidateQueries({ queryKey: orpc.batch.key() });
    },
  });
  const share = batch.sizeBytes > 0 ? batch.readBytes / batch.sizeBytes : 0;
  const progress = t("progress", { percent: share });
  return (
    <Card
      title={t("title", { file: batch.fileName })}
      action={
        <Button size="sm" variant="ghost" onClick={() => setAsking(true)}>
          {t("cancel")}
        </Button>
      }
    >
      <Progress
        label={t("title", { file: batch.fileName })}
        value={Math.round(share * 100)}
        valueText={progress}
        className="h-2.5"
      />
      <p className="tabular mt-2 text-muted text-sm">
        {progress} · {t("leave")}
      </p>
      <StatRow className="mt-5">
        <Stat label={t("taken")} value={format.number(batch.acceptedRows)} />
        <Stat label={t("refused")} value={format.number(batch.refusedRows)} />
      </StatRow>
      {cancel.error ? <ErrorMessage error={cancel.error} className="mt-4" /> : null}
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t("cancelTitle")}
        description={t("cancelText")}
        action={t("cancelAction")}
        danger
        pending={cancel.isPending}
        onConfirm={() => cancel.mutate({ id: batch.id })}
      />
    </Card>
  );
}
