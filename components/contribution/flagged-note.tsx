"use client";

import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import type { ApiOutputs } from "#lib/client";
import { kindsOf } from "#lib/domain/door";
import { useKindList } from "./kind-list";
import { useFieldName } from "./use-field-name";

/** What may be personal in a contribution, by its fields, and what was said about it: for its author and those who review. */
export function FlaggedNote({ flagged }: { flagged: NonNullable<ApiOutputs["contribution"]["get"]["flagged"]> }) {
  const t = useTranslations("door");
  const kindList = useKindList();
  const nameOf = useFieldName();
  const { found, statement } = flagged;
  const fields = [...new Set(found.map(({ field }) => field))];
  return (
    <Alert tone="warning" title={t("review.title", { kinds: kindList(kindsOf(found)) })}>
      <p>{t(`review.${statement ?? "none"}`)}</p>
      {fields.length > 1 ? (
        <ul className="mt-1 list-disc ps-5">
          {fields.map((field) => (
            <li key={field}>
              {t("item.field", {
                field: nameOf(field),
                kinds: kindList(kindsOf(found.filter((one) => one.field === field))),
              })}
            </li>
          ))}
        </ul>
      ) : null}
      <p className="mt-1">{t("item.who")}</p>
    </Alert>
  );
}
