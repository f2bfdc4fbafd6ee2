"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { textOf, useForm } from "#components/auth/use-form";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { useToast } from "#components/ui/toast";
import { api } from "#lib/client";
import { amountTextSchema, mintNoteSchema } from "#lib/domain/account";
import { AmountField } from "./amount-field";
import { FormDialog } from "./form-dialog";
import { useRefresh } from "./use-act";
import { useAmountText } from "./use-amount-text";

const schema = z.strictObject({ amount: amountTextSchema, note: mintNoteSchema });

/** Issues points into the treasury. */
export function MintDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("admin.treasury");
  const toast = useToast();
  const refresh = useRefresh();
  const amountText = useAmountText();
  // Made when the dialog opens: however often it is sent, points are issued once.
  const [id] = useState(() => uuidv7());
  const form = useForm({
    schema,
    read: (fields) => ({ amount: textOf(fields, "amount"), note: textOf(fields, "note") }),
    send: async (input) => {
      const grant = await api.admin.mint({ id, ...input });
      await refresh();
      return grant;
    },
    onDone: ({ amount }) => {
      onClose();
      toast({ title: t("done", { amount: amountText(amount) }), tone: "success" });
    },
  });
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t("mintTitle")}
      description={t("mintText")}
      action={t("mint")}
      form={form}
    >
      <AmountField error={form.errorOf("amount")} />
      <Field label={t("note")} hint={t("noteHint")} error={form.errorOf("note")} required>
        <Input name="note" autoComplete="off" />
      </Field>
    </FormDialog>
  );
}
