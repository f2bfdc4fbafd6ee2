"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { Input } from "#components/ui/input";
import { useAnswerKeys } from "./answer-keys";
import type { AnswerProps } from "./answer-props";
import { nothing, pressOption } from "./answering";
import { OptionInput } from "./option-input";

// More than this and the eye no longer finds one by itself.
const FILTERED_FROM = 16;

/** One class, or several, out of a list. */
export function ClassAnswer(props: AnswerProps<"single_class" | "multi_label", number | number[]>) {
  const { question, form, value, onChange, isCurrent, keyOf, onDone } = props;
  const t = useTranslations("label.form");
  const [wanted, setWanted] = useState("");
  const isOne = form.kind === "single_class";
  const isChosen = (option: number) => (Array.isArray(value) ? value.includes(option) : value === option);
  const choose = (option: number, isFinal: boolean) => {
    const next = pressOption(question, value, option);
    if (next === undefined) return false;
    if (isOne && isFinal) onDone(next);
    else onChange(next);
    return true;
  };
  const none = nothing(question) as number[] | undefined;
  const setNone = () => {
    if (none) onChange(none);
    return none !== undefined;
  };
  useAnswerKeys(isCurrent, (press) => {
    if ("option" in press) return choose(press.option, true);
    return press.command === "none" && setNone();
  });
  const matches = (name: string) => name.toLowerCase().includes(wanted.trim().toLowerCase());
  return (
    <div className="flex flex-col gap-3">
      {form.classes.length >= FILTERED_FROM ? (
        <Input
          type="search"
          aria-label={t("find")}
          placeholder={t("find")}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          className="max-w-sm"
        />
      ) : null}
      <div className="grid grid-cols-1 gap-2 sm:grid-cols-2 xl:grid-cols-3">
        {form.classes.map((name, option) =>
          matches(name) ? (
            <OptionInput
              key={name}
              kind={isOne ? "radio" : "checkbox"}
              name={question.id}
              isChosen={isChosen(option)}
              shortcut={keyOf(option)}
              onChoose={(isFinal) => choose(option, isFinal)}
            >
              {name}
            </OptionInput>
          ) : null,
        )}
      </div>
      {!isOne && none ? (
        <Button
          className="self-start"
          aria-pressed={Array.isArray(value) && value.length === 0}
          shortcut={keyOf("none")}
          onClick={setNone}
        >
          {t("noneOfThese")}
        </Button>
      ) : null}
    </div>
  );
}
