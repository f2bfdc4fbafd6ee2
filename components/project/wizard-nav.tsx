"use client";

import { clsx } from "clsx";
import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { Progress } from "#components/ui/progress";
import { type StepKey, stepKeys } from "./wizard-state";

type WizardNavProps = {
  at: number;
  furthest: number;
  /** Faults by step. */
  counts: Record<StepKey, number>;
  onGo: (step: number) => void;
};

/** The steps beside the form: where one is, what is complete; a line with a bar on narrow screens. */
export function WizardNav({ at, furthest, counts, onGo }: WizardNavProps) {
  const t = useTranslations("project.wizard");
  const of = stepKeys.length;
  const isDone = (key: StepKey, step: number) => counts[key] === 0 && step < furthest;
  return (
    <>
      <div className="lg:hidden">
        <p className="mb-2 text-muted text-sm">{t("step", { at: at + 1, of })}</p>
        <Progress label={t("steps")} value={at + 1} max={of} valueText={t("step", { at: at + 1, of })} />
      </div>
      <nav aria-label={t("steps")} className="max-lg:hidden">
        <ol className="flex flex-col gap-0.5">
          {stepKeys.map((key, step) => (
            <li key={key}>
              <button
                type="button"
                aria-current={step === at ? "step" : undefined}
                onClick={() => onGo(step)}
                className="flex w-full items-center gap-3 rounded-md px-3 py-2 text-start text-muted text-sm transition-colors hover:bg-sunken hover:text-ink aria-[current=step]:bg-accent-soft aria-[current=step]:font-medium aria-[current=step]:text-ink"
              >
                <StepMark number={step + 1} isDone={isDone(key, step)} isCurrent={step === at} />
                {t(`${key}.title`)}
                {key === "check" ? null : (
                  <span className="sr-only">({isDone(key, step) ? t("done") : t("todo")})</span>
                )}
              </button>
            </li>
          ))}
        </ol>
      </nav>
    </>
  );
}

function StepMark({ number, isDone, isCurrent }: { number: number; isDone: boolean; isCurrent: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={clsx(
        "tabular grid size-6 shrink-0 place-items-center rounded-full border text-xs",
        isDone && "border-transparent bg-success-soft text-success-text",
        !isDone && isCurrent && "border-accent text-accent-text",
        !isDone && !isCurrent && "border-edge/60",
      )}
    >
      {isDone ? <Check className="size-3.5" /> : number}
    </span>
  );
}
