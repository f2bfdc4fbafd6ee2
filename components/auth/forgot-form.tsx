"use client";

import { useQuery } from "@tanstack/react-query";
import { MailCheck, MailX } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { api, orpc } from "#lib/client";
import { requestResetSchema } from "#lib/domain/account";
import { Notice } from "./notice";
import { textOf, useForm } from "./use-form";

/** Asks for a reset link; where no mail can be sent, says who helps instead. */
export function ForgotForm() {
  const t = useTranslations("auth");
  const locale = useLocale();
  const [sentTo, setSentTo] = useState<string>();
  const options = useQuery(orpc.account.signInOptions.queryOptions({ input: {} }));
  const form = useForm({
    schema: requestResetSchema,
    read: (fields) => ({ email: textOf(fields, "email"), locale }),
    send: (input) => api.user.requestReset(input),
    onDone: (_, { email }) => setSentTo(email),
  });
  if (options.data && !options.data.mail) {
    return (
      <Notice icon={<MailX />} title={t("forgot.noMailTitle")}>
        {t("forgot.noMail")}
      </Notice>
    );
  }
  if (sentTo) {
    return (
      <Notice icon={<MailCheck />} title={t("forgot.sentTitle")} hint={t("signUp.sentHint")}>
        {t("forgot.sent", { email: sentTo })}
      </Notice>
    );
  }
  return (
    <Card>
      <form {...form.formProps} className="flex flex-col gap-4">
        <ErrorMessage error={form.errorOf("email") ? null : form.error} />
        <Field label={t("field.email")} error={form.errorOf("email")} required>
          <Input name="email" type="email" inputMode="email" autoComplete="username" />
        </Field>
        <Button type="submit" variant="primary" size="lg" pending={form.pending}>
          {t("forgot.button")}
        </Button>
      </form>
    </Card>
  );
}
