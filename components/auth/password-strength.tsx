"use client";

import { clsx } from "clsx";
import { CircleCheck, CircleDashed, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { limits } from "#lib/domain/limits";
import { passwordFault } from "#lib/domain/password";
import { countChars } from "#lib/domain/text";

/** Says while typing what the server will say: by word and icon, announced when it changes. */
export function PasswordStrength({ password, known }: { password: string; known: readonly string[] }) {
  const t = useTranslations("auth.strength");
  // Counted as the schema counts, so that the last character is the one that turns it.
  const left = limits.passwordMinChars - countChars(password);
  const fault = left > 0 ? undefined : passwordFault(password, known);
  const isGood = left <= 0 && !fault;
  const Icon = isGood ? CircleCheck : fault ? TriangleAlert : CircleDashed;
  const ink = isGood ? "text-success-text" : fault ? "text-warning-text" : "text-muted";
  return (
    <p aria-live="polite" className={clsx("flex min-h-5 items-center gap-1.5 text-sm", ink)}>
      {password === "" ? null : (
        <>
          <Icon aria-hidden="true" className="size-4 shrink-0" />
          {left > 0 ? t("short", { left }) : t(fault ?? "good")}
        </>
      )}
    </p>
  );
}
