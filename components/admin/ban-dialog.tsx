"use client";

import { useTranslations } from "next-intl";
import { z } from "zod";
import { textOf, useForm } from "#components/auth/use-form";
import { Field } from "#components/ui/field";
import { Textarea } from "#components/ui/textarea";
import { useToast } from "#components/ui/toast";
import { api } from "#lib/client";
import { banReasonSchema } from "#lib/domain/account";
import { FormDialog } from "./form-dialog";
import { useRefresh } from "./use-act";
import type { UserDetail } from "./user-view";

const schema = z.strictObject({ reason: banReasonSchema });

export function BanDialog({ user, open, onClose }: { user: UserDetail; open: boolean; onClose: () => void }) {
  return open ? <OpenDialog user={user} onClose={onClose} /> : null;
}

function OpenDialog({ user, onClose }: { user: UserDetail; onClose: () => void }) {
  const t = useTranslations("admin.user");
  const toast = useToast();
  const refresh = useRefresh();
  const form = useForm({
    schema,
    read: (fields) => ({ reason: textOf(fields, "reason") }),
    send: async ({ reason }) => {
      await api.admin.banUser({ userId: user.id, reason });
      await refresh();
    },
    onDone: () => {
      onClose();
      toast({ title: t("banned", { handle: user.handle }), tone: "success" });
    },
  });
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t("banTitle", { handle: user.handle })}
      description={t("banText")}
      action={t("ban")}
      danger
      form={form}
    >
      <Field label={t("banReason")} error={form.errorOf("reason")} required>
        <Textarea name="reason" rows={2} />
      </Field>
    </FormDialog>
  );
}
