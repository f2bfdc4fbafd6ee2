"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { PasswordField } from "#components/auth/password-field";
import { signInWithPassword } from "#components/auth/session-request";
import { useForm } from "#components/auth/use-form";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { useToast } from "#components/ui/toast";
import { api } from "#lib/client";
import { changePasswordSchema } from "#lib/domain/account";
import { issuesOf } from "#lib/sent-error";
import { useMe } from "./use-me";

/** Changes the password; this browser signs in again with the new one, all others are out. */
export function PasswordCard() {
  const t = useTranslations("account.password");
  const locale = useLocale();
  const toast = useToast();
  const me = useMe();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const form = useForm({
    schema: changePasswordSchema,
    read: () => ({ current: me?.hasPassword ? current : "", next, locale }),
    send: async (input) => {
      const { email } = await api.account.changePassword(input);
      const entered = await signInWithPassword(email, input.next);
      if (!entered.ok) window.location.assign("/sign-in?next=/account/security");
    },
    onDone: () => {
      setCurrent("");
      setNext("");
      toast({ title: t("done"), tone: "success" });
    },
  });
  if (!me) return null;
  return (
    <Card title={me.hasPassword ? t("title") : t("setTitle")}>
      <form {...form.formProps} className="flex max-w-xl flex-col gap-4">
        <p className="text-muted text-sm">{me.hasPassword ? t("lead") : t("setLead")}</p>
        <input type="hidden" name="username" autoComplete="username" value={me.email} />
        <ErrorMessage error={issuesOf(form.error).length > 0 ? null : form.error} />
        {me.hasPassword ? (
          <PasswordField
            name="current"
            label={t("current")}
            error={form.errorOf("current")}
            value={current}
            onValue={setCurrent}
          />
        ) : null}
        <PasswordField
          name="next"
          label={t("next")}
          error={form.errorOf("next")}
          fresh
          known={[me.email, me.email.split("@")[0] ?? "", me.handle, me.name ?? ""]}
          value={next}
          onValue={setNext}
        />
        <div>
          <Button type="submit" variant="primary" pending={form.pending}>
            {me.hasPassword ? t("change") : t("set")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
