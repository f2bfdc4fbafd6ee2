"use client";

import { useTranslations } from "next-intl";
import { useKindList } from "#components/contribution/kind-list";
import { useFieldText } from "#components/shell/error-message";
import { isRowReason } from "#lib/domain/batch";

type Refusal = { reason: string; field?: string | null | undefined; detail?: string | null | undefined };

/** Why a row is refused and how to mend it, in the reader's language; the report that is downloaded says the same. */
export function useRefusalText(): (refusal: Refusal) => { why: string; mend: string } {
  const t = useTranslations("import");
  const fieldName = useFieldName();
  const fieldText = useFieldText();
  const kindList = useKindList();
  return ({ reason, field, detail }) => {
    const known = isRowReason(reason) ? reason : "invalid_field";
    const found = known === "personal_data" ? kindList((detail ?? "").split(",")) : detail;
    const values = { field: fieldName(field ?? "?"), detail: found ?? "?" };
    const why = t(`reason.${known}`, values);
    return { why, mend: known === "invalid_field" ? fieldText(detail ?? "") : t(`mend.${known}`, values) };
  };
}

/** A content field by the name that forms give it. */
export function useFieldName(): (field: string) => string {
  const t = useTranslations("project.field");
  const mapping = useTranslations("import.mapping");
  return (field) => {
    if (field === "language") return mapping("language");
    return t.has(field as "text") ? t(field as "text") : field;
  };
}
