"use client";

import { useTranslations } from "next-intl";
import { isTurnField, readTurnField } from "#lib/domain/conversation";

/** A field of a content by the name that people know it by; a turn by its place and who speaks. */
export function useFieldName(): (field: string) => string {
  const t = useTranslations("project.field");
  const conversation = useTranslations("conversation");
  return (field) => {
    if (!isTurnField(field)) return t.has(field as "text") ? t(field as "text") : field;
    const { number, role } = readTurnField(field);
    return conversation("turn", { number, role: conversation(`role.${role}`) });
  };
}
