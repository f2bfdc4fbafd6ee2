"use client";

import { EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { RadioGroup } from "#components/ui/radio-group";
import { personalStatements } from "#lib/domain/door";
import { maskPersonalData } from "#lib/domain/personal-data";
import { useFieldName } from "./use-field-name";
import type { Found, usePersonal } from "./use-personal";

type Fields = Record<string, string>;
type PersonalNoteProps = {
  personal: ReturnType<typeof usePersonal>;
  fields: Fields;
  onMask: (fields: Fields) => void;
  /** Sending was tried: what is missing is said. */
  isTried: boolean;
};

// So many are shown one by one; the button for all takes the rest along.
const SHOWN = 6;

/** What looks like personal data in the form: where, why it matters, and what to do: mask it, or say what it is. */
export function PersonalNote({ personal, fields, onMask, isTried }: PersonalNoteProps) {
  const t = useTranslations("door.note");
  const { found, policy, statement, say } = personal;
  return (
    <>
      <p role="status" className="sr-only">
        {found.length > 0 ? t("count", { count: found.length }) : null}
      </p>
      {found.length > 0 ? (
        <Alert tone="warning" title={t("title")}>
          <p>{policy === "refuse" ? t("refuse") : t("why")}</p>
          <Findings found={found} fields={fields} onMask={onMask} />
          {policy === "warn" ? (
            <div className="mt-4 border-warning/30 border-t pt-3">
              <RadioGroup
                legend={t("say")}
                hint={t("sayHint")}
                value={statement}
                onChange={say}
                options={personalStatements.map((value) => ({ value, label: t(value), hint: t(`${value}Hint`) }))}
                error={isTried && !statement ? t("required") : undefined}
              />
            </div>
          ) : null}
        </Alert>
      ) : null}
    </>
  );
}

function Findings({
  found,
  fields,
  onMask,
}: { found: readonly Found[] } & Pick<PersonalNoteProps, "fields" | "onMask">) {
  const t = useTranslations("door");
  const names = useFieldName();
  const hasFields = new Set(found.map(({ field }) => field)).size > 1;
  const rest = found.length - SHOWN;
  return (
    <>
      <ul className="mt-2.5 flex flex-col gap-1.5">
        {found.slice(0, SHOWN).map((one) => (
          <li key={`${one.field} ${one.start}`} className="flex items-center gap-3">
            <span className="min-w-0 grow">
              <bdi className="break-all rounded-sm bg-surface px-1.5 py-0.5 font-medium">{one.text}</bdi>{" "}
              <span className="text-muted">
                {t(`kind.${one.kind}`)}
                {hasFields ? ` · ${names(one.field)}` : null}
              </span>
            </span>
            <Button
              size="sm"
              onClick={() => onMask(masked(fields, [one]))}
              aria-label={t("note.maskThis", { kind: t(`kind.${one.kind}`), text: one.text })}
            >
              {t("note.mask")}
            </Button>
          </li>
        ))}
      </ul>
      {rest > 0 ? <p className="mt-1.5 text-muted">{t("note.more", { count: rest })}</p> : null}
      {found.length > 1 ? (
        <Button
          className="mt-3"
          size="sm"
          icon={<EyeOff aria-hidden="true" />}
          onClick={() => onMask(masked(fields, found))}
        >
          {t("note.maskAll")}
        </Button>
      ) : null}
    </>
  );
}

function masked(fields: Fields, found: readonly Found[]): Fields {
  const next = { ...fields };
  for (const field of new Set(found.map((one) => one.field))) {
    next[field] = maskPersonalData(
      fields[field] ?? "",
      found.filter((one) => one.field === field),
    );
  }
  return next;
}
