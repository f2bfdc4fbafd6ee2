"use client";

import { Bot } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { Button } from "#components/ui/button";
import { isTurned } from "#lib/domain/annotated-text";
import type { Answer } from "#lib/domain/answer";
import { askedQuestions, type Question } from "#lib/domain/question";
import { AnswerView } from "./answer-view";
import type { LabelItem } from "./label-api";

type ModelSaysProps = {
  questions: readonly Question[];
  item: LabelItem;
  /** What lies in the form is what the model said. */
  isTaken: boolean;
  shortcut: string | undefined;
  onTake: () => void;
};

/** What a model says of the item, marked as a model's: it is nobody's answer until somebody takes it, changes it or gives their own. */
export function ModelSays({ questions, item, isTaken, shortcut, onTake }: ModelSaysProps) {
  const t = useTranslations("label.model");
  const format = useFormatter();
  const { suggestion, slotId } = item;
  if (!suggestion) return null;
  const { model, version, confidence } = suggestion;
  const answer = asPlaced(questions, suggestion.answer as Answer, slotId);
  return (
    <section
      aria-label={t("label")}
      className="mt-4 flex flex-wrap items-start justify-between gap-x-6 gap-y-3 rounded-lg border border-edge border-dashed bg-sunken p-4"
    >
      <div className="flex min-w-0 flex-col gap-3">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
          <Bot aria-hidden="true" className="size-4 shrink-0 text-muted" />
          <strong className="font-semibold">{t("title")}</strong>
          <span className="wrap-anywhere text-muted">
            {confidence === null
              ? t("named", { model, version })
              : t("namedSure", {
                  ...{ model, version },
                  share: format.number(confidence / 10_000, { style: "percent" }),
                })}
          </span>
        </p>
        <AnswerView questions={askedQuestions(questions, suggestion.answer)} answer={answer} item={item} />
        <p aria-live="polite" className="text-muted text-sm">
          {t(isTaken ? "taken" : "judge")}
        </p>
      </div>
      <Button shortcut={shortcut} disabled={isTaken} onClick={onTake}>
        {t("take")}
      </Button>
    </section>
  );
}

/** Of two texts that stand the other way round here, the first is the one that stands first. */
function asPlaced(questions: readonly Question[], answer: Answer, slotId: string): Answer {
  if (!isTurned(slotId)) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([id, value]) => {
      const isPair = questions.find((question) => question.id === id)?.form.kind === "pairwise";
      return [id, isPair && typeof value === "number" && value < 2 ? 1 - value : value];
    }),
  );
}
