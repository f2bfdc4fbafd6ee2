import { Fragment } from "react";
import { type Language, languages } from "#lib/domain/language";

/** Languages by their own names, each marked as what it is. */
export function LanguageNames({ tags }: { tags: readonly string[] }) {
  return tags.map((tag, at) => (
    <Fragment key={tag}>
      {at > 0 ? ", " : ""}
      <span lang={tag}>{languages[tag as Language] ?? tag}</span>
    </Fragment>
  ));
}

/** The language a project's own texts are most likely in: known only when it collects just one. */
export function textLanguage(tags: readonly string[]): string | undefined {
  return tags.length === 1 ? tags[0] : undefined;
}
