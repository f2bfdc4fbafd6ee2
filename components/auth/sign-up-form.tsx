"use client";

import { MailCheck } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { api } from "#lib/client";
import { signUpFormSchema } from "#lib/domain/account";
import { safeNextPath } from "#lib/domain/next-path";
import { issuesOf } from "#lib/sent-error";
import { AccountFields } from "./account-fields";
import { Notice } from "./notice";
import { signInWithPassword } from "./session-request";
import { useQueryValue } from "./use-address";
import { textOf, useForm } from "./use-form";

/** Makes an account, then signs in, or says that a mail waits. */
export function SignUpForm() {
  const t = useTranslations("auth.signUp");
  const locale = useLocale();
  const next = safeNextPath(useQueryValue("next"), "/projects");
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm({
    schema: signUpFormSchema,
    read: (fields) => ({
      email: textOf(fields, "email"),
      handle: textOf(fields, "handle"),
      password: textOf(fields, "password"),
      locale,
    }),
    send: async (input) => {
      const answer = await api.user.signUp(input);
      if (answer.next === "confirm") return { isSent: true };
      const entered = await signInWithPassword(input.email, input.password);
      window.location.assign(entered.ok ? next : "/sign-in");
      return { isSent: false };
    },
    onDone: ({ isSent }, { email }) => (isSent ? setSentTo(email) : undefined),
  });
  if (sentTo) {
    return (
      <Notice icon={<MailCheck />} title={t("sentTitle")} hint={t("sentHint")}>
        {t("sent", { email: sentTo })}
      </Notice>
    );
  }
  return (
    <Card>
      <form {...form.formProps} className="flex flex-col gap-4">
        <ErrorMessage error={issuesOf(form.error).length > 0 ? null : form.error} />
        <AccountFields errorOf={form.errorOf} />
        <Button type="submit" variant="primary" size="lg" pending={form.pending || form.done}>
          {t("button")}
        </Button>
      </form>
    </Card>
  );
}
