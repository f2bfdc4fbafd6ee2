import { clsx } from "clsx";
import type { ReactNode } from "react";
import { StepLine } from "./step-line";

type StepsProps<Name extends string, Step extends { name: Name; ok: boolean }> = {
  /** Steps that there are, in their order. */
  names: readonly Name[];
  /** Those that were reached. */
  reached: readonly Step[];
  titleOf: (name: Name) => string;
  /** What a step looked at. */
  show: (step: Step) => ReactNode;
  className?: string | undefined;
};

/** Every step of a check in its order, each with what it looked at; also those that were not reached. */
export function Steps<Name extends string, Step extends { name: Name; ok: boolean }>(props: StepsProps<Name, Step>) {
  const { names, reached, titleOf, show, className } = props;
  const byName = new Map(reached.map((step) => [step.name, step]));
  return (
    <ol className={clsx("flex flex-col gap-3", className)}>
      {names.map((name) => {
        const step = byName.get(name);
        return (
          <StepLine key={name} title={titleOf(name)} isOk={step?.ok}>
            {step ? show(step) : null}
          </StepLine>
        );
      })}
    </ol>
  );
}
