"use client";

import { useTranslations } from "next-intl";
import type { FieldFinding } from "#lib/domain/door";

/** A text with what may be personal in it marked: by colour, by line, and in words for screen readers. */
export function MarkedText({ text, found }: { text: string; found: readonly FieldFinding[] }) {
  const t = useTranslations("door.kind");
  if (found.length === 0) return text;
  const chars = [...text];
  return found.map(({ kind, start, end }, at) => (
    <span key={start}>
      {chars.slice(found[at - 1]?.end ?? 0, start).join("")}
      <mark
        title={t(kind)}
        className="rounded-sm bg-warning-soft box-decoration-clone px-[0.08em] text-warning-text underline decoration-2 decoration-warning underline-offset-[0.22em]"
      >
        {chars.slice(start, end).join("")}
        <span className="sr-only"> ({t(kind)})</span>
      </mark>
      {at === found.length - 1 ? chars.slice(end).join("") : null}
    </span>
  ));
}
