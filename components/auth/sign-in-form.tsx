"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { orpc } from "#lib/client";
import { safeNextPath } from "#lib/domain/next-path";
import { DemoSignIns } from "./demo-sign-ins";
import { OtherWays } from "./other-ways";
import { PasswordField } from "./password-field";
import { requestLink, signInWithPassword } from "./session-request";
import { SignInError } from "./sign-in-error";
import { SignedInNote } from "./signed-in-note";
import { useQueryValue } from "./use-address";

/** E-mail and password, the other ways that are set up, and in a local demonstration its people. */
export function SignInForm() {
  const t = useTranslations("auth");
  const wanted = useQueryValue("next");
  const callbackUrl = useQueryValue("callbackUrl");
  const next = safeNextPath(wanted ?? ownPath(callbackUrl));
  const failure = useQueryValue("error");
  const wasSent = useQueryValue("sent") === "1";
  const options = useQuery(orpc.account.signInOptions.queryOptions({ input: {} }));
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [needsEmail, setNeedsEmail] = useState(false);
  const submitButton = useRef<HTMLDivElement>(null);
  const enter = useMutation({
    mutationFn: () => signInWithPassword(email, password),
    // A new document: nothing that was loaded as nobody stays.
    onSuccess: (answer) => answer.ok && window.location.assign(next),
  });
  const link = useMutation({ mutationFn: () => requestLink(email, next) });
  const code = codeOf(enter.data) ?? codeOf(link.data) ?? (enter.isIdle && link.isIdle ? failure : null);
  const isLeaving = enter.isPending || enter.data?.ok === true;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    link.reset();
    setNeedsEmail(email.trim() === "");
    if (!isLeaving && email.trim() !== "") enter.mutate();
  };
  const askForLink = () => {
    enter.reset();
    setNeedsEmail(!email.includes("@"));
    if (email.includes("@")) link.mutate();
  };
  return (
    <>
      <SignedInNote next={next} />
      <Card>
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          <Messages code={code} email={email} isLinkSent={link.data?.ok === true} wasSent={wasSent && link.isIdle} />
          <ErrorMessage error={enter.error ?? link.error} />
          <Field label={t("field.email")} error={needsEmail ? t("signIn.linkNeedsEmail") : undefined} required>
            <Input
              name="email"
              type="email"
              inputMode="email"
              autoComplete="username"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          </Field>
          <PasswordField
            name="password"
            label={t("field.password")}
            aside={
              <Link href="/forgot" className="link text-sm">
                {t("signIn.forgot")}
              </Link>
            }
            value={password}
            onValue={setPassword}
          />
          <div ref={submitButton} className="mt-1 flex flex-col">
            <Button type="submit" variant="primary" size="lg" pending={isLeaving}>
              {t("signIn.button")}
            </Button>
          </div>
        </form>
        {options.data ? (
          <OtherWays ways={options.data} next={next} onLink={askForLink} linkPending={link.isPending} />
        ) : null}
      </Card>
      <DemoSignIns
        people={options.data?.demo ?? []}
        chosen={password === "" ? undefined : email}
        onChoose={(person) => {
          setEmail(person.email);
          setPassword(person.password);
          setNeedsEmail(false);
          enter.reset();
          submitButton.current?.querySelector("button")?.focus();
        }}
      />
    </>
  );
}

type MessagesProps = { code: string | null | undefined; email: string; isLinkSent: boolean; wasSent: boolean };

function Messages({ code, email, isLinkSent, wasSent }: MessagesProps) {
  const t = useTranslations("auth.signIn");
  if (code === "unconfirmed") {
    return (
      <Alert tone="warning" live>
        {t("unconfirmed", { email })}
      </Alert>
    );
  }
  if (code) return <SignInError code={code} />;
  if (!isLinkSent && !wasSent) return null;
  return (
    <Alert tone="success" live>
      {isLinkSent ? t("linkSent", { email }) : t("linkSentBare")}
    </Alert>
  );
}

function codeOf(answer: { ok: boolean; error?: string } | undefined): string | null {
  return answer && !answer.ok ? (answer.error ?? null) : null;
}

/** next-auth sends whole addresses back; only the path of one of ours is of use. */
function ownPath(address: string | null | undefined): string | null {
  if (!address || !URL.canParse(address)) return null;
  const { origin, pathname, search } = new URL(address);
  return origin === window.location.origin && pathname !== "/" ? pathname + search : null;
}
