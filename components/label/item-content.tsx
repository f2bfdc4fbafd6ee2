"use client";

import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import type { Ref } from "react";
import { useFieldName } from "#components/contribution/use-field-name";
import { languageOf, sizeOf } from "#components/desk/text-look";
import { MediaFigure } from "#components/media/media-figure";
import { annotatedField, comparedFields } from "#lib/domain/annotated-text";
import { type Language, languages } from "#lib/domain/language";
import type { Question } from "#lib/domain/question";
import type { LabelItem } from "./label-api";

type ItemContentProps = {
  item: LabelItem;
  asked: readonly Question[];
  /** Of this sitting, from 1. */
  number: number;
  ref: Ref<HTMLElement>;
};

/**
 * The item in large type, without what its first question shows itself: a pair side by side, a text to mark, a picture to draw on, a recording to
 * mark. Where another question comes first, that one is about the item, too: nobody should look for it further down.
 */
export function ItemContent({ item, asked, number, ref }: ItemContentProps) {
  const t = useTranslations("label.desk");
  const names = useFieldName();
  const first = asked[0]?.form.kind;
  const shownBelow = new Set([
    ...(first === "pairwise" ? (comparedFields(item.fields) ?? []) : []),
    ...(first === "spans" ? [annotatedField(item.fields)] : []),
  ]);
  const fields = item.fields.filter((field) => !shownBelow.has(field));
  const size = sizeOf(Math.max(0, ...fields.map(({ text }) => text.length)));
  const media = first === "boxes" || first === "segments" ? null : item.media;
  const isEmpty = fields.length === 0 && !media;
  return (
    <article ref={ref} tabIndex={-1} aria-labelledby="label-item" className="flex min-w-0 flex-col gap-3 outline-none">
      <h2 id="label-item" className="flex flex-wrap gap-x-3 text-muted text-sm">
        <span className="font-medium text-ink">{t("itemNumber", { number })}</span>
        <span lang={item.language} className="font-normal">
          {languages[item.language as Language] ?? item.language}
        </span>
      </h2>
      {isEmpty ? null : (
        <div
          id="label-content"
          className="flex flex-col gap-6 rounded-lg border border-line bg-surface px-5 py-6 shadow-card sm:px-8 sm:py-8"
        >
          {media ? <MediaFigure media={media} lang={item.language} /> : null}
          {fields.map(({ name, text }) => (
            <section key={name}>
              <h3 className={clsx("mb-1.5 font-medium text-muted text-sm", item.fields.length === 1 && "sr-only")}>
                {names(name)}
              </h3>
              <p
                lang={languageOf(text, item.language)}
                dir="auto"
                className={clsx(
                  "max-w-[44rem] whitespace-pre-wrap break-words text-ink lang-[zh]:tracking-[0.01em]",
                  size,
                )}
              >
                {text}
              </p>
            </section>
          ))}
        </div>
      )}
    </article>
  );
}
