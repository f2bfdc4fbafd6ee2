"use client";

import { useTranslations } from "next-intl";
import { languageOf, sizeOf } from "#components/desk/text-look";
import { comparedFields, isTurned } from "#lib/domain/annotated-text";
import { optionCount } from "#lib/domain/question";
import { useAnswerKeys } from "./answer-keys";
import type { AnswerProps } from "./answer-props";
import { OptionInput } from "./option-input";

const names = ["first", "second", "tie"] as const;

/** Which of the item's two texts is better: both beside each other, each with its key. */
export function PairAnswer(props: AnswerProps<"pairwise", number>) {
  const { question, value, onChange, item, isCurrent, keyOf, onDone } = props;
  const t = useTranslations("label.form");
  const count = optionCount(question);
  const texts = comparedFields(item.fields);
  // Answers name the text, not the place it stood at.
  const codeAt = (place: number) => (place < 2 && item.slotId && isTurned(item.slotId) ? 1 - place : place);
  useAnswerKeys(isCurrent, (press) => {
    if (!("option" in press) || press.option >= count) return false;
    onDone(codeAt(press.option));
    return true;
  });
  const size = sizeOf(Math.max(0, ...(texts ?? []).map(({ text }) => text.length)));
  const option = (at: number) => (
    <OptionInput
      kind="radio"
      name={question.id}
      isChosen={value === codeAt(at)}
      shortcut={keyOf(at)}
      onChoose={(isFinal) => (isFinal ? onDone(codeAt(at)) : onChange(codeAt(at)))}
    >
      {t(names[at] ?? "tie")}
    </OptionInput>
  );
  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-4 md:grid-cols-2">
        {[0, 1].map((at) => (
          <div key={at} className="flex min-w-0 flex-col gap-3 rounded-lg border border-line bg-surface p-4 sm:p-5">
            {texts ? (
              <p
                lang={languageOf(texts[codeAt(at)]?.text ?? "", item.language)}
                dir="auto"
                className={`grow whitespace-pre-wrap break-words text-ink ${size}`}
              >
                {texts[codeAt(at)]?.text}
              </p>
            ) : null}
            {option(at)}
          </div>
        ))}
      </div>
      {count > 2 ? option(2) : null}
    </div>
  );
}
