import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import type { ReceiptStep } from "#lib/ledger/receipt";
import { stepNames } from "./check-file";
import { StepBytes } from "./step-bytes";
import { StepLine } from "./step-line";

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
        return (
          <StepLine key={name} title={t(`step.${name}`)} isOk={step?.ok}>
            {step ? <StepBytes step={step} opening={opening} /> : null}
          </StepLine>
        );
      })}
    </ol>
  );
}
