import type { Answers } from "./answers";

/** No label: a tie, or no answer. */
export const NO_LABEL = -1;

/** How often each label was given: counts[item * classes + label]. */
export function countLabels({ items, classes, start, label }: Answers): Int32Array {
  const counts = new Int32Array(items * classes);
  for (let item = 0; item < items; item += 1)
    for (let at = start[item] as number; at < (start[item + 1] as number); at += 1) {
      const cell = item * classes + (label[at] as number);
      counts[cell] = (counts[cell] as number) + 1;
    }
  return counts;
}

/** Values closer than this are a tie: labels that stand alike may differ in the last digit, by the order they are added in. */
const TIE = 1e-9;

/** The label with the most of something in each row of `classes` cells; NO_LABEL where two share the most or nothing is there. */
export function pickLargest(values: ArrayLike<number>, classes: number): Int32Array {
  const picked = new Int32Array(values.length / classes);
  for (let row = 0; row < picked.length; row += 1) {
    let [best, most] = [NO_LABEL, 0];
    for (let label = 0; label < classes; label += 1) {
      const value = values[row * classes + label] as number;
      if (value >= most - TIE) best = value > most + TIE ? label : NO_LABEL;
      most = Math.max(most, value);
    }
    picked[row] = best;
  }
  return picked;
}

/** `majority/1`: the label most workers gave each item. A tie is no consensus and goes to review: any other tie rule moves accuracy by points. */
export function voteMajority(answers: Answers): Int32Array {
  return pickLargest(countLabels(answers), answers.classes);
}
