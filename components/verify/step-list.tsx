import { clsx } from "clsx";
import { CircleCheck, CircleDashed, CircleX } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReceiptStep } from "#lib/ledger/receipt";
import { stepNames } from "./check-file";
import { StepBytes } from "./step-bytes";

type StepListProps = { steps: readonly ReceiptStep[]; hasPolicy: boolean; className?: string };

/** Every step in its order, with the bytes that it looked at; also those that were not reached. */
export function StepList({ steps, hasPolicy, className }: StepListProps) {
  const t = useTranslations("verify");
  const isComplete = steps.every((step) => step.ok);
  const reached = new Map(steps.map((step) => [step.name, step]));
  const extra = steps.find((step) => step.name === "extra" && step.ok);
  const opening = extra?.name === "extra" && extra.ok ? extra.opening : undefined;
  const names = stepNames.filter(
    (name) =>
      reached.has(name) ||
      (!isComplete && (name === "witnesses" ? hasPolicy : name !== "opening" || opening !== undefined)),
  );
  return (
    <ol className={clsx("flex flex-col gap-3", className)}>
      {names.map((name) => {
        const step = reached.get(name);
        const { Icon, ink, word } = lookOf(step);
        return (
          <li key={name} className="flex gap-3">
            <Icon role="img" aria-label={t(`stepState.${word}`)} className={clsx("mt-0.5 size-5 shrink-0", ink)} />
            <div className="min-w-0 grow">
              <p className={clsx("font-medium", !step && "text-faint")}>{t(`step.${name}`)}</p>
              {step ? <StepBytes step={step} opening={opening} /> : null}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function lookOf(step: ReceiptStep | undefined) {
  if (!step) return { Icon: CircleDashed, ink: "text-faint", word: "skipped" } as const;
  return step.ok
    ? ({ Icon: CircleCheck, ink: "text-success-text", word: "holds" } as const)
    : ({ Icon: CircleX, ink: "text-danger-text", word: "fails" } as const);
}
