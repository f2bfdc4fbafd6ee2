"use client";

import { useQueryClient } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { textOf, useForm } from "#components/auth/use-form";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { CharCount } from "#components/ui/char-count";
import { Checkbox } from "#components/ui/checkbox";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { LinkButton } from "#components/ui/link-button";
import { useToast } from "#components/ui/toast";
import { api, orpc } from "#lib/client";
import { profileSchema } from "#lib/domain/account";
import { limits } from "#lib/domain/limits";
import { issuesOf } from "#lib/sent-error";
import { type Me, useMe } from "./use-me";

/** Public name, display name and whether boards show the person. */
export function ProfileForm() {
  const me = useMe();
  return me ? <LoadedForm me={me} key={me.id} /> : null;
}

function LoadedForm({ me }: { me: Me }) {
  const t = useTranslations("account.profile");
  const toast = useToast();
  const queryClient = useQueryClient();
  const [handle, setHandle] = useState(me.handle);
  const [name, setName] = useState(me.name ?? "");
  const form = useForm({
    schema: profileSchema,
    read: (fields) => ({
      handle: textOf(fields, "handle"),
      name: textOf(fields, "name").trim() || null,
      hiddenFromBoards: fields.has("hidden"),
    }),
    send: (input) => api.account.update(input),
    onDone: (saved) => {
      queryClient.setQueryData(orpc.account.me.queryKey({ input: {} }), saved);
      toast({ title: t("saved"), tone: "success" });
    },
  });
  return (
    <Card
      title={t("title")}
      action={
        <LinkButton href={`/u/${me.handle}`} variant="ghost" size="sm" icon={<ExternalLink aria-hidden="true" />}>
          {t("view")}
        </LinkButton>
      }
    >
      <form {...form.formProps} className="flex max-w-xl flex-col gap-5">
        <ErrorMessage error={issuesOf(form.error).length > 0 ? null : form.error} />
        <Field
          label={t("handle")}
          hint={t("handleHint", { handle: handle || "…" })}
          error={form.errorOf("handle")}
          required
        >
          <Input
            name="handle"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={limits.handleMaxChars}
            value={handle}
            onChange={(event) => setHandle(event.target.value)}
          />
        </Field>
        <Field
          label={t("name")}
          hint={t("nameHint")}
          error={form.errorOf("name")}
          optional
          aside={<CharCount text={name} max={limits.nameChars} />}
        >
          <Input name="name" autoComplete="name" value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Checkbox name="hidden" label={t("hide")} hint={t("hideHint")} defaultChecked={me.hiddenFromBoards} />
        <div>
          <Button type="submit" variant="primary" pending={form.pending}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
