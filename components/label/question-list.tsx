"use client";

import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { useFieldText } from "#components/shell/error-message";
import { FieldError } from "#components/ui/field";
import type { Question } from "#lib/domain/question";
import { AnswerField } from "./answer-field";
import { AnswerKeysProvider, type PressHandler } from "./answer-keys";
import type { AnnotatedItem } from "./answer-props";
import type { Draft } from "./draft-keeper";
import type { Command, KeyMap } from "./key-map";
import { questionPlace } from "./use-current";

type QuestionListProps = {
  asked: readonly Question[];
  item: AnnotatedItem;
  draft: Draft;
  current: string;
  faults: Readonly<Record<string, string>>;
  /** Undefined when single keys are off: none are shown. */
  map: KeyMap | undefined;
  press: React.RefObject<PressHandler | null>;
  onCurrent: (id: string) => void;
  onChange: (id: string, value: unknown) => void;
  onFinish: (id: string, value: unknown) => void;
  onSend: () => void;
};

/** The questions of an item that are asked, given the answers so far; one of them has the keys. */
export function QuestionList(props: QuestionListProps) {
  const { asked, item, draft, current, faults, map, press, onCurrent, onChange, onFinish, onSend } = props;
  const t = useTranslations("label.desk");
  const fieldText = useFieldText();
  const keyOf = (what: number | Command) => (typeof what === "number" ? map?.options[what] : map?.commands[what]);
  return (
    <AnswerKeysProvider value={press}>
      <div className="flex flex-col gap-4 py-4">
        {asked.map((question, at) => {
          const isCurrent = question.id === current;
          const fault = faults[question.id];
          return (
            <fieldset
              key={question.id}
              id={questionPlace(question.id)}
              aria-describedby={fault ? `${questionPlace(question.id)}-fault` : undefined}
              onFocusCapture={() => onCurrent(question.id)}
              onPointerDownCapture={() => onCurrent(question.id)}
              className={clsx(
                "min-w-0 scroll-my-28",
                asked.length > 1 && "border-s-2 ps-4",
                asked.length > 1 && (isCurrent ? "border-accent" : "border-line"),
              )}
            >
              <legend className="sr-only">{question.text}</legend>
              <div aria-hidden="true" className="mb-2.5">
                <p className="font-semibold text-lg">
                  {asked.length > 1 ? <span className="me-2 text-muted">{at + 1}</span> : null}
                  {question.text}
                  {question.isRequired ? null : (
                    <span className="ms-2 font-normal text-muted text-sm">{t("optional")}</span>
                  )}
                </p>
              </div>
              {question.hint ? <p className="-mt-1.5 mb-2.5 max-w-prose text-muted text-sm">{question.hint}</p> : null}
              <AnswerField
                question={question}
                value={draft[question.id]}
                onChange={(value) => onChange(question.id, value)}
                onDone={(value) => onFinish(question.id, value)}
                onSend={onSend}
                item={item}
                isCurrent={isCurrent}
                keyOf={(what) => (isCurrent ? keyOf(what) : undefined)}
              />
              <FieldError id={`${questionPlace(question.id)}-fault`}>{fault ? fieldText(fault) : null}</FieldError>
            </fieldset>
          );
        })}
      </div>
    </AnswerKeysProvider>
  );
}
