"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Eraser } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormDialog } from "#components/admin/form-dialog";
import { textOf, useForm } from "#components/auth/use-form";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { Textarea } from "#components/ui/textarea";
import { useToast } from "#components/ui/toast";
import { type ApiOutputs, api, orpc } from "#lib/client";
import { eraseInputSchema, imposedCauses } from "#lib/domain/erasure";
import { ErasureTerms } from "./erasure-terms";

type Item = ApiOutputs["contribution"]["get"];

/** Erases a contribution, after saying what goes and what stays; whoever is not its author names a cause. */
export function EraseButton({ item }: { item: Item }) {
  const t = useTranslations("erasure");
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button icon={<Eraser aria-hidden="true" />} onClick={() => setAsking(true)}>
        {t(item.canErase === "own" ? "action" : "actionForCause")}
      </Button>
      {isAsking ? <EraseDialog item={item} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function EraseDialog({ item, onClose }: { item: Item; onClose: () => void }) {
  const t = useTranslations("erasure");
  const toast = useToast();
  const queryClient = useQueryClient();
  const isOwn = item.canErase === "own";
  const isOpen = item.status === "in_review" || item.status === "changes_requested";
  const form = useForm({
    schema: eraseInputSchema,
    read: (fields) =>
      isOwn
        ? { id: item.id }
        : { id: item.id, cause: textOf(fields, "cause") as "privacy", note: textOf(fields, "note") },
    send: (input) => api.contribution.erase(input),
    onDone: async () => {
      onClose();
      toast({ title: t("done"), tone: "success" });
      await queryClient.invalidateQueries({ queryKey: orpc.contribution.key() });
    },
  });
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t(isOwn ? "title" : "titleForCause")}
      description={t("text")}
      action={t("confirm")}
      danger
      form={form}
    >
      <ErasureTerms isOpen={isOpen} />
      {isOwn ? null : (
        <>
          <Field label={t("causeLabel")} error={form.errorOf("cause")} required>
            <Select
              name="cause"
              placeholder={t("causeChoose")}
              options={imposedCauses.map((cause) => ({ value: cause, label: t(`cause.${cause}`) }))}
            />
          </Field>
          <Field label={t("note")} hint={t("noteHint")} error={form.errorOf("note")} required>
            <Textarea name="note" rows={2} />
          </Field>
        </>
      )}
    </FormDialog>
  );
}
