"use client";

import { useAnswerKeys } from "./answer-keys";
import type { AnswerProps } from "./answer-props";
import { OptionInput } from "./option-input";

/** A point of an ordinal scale, lowest first. */
export function RatingAnswer({
  question,
  form,
  value,
  onChange,
  isCurrent,
  keyOf,
  onDone,
}: AnswerProps<"rating", number>) {
  useAnswerKeys(isCurrent, (press) => {
    if (!("option" in press) || press.option >= form.points.length) return false;
    onDone(press.option);
    return true;
  });
  return (
    <div className="grid gap-2 sm:flex sm:flex-wrap">
      {form.points.map((name, option) => (
        <OptionInput
          key={name}
          kind="radio"
          name={question.id}
          isChosen={value === option}
          shortcut={keyOf(option)}
          onChoose={(isFinal) => (isFinal ? onDone(option) : onChange(option))}
          className="sm:min-w-32 sm:grow sm:basis-0"
        >
          {name}
        </OptionInput>
      ))}
    </div>
  );
}
