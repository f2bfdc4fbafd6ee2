"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { AppError, type ErrorReason, errorCodes } from "#lib/domain/error";

const own = [
  "Callback",
  "AccessDenied",
  "OAuthSignin",
  "OAuthAccountNotLinked",
  "OAuthCreateAccount",
  "EmailSignin",
  "Verification",
  "Configuration",
] as const;

/** Why a sign-in failed: our reasons (a limit with its seconds), or next-auth's codes as they come back in the address. */
export function SignInError({ code }: { code: string }) {
  const t = useTranslations("auth.failure");
  const errorText = useErrorText();
  const [reason = "", seconds] = code.split(":");
  const known = own.find((name) => name === reason);
  const details = seconds ? { retryAfterSeconds: Number(seconds) } : {};
  const text = isReason(reason) ? errorText(new AppError(reason, { details })) : t(known ?? "Callback");
  return (
    <Alert tone="danger" title={t("title")} live>
      {text}
    </Alert>
  );
}

function isReason(text: string): text is ErrorReason {
  return Object.hasOwn(errorCodes, text);
}
