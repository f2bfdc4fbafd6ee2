"use client";

import { Equal, EqualNot } from "lucide-react";
import { useTranslations } from "next-intl";
import { DiffText } from "#components/review/diff-text";
import { Badge } from "#components/ui/badge";
import { annotatedField } from "#lib/domain/annotated-text";
import type { Answer, AnswerValue } from "#lib/domain/answer";
import type { Question } from "#lib/domain/question";
import type { Segment } from "#lib/domain/segment";
import { compareParts, partsOf } from "./answer-parts";
import type { AnnotatedItem } from "./answer-props";
import { usePairNames } from "./answer-view";
import { SegmentDiff } from "./segment-diff";

type Named = { name: string; answer: Answer };
type AnswerDiffProps = { questions: readonly Question[]; first: Named; second: Named; item: AnnotatedItem };

/** Two people's answers to one item, question by question: where they say the same, and what only one of them says. */
export function AnswerDiff({ questions, first, second, item }: AnswerDiffProps) {
  const t = useTranslations("label.view");
  const shown = questions.filter(({ id }) => first.answer[id] !== undefined || second.answer[id] !== undefined);
  return (
    <dl className="flex flex-col gap-3">
      {shown.map((question) => {
        const values = [first.answer[question.id], second.answer[question.id]] as const;
        const isSame = JSON.stringify(values[0]) === JSON.stringify(values[1]);
        return (
          <div key={question.id}>
            <dt className="flex flex-wrap items-center gap-2 text-muted text-sm">
              {question.text}
              <Badge
                tone={isSame ? "success" : "warning"}
                icon={isSame ? <Equal aria-hidden="true" /> : <EqualNot aria-hidden="true" />}
              >
                {t(isSame ? "same" : "differs")}
              </Badge>
            </dt>
            <dd className="mt-1 text-base">
              <ValueDiff question={question} values={values} names={[first.name, second.name]} item={item} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

type ValueDiffProps = {
  question: Question;
  values: readonly [AnswerValue | undefined, AnswerValue | undefined];
  names: readonly [string, string];
  item: AnnotatedItem;
};

function ValueDiff({ question, values, names, item }: ValueDiffProps) {
  const t = useTranslations("label.view");
  const pair = usePairNames();
  const [first, second] = values;
  if (question.form.kind === "free_text" && typeof first === "string" && typeof second === "string") {
    return (
      <p lang={item.language} dir="auto" className="whitespace-pre-wrap break-words">
        <DiffText before={first} after={second} />
      </p>
    );
  }
  if (question.form.kind === "segments" && item.media?.kind === "audio" && first && second)
    return (
      <SegmentDiff
        audio={item.media}
        classes={question.form.classes}
        values={[first as Segment[], second as Segment[]]}
        names={names}
      />
    );
  const chars = [...(annotatedField(item.fields)?.text ?? "")];
  const partsIn = (value: AnswerValue | undefined) =>
    value === undefined ? [t("unanswered")] : partsOf(question, value, chars, pair);
  const { both, onlyFirst, onlySecond } = compareParts(partsIn(first), partsIn(second));
  const rows = [
    { key: "both", title: t("both"), parts: both },
    { key: "first", title: t("only", { name: names[0] }), parts: onlyFirst },
    { key: "second", title: t("only", { name: names[1] }), parts: onlySecond },
  ];
  return (
    <ul className="flex flex-col gap-1">
      {rows.map(({ key, title, parts }) =>
        parts.length === 0 ? null : (
          <li key={key} className="flex flex-wrap items-baseline gap-1.5">
            <span className="text-muted text-sm">{title}</span>
            {parts.map((part) => (
              <Badge key={part} tone={key === "both" ? "neutral" : "warning"}>
                {part}
              </Badge>
            ))}
          </li>
        ),
      )}
    </ul>
  );
}
