"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { limits } from "#lib/domain/limits";
import { PasswordField } from "./password-field";

/** E-mail, public name and password of a new account. */
export function AccountFields({ errorOf }: { errorOf: (path: string) => string | undefined }) {
  const t = useTranslations("auth.field");
  const [email, setEmail] = useState("");
  const [handle, setHandle] = useState("");
  const [password, setPassword] = useState("");
  return (
    <>
      <Field label={t("email")} error={errorOf("email")} required>
        <Input
          name="email"
          type="email"
          autoComplete="email"
          inputMode="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Field label={t("handle")} hint={t("handleHint")} error={errorOf("handle")} required>
        <Input
          name="handle"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={limits.handleMaxChars}
          value={handle}
          onChange={(event) => setHandle(event.target.value)}
        />
      </Field>
      <PasswordField
        name="password"
        label={t("password")}
        error={errorOf("password")}
        fresh
        known={[email, email.split("@")[0] ?? "", handle]}
        value={password}
        onValue={setPassword}
      />
    </>
  );
}
