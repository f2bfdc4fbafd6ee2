import { useTranslations } from "next-intl";
import type { ReceiptStep } from "#lib/ledger/receipt";
import { stepNames } from "./check-file";
import { StepBytes } from "./step-bytes";
import { Steps } from "./steps";

type StepListProps = { steps: readonly ReceiptStep[]; hasPolicy: boolean; className?: string };

/** Every step in its order, with the bytes that it looked at; also those that were not reached. */
export function StepList({ steps, hasPolicy, className }: StepListProps) {
  const t = useTranslations("verify");
  const isComplete = steps.every((step) => step.ok);
  const reached = new Set(steps.map(({ name }) => name));
  const extra = steps.find((step) => step.name === "extra" && step.ok);
  const held = extra?.name === "extra" && extra.ok ? extra : undefined;
  const isThere = (name: (typeof stepNames)[number]) =>
    name === "witnesses" ? hasPolicy : name === "opening" || name === "declaration" ? held?.[name] !== undefined : true;
  const names = stepNames.filter((name) => reached.has(name) || (!isComplete && isThere(name)));
  return (
    <Steps
      names={names}
      reached={steps}
      titleOf={(name) => t(`step.${name}`)}
      show={(step) => <StepBytes step={step} openings={held ?? {}} />}
      className={className}
    />
  );
}
