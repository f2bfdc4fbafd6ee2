import { useLocale, useTranslations } from "next-intl";
import { personalKinds } from "#lib/domain/personal-kind";

/** Names of kinds of personal data in one list, as the reader's language joins them; what is no kind is left out. */
export function useKindList(): (kinds: readonly string[]) => string {
  const t = useTranslations("door.kind");
  const list = new Intl.ListFormat(useLocale(), { type: "unit" });
  return (kinds) => list.format(personalKinds.filter((kind) => kinds.includes(kind)).map((kind) => t(kind)));
}
