import { limits } from "#lib/domain/limits";
import { parsePoints } from "#lib/domain/points";
import { checkForm, type FormField, POINTS_SHAPE } from "./form-state";
import type { WizardState } from "./use-stored-wizard";

export const stepKeys = ["basics", "data", "guidelines", "licence", "policy", "budget", "check"] as const;
export type StepKey = (typeof stepKeys)[number];

const fieldsOf: Record<StepKey, readonly FormField[]> = {
  basics: ["name", "slug", "summary"],
  data: ["modality", "languages", "question", "classes"],
  guidelines: ["guidelines"],
  licence: ["licence", "otherLicences"],
  policy: ["reviewsWanted", "rejectReasons", "acceptPrice", "reviewPrice"],
  budget: [],
  check: [],
};

/** Key of what is wrong with the budget asked for; undefined when nothing is. Empty asks for none. */
export function budgetFault(budget: string): string | undefined {
  if (budget.trim() === "") return undefined;
  const milli = parsePoints(budget);
  if (milli === undefined) return POINTS_SHAPE;
  return milli > limits.maxBudgetPoints * 1000 ? "too_large" : undefined;
}

/** Milli-points asked for; 0 for none. */
export function budgetOf(state: WizardState): number {
  return parsePoints(state.budget) ?? 0;
}

/** Faults by field, the number of faults by step, and the input once nothing is wrong. */
export function checkWizard(state: WizardState, isSlugTaken: boolean) {
  const { faults, input } = checkForm(state.form);
  const count = (key: StepKey) =>
    fieldsOf[key].filter((field) => faults[field]).length +
    (key === "basics" && isSlugTaken ? 1 : 0) +
    (key === "budget" && budgetFault(state.budget) ? 1 : 0);
  const counts = Object.fromEntries(stepKeys.map((key) => [key, count(key)])) as Record<StepKey, number>;
  const isComplete = stepKeys.every((key) => counts[key] === 0);
  return { faults, counts, input: isComplete ? input : undefined };
}
