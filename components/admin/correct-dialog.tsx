"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { textOf, useForm } from "#components/auth/use-form";
import { CharCount } from "#components/ui/char-count";
import { Field } from "#components/ui/field";
import { Textarea } from "#components/ui/textarea";
import { useToast } from "#components/ui/toast";
import { api } from "#lib/client";
import { correctionReasonSchema } from "#lib/domain/account";
import { limits } from "#lib/domain/limits";
import { FormDialog } from "./form-dialog";
import type { PaidLine } from "./paid-list";
import { useRefresh } from "./use-act";
import { useAmountText } from "./use-amount-text";

const schema = z.strictObject({ reason: correctionReasonSchema });

/** Takes one award or fee back, with a reason that the person will read. */
export function CorrectDialog(props: { line: PaidLine; handle: string; onClose: () => void }) {
  const { line, handle, onClose } = props;
  const t = useTranslations("admin.paid");
  const toast = useToast();
  const refresh = useRefresh();
  const amount = useAmountText()(line.amount);
  // Made when the dialog opens: however often it is sent, it is this one correction.
  const [id] = useState(() => uuidv7());
  const [reason, setReason] = useState("");
  const form = useForm({
    schema,
    read: (fields) => ({ reason: textOf(fields, "reason") }),
    send: async (input) => {
      await api.admin.correct({ id, transferId: line.id, ...input });
      await refresh();
    },
    onDone: () => {
      onClose();
      toast({ title: t("done", { amount }), tone: "success" });
    },
  });
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t("correctTitle", { amount })}
      description={t("correctText", { handle, project: line.project?.name ?? "" })}
      action={t("correct")}
      danger
      form={form}
    >
      <Field
        label={t("reason")}
        hint={t("reasonHint")}
        error={form.errorOf("reason")}
        aside={<CharCount text={reason} max={limits.feedbackChars} />}
        required
      >
        <Textarea name="reason" rows={3} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
