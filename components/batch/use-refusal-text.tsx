"use client";

import { useTranslations } from "next-intl";
import { useKindList } from "#components/contribution/kind-list";
import { useFieldName as useContentFieldName } from "#components/contribution/use-field-name";
import { useFieldText } from "#components/shell/error-message";
import { isRowReason } from "#lib/domain/batch";
import { looks } from "#lib/domain/script";

type Refusal = { reason: string; field?: string | null | undefined; detail?: string | null | undefined };

/** Why a row is refused and how to mend it, in the reader's language; the report that is downloaded says the same. */
export function useRefusalText(): (refusal: Refusal) => { why: string; mend: string } {
  const t = useTranslations("import");
  const fieldName = useFieldName();
  const fieldText = useFieldText();
  const kindList = useKindList();
  const lookName = useTranslations("door.look");
  return ({ reason, field, detail }) => {
    const known = isRowReason(reason) ? reason : "invalid_field";
    const look = looks.find((one) => one === detail);
    const found =
      known === "personal_data"
        ? kindList((detail ?? "").split(","))
        : known === "other_language" && look
          ? lookName(`kind.${look}`)
          : detail;
    const values = { field: fieldName(field ?? "?"), detail: found ?? "?" };
    const why = t(`reason.${known}`, values);
    return { why, mend: known === "invalid_field" ? fieldText(detail ?? "") : t(`mend.${known}`, values) };
  };
}

/** What a column can fill, by the name that forms give it. */
export function useFieldName(): (field: string) => string {
  const nameOf = useContentFieldName();
  const mapping = useTranslations("import.mapping");
  return (field) => (field === "language" ? mapping("language") : nameOf(field));
}
