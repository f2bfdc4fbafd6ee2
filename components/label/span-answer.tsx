"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import { languageOf } from "#components/desk/text-look";
import { Button } from "#components/ui/button";
import { Kbd } from "#components/ui/kbd";
import { annotatedField } from "#lib/domain/annotated-text";
import type { SpanAnswer as Marks } from "#lib/domain/answer";
import { useAnswerKeys } from "./answer-keys";
import type { AnswerProps } from "./answer-props";
import { RelationForm } from "./relation-form";
import { removeSpan, toggleSpan } from "./span-edit";
import { SpanList } from "./span-list";
import { SpanText } from "./span-text";
import { useTextRange } from "./use-text-range";

const empty: Marks = { spans: [], relations: [] };

/** Parts of the item's text are marked with classes; marks may overlap and be related. */
export function SpanAnswer({ form, value, onChange, item, isCurrent, keyOf }: AnswerProps<"spans", Marks>) {
  const t = useTranslations("label.spans");
  const text = annotatedField(item.fields)?.text ?? "";
  const box = useRef<HTMLDivElement>(null);
  const { range, clear, step } = useTextRange(box, text);
  const marks = value ?? empty;
  const chars = [...text];
  const mark = (label: number) => {
    if (!range || label >= form.classes.length) return false;
    onChange(toggleSpan(marks, { ...range, label }));
    clear();
    return true;
  };
  const remove = (at: number) => onChange(removeSpan(marks, at));
  useAnswerKeys(isCurrent, (press) => {
    if ("option" in press) return mark(press.option) || press.option < form.classes.length;
    if (press.command === "none") onChange(empty);
    else if (press.command === "remove" && marks.spans.length > 0) remove(marks.spans.length - 1);
    else return false;
    return true;
  });
  const selected = range ? chars.slice(range.from, range.to).join("") : "";
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted text-sm">
        {t("how")}{" "}
        <span className="pointer-coarse:hidden">
          {t.rich("howKeys", {
            left: () => <Kbd>ArrowLeft</Kbd>,
            right: () => <Kbd>ArrowRight</Kbd>,
            shift: () => <Kbd>Shift</Kbd>,
          })}
        </span>
      </p>
      <div
        ref={box}
        role="application"
        aria-label={t("text")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrows step through its words.
        tabIndex={0}
        data-first
        onKeyDown={step}
        lang={languageOf(text, item.language)}
        dir="auto"
        className="whitespace-pre-wrap break-words rounded-lg border border-line bg-surface px-4 py-4 text-[clamp(1.125rem,1rem+0.5vw,1.375rem)] text-ink leading-[2.1] sm:px-6"
      >
        <SpanText text={text} spans={marks.spans} classes={form.classes} selected={range} />
      </div>
      <p aria-live="polite" className="sr-only">
        {selected}
      </p>
      <div className="flex flex-wrap gap-2">
        {form.classes.map((name, label) => (
          <Button
            key={name}
            shortcut={keyOf(label)?.toUpperCase()}
            disabledReason={range ? undefined : t("selectFirst")}
            // The selection in the text stays while the button is pressed.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => mark(label)}
          >
            {name}
          </Button>
        ))}
        <Button
          variant="ghost"
          shortcut={keyOf("none")}
          aria-pressed={value?.spans.length === 0}
          onClick={() => onChange(empty)}
        >
          {t("none")}
        </Button>
      </div>
      <SpanList chars={chars} marks={marks} form={form} lang={item.language} onChange={onChange} />
      {form.relations.length > 0 && marks.spans.length > 1 ? (
        <RelationForm chars={chars} marks={marks} form={form} onChange={onChange} />
      ) : null}
    </div>
  );
}
