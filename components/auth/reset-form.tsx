"use client";

import { useQuery } from "@tanstack/react-query";
import { Unlink } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { LinkButton } from "#components/ui/link-button";
import { SkeletonText } from "#components/ui/skeleton";
import { api, orpc } from "#lib/client";
import { resetSchema } from "#lib/domain/account";
import { reasonOf } from "#lib/sent-error";
import { Notice } from "./notice";
import { PasswordField } from "./password-field";
import { signInWithPassword } from "./session-request";
import { useFragment } from "./use-address";
import { textOf, useForm } from "./use-form";

/** Sets a new password by the link whose secret stands behind "#", then signs in with it. */
export function ResetForm() {
  const t = useTranslations("auth");
  const token = useFragment();
  const [password, setPassword] = useState("");
  const owner = useQuery({
    ...orpc.user.readResetLink.queryOptions({ input: { token: token ?? "" } }),
    // An address without its secret needs no asking: it is broken.
    enabled: Boolean(token),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const form = useForm({
    schema: resetSchema,
    read: (fields) => ({ token: token ?? "", password: textOf(fields, "password") }),
    send: async (input) => {
      const { email } = await api.user.resetPassword(input);
      const entered = await signInWithPassword(email, input.password);
      window.location.assign(entered.ok ? "/account" : "/sign-in");
    },
  });
  const isRefused = [owner.error, form.error].some((error) => error && reasonOf(error) === "auth.link_invalid");
  if (isRefused || token === "") return <BrokenLink />;
  if (owner.error) return <ErrorMessage error={owner.error} onRetry={() => owner.refetch()} />;
  if (!owner.data) {
    return (
      <Card aria-busy="true" aria-label={t("reset.checking")}>
        <SkeletonText lines={4} />
      </Card>
    );
  }
  return (
    <Card>
      <form {...form.formProps} className="flex flex-col gap-4">
        <p className="break-words text-muted text-sm">{t("reset.lead", { email: owner.data.email })}</p>
        {/* For password managers: which account the new password belongs to. */}
        <input type="hidden" name="username" autoComplete="username" value={owner.data.email} />
        <ErrorMessage error={form.errorOf("password") ? null : form.error} />
        <PasswordField
          name="password"
          label={t("field.newPassword")}
          error={form.errorOf("password")}
          fresh
          known={[owner.data.email, owner.data.email.split("@")[0] ?? ""]}
          value={password}
          onValue={setPassword}
        />
        <Button type="submit" variant="primary" size="lg" pending={form.pending || form.done}>
          {t("reset.button")}
        </Button>
        <p role="status" className="sr-only">
          {form.done ? t("reset.done") : ""}
        </p>
      </form>
    </Card>
  );
}

function BrokenLink() {
  const t = useTranslations("auth.reset");
  return (
    <Notice
      icon={<Unlink />}
      title={t("brokenTitle")}
      action={
        <LinkButton href="/forgot" variant="primary">
          {t("again")}
        </LinkButton>
      }
    >
      {t("broken")}
    </Notice>
  );
}
