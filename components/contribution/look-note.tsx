"use client";

import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { type Language, languages } from "#lib/domain/language";
import type { Look } from "#lib/domain/script";

/** That a text does not look like the language it is said to be in. */
export function LookNote({ look, language, text }: { look: Look | null; language: string; text?: string }) {
  const t = useTranslations("door.look");
  if (look === null) return null;
  const name = languages[language as Language] ?? language;
  return (
    <Alert tone="warning" title={t("title", { language: name, look: t(`kind.${look}`) })} live>
      {text}
    </Alert>
  );
}
