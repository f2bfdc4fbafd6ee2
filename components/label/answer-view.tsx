"use client";

import { useTranslations } from "next-intl";
import { DiffText } from "#components/review/diff-text";
import { Badge } from "#components/ui/badge";
import { annotatedField } from "#lib/domain/annotated-text";
import type { Answer, AnswerValue, Shape, SpanAnswer } from "#lib/domain/answer";
import type { Question } from "#lib/domain/question";
import type { Segment } from "#lib/domain/segment";
import { type PairNames, partsOf } from "./answer-parts";
import type { AnnotatedItem } from "./answer-props";
import { SegmentView } from "./segment-view";
import { ShapePicture } from "./shape-picture";
import { SpanList } from "./span-list";
import { SpanText } from "./span-text";

type AnswerViewProps = { questions: readonly Question[]; answer: Answer; item: AnnotatedItem };

/** An answer to read: each question with what was said to it. */
export function AnswerView({ questions, answer, item }: AnswerViewProps) {
  const t = useTranslations("label.view");
  return (
    <dl className="flex flex-col gap-3">
      {questions.map((question) => {
        const value = answer[question.id];
        return (
          <div key={question.id}>
            <dt className="text-muted text-sm">{question.text}</dt>
            <dd className="mt-0.5 text-base">
              {value === undefined ? (
                <span className="text-muted">{t("unanswered")}</span>
              ) : (
                <ValueView question={question} value={value} item={item} />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** The names of a comparison's answers. */
export function usePairNames(): PairNames {
  const t = useTranslations("label.form");
  return [t("first"), t("second"), t("tie")];
}

export function ValueView({ question, value, item }: { question: Question; value: AnswerValue; item: AnnotatedItem }) {
  const t = useTranslations("label.view");
  const pair = usePairNames();
  const { form } = question;
  const text = annotatedField(item.fields)?.text ?? "";
  const chars = [...text];
  if (form.kind === "free_text") {
    return (
      <p
        lang={form.purpose === "translation" ? undefined : item.language}
        dir="auto"
        className="whitespace-pre-wrap break-words"
      >
        {form.purpose === "correction" ? <DiffText before={text} after={value as string} /> : (value as string)}
      </p>
    );
  }
  if (form.kind === "spans") {
    const marks = value as SpanAnswer;
    return (
      <div className="flex flex-col gap-2">
        <p lang={item.language} dir="auto" className="whitespace-pre-wrap break-words leading-[2]">
          <SpanText text={text} spans={marks.spans} classes={form.classes} />
        </p>
        <SpanList chars={chars} marks={marks} form={form} lang={item.language} />
      </div>
    );
  }
  if (form.kind === "segments" && item.media?.kind === "audio")
    return <SegmentView audio={item.media} segments={value as Segment[]} classes={form.classes} lang={item.language} />;
  const parts = partsOf(question, value, chars, pair);
  return (
    <div className="flex flex-col gap-2">
      {form.kind === "boxes" && item.media?.kind === "image" ? (
        <ShapePicture image={item.media} shapes={value as Shape[]} />
      ) : null}
      {parts.length === 0 ? (
        <span className="text-muted">{t("nothing")}</span>
      ) : (
        <ul className="flex flex-wrap gap-1.5">
          {parts.map((part) => (
            <li key={part}>
              <Badge>{part}</Badge>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
