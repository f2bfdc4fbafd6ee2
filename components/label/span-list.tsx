"use client";

import { clsx } from "clsx";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button";
import type { SpanAnswer } from "#lib/domain/answer";
import type { QuestionForm } from "./answer-props";
import { markLook } from "./mark-look";
import { removeSpan } from "./span-edit";

type SpanListProps = {
  chars: readonly string[];
  marks: SpanAnswer;
  form: QuestionForm<"spans">;
  lang: string;
  /** Left out where marks are only looked at. */
  onChange?: (marks: SpanAnswer) => void;
};

/** The marks of a text in words, and the relations between them; each can be taken away. */
export function SpanList({ chars, marks, form, lang, onChange }: SpanListProps) {
  const t = useTranslations("label.spans");
  const textOf = (at: number) => chars.slice(marks.spans[at]?.from, marks.spans[at]?.to).join("");
  if (marks.spans.length === 0) return null;
  const removeRelation = (at: number) =>
    onChange?.({ ...marks, relations: marks.relations.filter((_, index) => index !== at) });
  return (
    <ul aria-label={t("marks")} className="flex flex-wrap gap-2 text-sm">
      {marks.spans.map((span, at) => (
        <Chip
          key={`${span.from} ${span.to} ${span.label}`}
          onRemove={onChange ? () => onChange(removeSpan(marks, at)) : undefined}
          removeText={t("remove", { text: textOf(at) })}
        >
          <span className={clsx("rounded-sm px-1 font-medium", markLook(span.label))}>{form.classes[span.label]}</span>
          <q lang={lang} className="max-w-56 truncate">
            {textOf(at)}
          </q>
        </Chip>
      ))}
      {marks.relations.map((relation, at) => (
        <Chip
          key={`${relation.from} ${relation.to} ${relation.label}`}
          onRemove={onChange ? () => removeRelation(at) : undefined}
          removeText={t("removeRelation", { from: textOf(relation.from), to: textOf(relation.to) })}
        >
          <q lang={lang}>{textOf(relation.from)}</q>
          <span className="font-medium">{form.relations[relation.label]} →</span>
          <q lang={lang}>{textOf(relation.to)}</q>
        </Chip>
      ))}
    </ul>
  );
}

type ChipProps = { onRemove: (() => void) | undefined; removeText: string; children: React.ReactNode };

function Chip({ onRemove, removeText, children }: ChipProps) {
  return (
    <li className="flex min-h-9 max-w-full items-center gap-1.5 rounded-md border border-line bg-surface ps-2 pe-1">
      {children}
      {onRemove ? (
        <Button variant="ghost" size="sm" aria-label={removeText} onClick={onRemove} className="!px-1.5">
          <X aria-hidden="true" />
        </Button>
      ) : null}
    </li>
  );
}
