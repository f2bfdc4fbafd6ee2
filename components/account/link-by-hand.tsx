"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { textOf, useForm } from "#components/auth/use-form";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { CopyButton } from "#components/ui/hash";
import { Input } from "#components/ui/input";
import { Textarea } from "#components/ui/textarea";
import { type ApiOutputs, api } from "#lib/client";
import { askWalletSchema, linkWalletSchema } from "#lib/domain/wallet";
import { issuesOf } from "#lib/sent-error";

/** For wallets that no browser reaches: the message to sign elsewhere, and a field for the signature. */
export function LinkByHand({ onLinked }: { onLinked: () => void }) {
  const t = useTranslations("account.wallets");
  const [asked, setAsked] = useState<ApiOutputs["wallet"]["ask"]>();
  const ask = useForm({
    schema: askWalletSchema,
    read: (fields) => ({ address: textOf(fields, "address"), chainId: 1 }),
    send: (input) => api.wallet.ask(input),
    onDone: setAsked,
  });
  return (
    <div className="mt-4 flex flex-col gap-5">
      <form {...ask.formProps} className="flex flex-col gap-3">
        <ErrorMessage error={issuesOf(ask.error).length > 0 ? null : ask.error} />
        <Field label={t("address")} hint={t("addressHint")} error={ask.errorOf("address")}>
          <Input name="address" autoComplete="off" spellCheck={false} className="font-mono" />
        </Field>
        <Button type="submit" className="self-start" pending={ask.pending}>
          {t("makeMessage")}
        </Button>
      </form>
      {asked ? <Signed key={asked.nonce} asked={asked} onLinked={onLinked} /> : null}
    </div>
  );
}

function Signed({ asked, onLinked }: { asked: ApiOutputs["wallet"]["ask"]; onLinked: () => void }) {
  const t = useTranslations("account.wallets");
  const link = useForm({
    schema: linkWalletSchema,
    read: (fields) => ({ nonce: asked.nonce, signature: textOf(fields, "signature") }),
    send: (input) => api.wallet.link(input),
    onDone: onLinked,
  });
  return (
    <form {...link.formProps} className="flex flex-col gap-3">
      <div>
        <p className="flex items-center gap-1 font-medium text-sm">
          {t("message")} <CopyButton value={asked.message} label={t("copyMessage")} />
        </p>
        <pre className="mt-1.5 max-h-56 overflow-auto rounded-md bg-sunken px-3 py-2.5 text-xs whitespace-pre-wrap break-words">
          {asked.message}
        </pre>
        <p className="mt-1.5 text-muted text-sm">{t("messageHint")}</p>
      </div>
      <ErrorMessage error={issuesOf(link.error).length > 0 ? null : link.error} />
      <Field label={t("signature")} hint={t("signatureHint")} error={link.errorOf("signature")}>
        <Textarea name="signature" rows={3} autoComplete="off" spellCheck={false} className="font-mono text-sm" />
      </Field>
      <Button type="submit" variant="primary" className="self-start" pending={link.pending}>
        {t("linkThis")}
      </Button>
    </form>
  );
}
