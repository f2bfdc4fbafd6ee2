"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, useRef } from "react";
import { isComposing } from "#components/desk/keys";
import { DiffText } from "#components/review/diff-text";
import { Button } from "#components/ui/button";
import { CharCount } from "#components/ui/char-count";
import { Field } from "#components/ui/field";
import { Kbd } from "#components/ui/kbd";
import { Textarea } from "#components/ui/textarea";
import { annotatedField } from "#lib/domain/annotated-text";
import type { AnswerProps } from "./answer-props";

/** A text in answer: a translation, a caption, or the item's own text corrected, with what was changed. Ctrl+Enter sends. */
export function TextAnswer({ form, value, onChange, item, onSend }: AnswerProps<"free_text", string>) {
  const t = useTranslations("label.text");
  const box = useRef<HTMLTextAreaElement>(null);
  const isCorrection = form.purpose === "correction";
  const before = isCorrection ? (annotatedField(item.fields)?.text ?? "") : "";
  const text = value ?? before;
  const handleKey = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onSend();
    } else if (event.key === "Escape") box.current?.blur();
  };
  return (
    <div className="flex flex-col gap-2">
      <Field
        label={t(form.purpose)}
        aside={<CharCount text={text} max={form.chars} />}
        hint={
          <span className="pointer-coarse:hidden">
            {t.rich("keys", { send: () => <Kbd>Ctrl+Enter</Kbd>, leave: () => <Kbd>Escape</Kbd> })}
          </span>
        }
      >
        <Textarea
          ref={box}
          data-first
          rows={3}
          value={text}
          lang={form.purpose === "translation" ? undefined : item.language}
          dir="auto"
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={handleKey}
        />
      </Field>
      {isCorrection && value === undefined ? (
        <Button className="self-start" onClick={() => onChange(before)}>
          {t("isRight")}
        </Button>
      ) : null}
      {isCorrection && value !== undefined ? (
        <section aria-label={t("changes")} className="rounded-md border border-line bg-sunken px-3 py-2 text-base">
          {value === before ? (
            <p className="text-muted">{t("unchanged")}</p>
          ) : (
            <p lang={item.language} dir="auto" className="whitespace-pre-wrap break-words">
              <DiffText before={before} after={value} />
            </p>
          )}
        </section>
      ) : null}
    </div>
  );
}
