"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { textOf, useForm } from "#components/auth/use-form";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { Dialog } from "#components/ui/dialog";
import { Field, FieldError } from "#components/ui/field";
import { Hash } from "#components/ui/hash";
import { Input } from "#components/ui/input";
import { Select } from "#components/ui/select";
import { api, orpc } from "#lib/client";
import { limits } from "#lib/domain/limits";
import { tokenScopes } from "#lib/domain/policy";
import { createTokenSchema } from "#lib/domain/token";
import { issuesOf } from "#lib/sent-error";

type NewTokenProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** Asks for name, scopes and expiry; then shows the secret, once. */
export function NewToken({ open, onOpenChange }: NewTokenProps) {
  const t = useTranslations("account.tokens");
  const [secret, setSecret] = useState<string>();
  const close = (isOpen: boolean) => {
    onOpenChange(isOpen);
    if (!isOpen) setSecret(undefined);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={secret ? t("secretTitle") : t("newTitle")}
      footer={
        secret ? (
          <Button variant="primary" onClick={() => close(false)}>
            {t("copied")}
          </Button>
        ) : undefined
      }
    >
      {secret ? <Secret secret={secret} /> : <TokenForm onMade={setSecret} />}
    </Dialog>
  );
}

function Secret({ secret }: { secret: string }) {
  const t = useTranslations("account.tokens");
  return (
    <div className="flex flex-col gap-3">
      <Alert tone="warning" live>
        {t("secretText")}
      </Alert>
      <p className="rounded-md bg-sunken px-3 py-2.5">
        <Hash value={secret} show="all" what={t("secret")} />
      </p>
    </div>
  );
}

function TokenForm({ onMade }: { onMade: (secret: string) => void }) {
  const t = useTranslations("account.tokens");
  const queryClient = useQueryClient();
  const form = useForm({
    schema: createTokenSchema,
    read: (fields) => ({
      name: textOf(fields, "name"),
      scopes: tokenScopes.filter((scope) => fields.has(`scope-${scope}`)),
      expiresInDays: textOf(fields, "expiry") === "never" ? null : Number(textOf(fields, "expiry")),
    }),
    send: (input) => api.token.create(input),
    onDone: ({ secret }) => {
      void queryClient.invalidateQueries({ queryKey: orpc.token.key() });
      onMade(secret);
    },
  });
  const scopeError = form.errorOf("scopes");
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <ErrorMessage error={issuesOf(form.error).length > 0 ? null : form.error} />
      <Field label={t("name")} hint={t("nameHint")} error={form.errorOf("name")} required>
        <Input name="name" autoComplete="off" maxLength={limits.labelChars} />
      </Field>
      <fieldset className="flex flex-col gap-2.5" aria-describedby={scopeError ? "scope-error" : undefined}>
        <legend className="mb-2 font-medium text-sm">{t("scopes")}</legend>
        {tokenScopes.map((scope) => (
          <Checkbox
            key={scope}
            name={`scope-${scope}`}
            label={t(`scope.${scope}`)}
            hint={t(`scopeHint.${scope}`)}
            defaultChecked={scope === "read"}
          />
        ))}
        <FieldError id="scope-error">{scopeError}</FieldError>
      </fieldset>
      <Field label={t("expires")} error={form.errorOf("expiresInDays")}>
        <Select
          name="expiry"
          defaultValue="90"
          options={(["7", "30", "90", "365", "never"] as const).map((value) => ({
            value,
            label: t(`expiry.${value}`),
          }))}
        />
      </Field>
      <Button type="submit" variant="primary" pending={form.pending}>
        {t("create")}
      </Button>
    </form>
  );
}
