import type { Answers } from "./answers";
import { DAWID_SKENE, fitDawidSkene } from "./dawid-skene";
import { NO_LABEL, pickLargest, voteMajority } from "./majority";

/** Each label is a question of its own, yes or no, answered by Dawid-Skene. */
export const MULTI_LABEL = { rule: "multi-label/1", each: DAWID_SKENE } as const;

export type MultiLabelConsensus = {
  /** For each item the labels it has, ascending; those that could not be decided; those where the majority says otherwise. */
  labels: number[][];
  undecided: number[][];
  differing: number[][];
  /** posterior[item * labels + label]: the chance that the item has the label; 0 where nobody answered. */
  posterior: Float64Array;
};

/** `multi-label/1`. `chosen[row]` are the labels of that row of the answers (`arrangeAnswers` keeps the rows); what is not chosen is a no. */
export function agreeOnLabels(
  answers: Answers,
  labels: number,
  chosen: readonly (readonly number[])[],
): MultiLabelConsensus {
  const { items, row, start } = answers;
  const sets = [...row].map((each) => new Set(chosen[each]));
  const empty = () => Array.from({ length: items }, (): number[] => []);
  const result = {
    labels: empty(),
    undecided: empty(),
    differing: empty(),
    posterior: new Float64Array(items * labels),
  };
  for (let label = 0; label < labels; label += 1) {
    const asked = { ...answers, classes: 2, label: Int32Array.from(sets, (set) => (set.has(label) ? 1 : 0)) };
    const { posterior } = fitDawidSkene(asked);
    const [byModel, majority] = [pickLargest(posterior, 2), voteMajority(asked)];
    for (let item = 0; item < items; item += 1) {
      if (start[item] === start[item + 1]) continue;
      result.posterior[item * labels + label] = posterior[item * 2 + 1] as number;
      if (byModel[item] === 1) result.labels[item]?.push(label);
      if (byModel[item] === NO_LABEL) result.undecided[item]?.push(label);
      if (byModel[item] !== majority[item]) result.differing[item]?.push(label);
    }
  }
  return result;
}
