"use client";

import { useQuery } from "@tanstack/react-query";
import { Unlink } from "lucide-react";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { LinkButton } from "#components/ui/link-button";
import { SkeletonText } from "#components/ui/skeleton";
import { api, orpc } from "#lib/client";
import { setupSchema } from "#lib/domain/account";
import { issuesOf, reasonOf } from "#lib/sent-error";
import { AccountFields } from "./account-fields";
import { Notice } from "./notice";
import { signInWithPassword } from "./session-request";
import { useFragment } from "./use-address";
import { textOf, useForm } from "./use-form";

/** Makes the first admin by the link that the server printed at its start, then signs in. */
export function SetupForm() {
  const t = useTranslations("auth.setup");
  const token = useFragment();
  const link = useQuery({
    ...orpc.user.checkSetup.queryOptions({ input: { token: token ?? "" } }),
    // An address without its secret needs no asking: it is broken.
    enabled: Boolean(token),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const form = useForm({
    schema: setupSchema,
    read: (fields) => ({
      token: token ?? "",
      email: textOf(fields, "email"),
      handle: textOf(fields, "handle"),
      password: textOf(fields, "password"),
    }),
    send: async (input) => {
      const { email } = await api.user.completeSetup(input);
      const entered = await signInWithPassword(email, input.password);
      window.location.assign(entered.ok ? "/admin" : "/sign-in");
    },
  });
  const isRefused = [link.error, form.error].some((error) => error && reasonOf(error) === "auth.link_invalid");
  if (isRefused || token === "") {
    return (
      <Notice
        icon={<Unlink />}
        title={t("brokenTitle")}
        action={<LinkButton href="/sign-in">{t("signIn")}</LinkButton>}
      >
        {t("broken")}
      </Notice>
    );
  }
  if (link.error) return <ErrorMessage error={link.error} onRetry={() => link.refetch()} />;
  if (!link.data) {
    return (
      <Card aria-busy="true" aria-label={t("checking")}>
        <SkeletonText lines={6} />
      </Card>
    );
  }
  return (
    <Card>
      <form {...form.formProps} className="flex flex-col gap-4">
        <p className="text-muted">{t("lead")}</p>
        <ErrorMessage error={issuesOf(form.error).length > 0 ? null : form.error} />
        <AccountFields errorOf={form.errorOf} />
        <Button type="submit" variant="primary" size="lg" pending={form.pending || form.done}>
          {t("button")}
        </Button>
        <p role="status" className="sr-only">
          {form.done ? t("done") : ""}
        </p>
      </form>
    </Card>
  );
}
