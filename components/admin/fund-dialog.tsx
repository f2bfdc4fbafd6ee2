"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { textOf, useForm } from "#components/auth/use-form";
import { useToast } from "#components/ui/toast";
import { api, orpc } from "#lib/client";
import { amountTextSchema } from "#lib/domain/account";
import { pointsText } from "#lib/domain/points";
import { AmountField } from "./amount-field";
import { FormDialog } from "./form-dialog";
import type { FundingLine } from "./funding-view";
import { useRefresh } from "./use-act";
import { useAmountText } from "./use-amount-text";

const schema = z.strictObject({ amount: amountTextSchema });

/** Grants a project points from the treasury; filled in with what its owner asks for. */
export function FundDialog({ line, onClose }: { line: FundingLine; onClose: () => void }) {
  const t = useTranslations("admin.projects");
  const toast = useToast();
  const refresh = useRefresh();
  const amountText = useAmountText();
  const treasury = useQuery(orpc.admin.readTreasury.queryOptions({ input: {} }));
  // Made when the dialog opens: however often it is sent, it is this one grant.
  const [id] = useState(() => uuidv7());
  const form = useForm({
    schema,
    read: (fields) => ({ amount: textOf(fields, "amount") }),
    send: async ({ amount }) => {
      const grant = await api.admin.fund({ id, slug: line.slug, amount });
      await refresh();
      return grant;
    },
    onDone: ({ amount }) => {
      onClose();
      toast({ title: t("done", { amount: amountText(amount), name: line.name }), tone: "success" });
    },
  });
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t("fundTitle", { name: line.name })}
      description={t("fundText", {
        treasury: treasury.data ? amountText(treasury.data.treasury) : "…",
        requested: line.requested > 0 ? amountText(line.requested) : "–",
      })}
      action={t("fund")}
      form={form}
    >
      <AmountField error={form.errorOf("amount")} defaultValue={line.requested > 0 ? pointsText(line.requested) : ""} />
    </FormDialog>
  );
}
