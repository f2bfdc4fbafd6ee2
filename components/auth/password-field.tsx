"use client";

import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { limits } from "#lib/domain/limits";
import { PasswordStrength } from "./password-strength";

type PasswordFieldProps = {
  name: string;
  label: string;
  error?: ReactNode;
  aside?: ReactNode;
  /** A new one: shows how good it is while it is typed. `known` is what attackers would try. */
  fresh?: boolean;
  known?: readonly string[];
  value: string;
  onValue: (value: string) => void;
};

export function PasswordField(props: PasswordFieldProps) {
  const { name, label, error, aside, fresh = false, known = [], value, onValue } = props;
  const t = useTranslations("auth.field");
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <div className="flex flex-col gap-2">
      <Field
        label={label}
        error={error}
        aside={aside}
        required
        hint={fresh ? t("passwordHint", { min: limits.passwordMinChars }) : undefined}
      >
        <Input
          name={name}
          type={shown ? "text" : "password"}
          autoComplete={fresh ? "new-password" : "current-password"}
          maxLength={limits.passwordMaxChars}
          value={value}
          onChange={(event) => onValue(event.target.value)}
          spellCheck={false}
          autoCapitalize="none"
          suffix={
            <button
              type="button"
              onClick={() => setShown(!shown)}
              aria-label={shown ? t("hide") : t("show")}
              aria-pressed={shown}
              className="-me-1.5 grid size-7 place-items-center rounded-sm text-muted hover:bg-sunken hover:text-ink"
            >
              <Icon aria-hidden="true" className="size-4" />
            </button>
          }
        />
      </Field>
      {fresh ? <PasswordStrength password={value} known={known} /> : null}
    </div>
  );
}
