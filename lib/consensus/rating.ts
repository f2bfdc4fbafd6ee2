import type { Answers } from "./answers";
import { NO_LABEL } from "./majority";

/** Grades in order. A worker's weight is 1 over the mean square of their distance to the items' grades, held back by pseudo-answers. */
export const RATING = {
  rule: "weighted-median/1",
  rounds: 10,
  pseudoAnswers: 4,
  pseudoSquare: 0.5,
  tie: 1e-9,
} as const;

export type RatingConsensus = {
  /** The weighted median grade; NO_LABEL where the weight is split evenly between two grades, or nobody answered. */
  grade: Int32Array;
  /** The weighted mean, for those who want a number; NaN never: 0 where nobody answered. */
  mean: Float64Array;
  /** Weighted share of answers that are the grade or next to it; 0 without a grade. */
  confidence: Float64Array;
  weight: Float64Array;
};

/**
 * `weighted-median/1`: a median moves little by one wild answer and never between grades, and weights let careful people count for more. Grades and weights
 * are found in turn, a fixed number of rounds; distances are to the weighted mean, which has no ties.
 */
export function agreeOnRatings(answers: Answers): RatingConsensus {
  const { items, workers } = answers;
  const weight = new Float64Array(workers).fill(1);
  const mean = new Float64Array(items);
  for (let round = 0; round < RATING.rounds; round += 1) {
    findMeans(answers, weight, mean);
    weighWorkers(answers, mean, weight);
  }
  findMeans(answers, weight, mean);
  const grade = new Int32Array(items).fill(NO_LABEL);
  const confidence = new Float64Array(items);
  for (let item = 0; item < items; item += 1) [grade[item], confidence[item]] = findMedian(answers, weight, item);
  return { grade, mean, confidence, weight };
}

function findMeans({ items, start, worker, label }: Answers, weight: Float64Array, mean: Float64Array): void {
  for (let item = 0; item < items; item += 1) {
    let [sum, all] = [0, 0];
    for (let at = start[item] as number; at < (start[item + 1] as number); at += 1) {
      const own = weight[worker[at] as number] as number;
      sum += own * (label[at] as number);
      all += own;
    }
    mean[item] = all === 0 ? 0 : sum / all;
  }
}

function weighWorkers({ items, start, worker, label }: Answers, mean: Float64Array, weight: Float64Array): void {
  const squares = new Float64Array(weight.length).fill(RATING.pseudoAnswers * RATING.pseudoSquare);
  const given = new Float64Array(weight.length).fill(RATING.pseudoAnswers);
  for (let item = 0; item < items; item += 1)
    for (let at = start[item] as number; at < (start[item + 1] as number); at += 1) {
      const [who, off] = [worker[at] as number, (label[at] as number) - (mean[item] as number)];
      squares[who] = (squares[who] as number) + off * off;
      given[who] = (given[who] as number) + 1;
    }
  for (let who = 0; who < weight.length; who += 1) weight[who] = (given[who] as number) / (squares[who] as number);
}

/** The grade below and above which there is less than half of the weight, and how much of the weight is there or next to it. */
function findMedian({ classes, start, worker, label }: Answers, weight: Float64Array, item: number): [number, number] {
  const given = new Float64Array(classes);
  for (let at = start[item] as number; at < (start[item + 1] as number); at += 1)
    given[label[at] as number] = (given[label[at] as number] as number) + (weight[worker[at] as number] as number);
  const all = given.reduce((sum, each) => sum + each, 0);
  const even = all * RATING.tie;
  let below = 0;
  for (let grade = 0; grade < classes; grade += 1) {
    const own = given[grade] as number;
    const above = all - below - own;
    if (own > 0 && below < all / 2 - even && above < all / 2 - even) {
      const near = own + (given[grade - 1] ?? 0) + (given[grade + 1] ?? 0);
      return [grade, near / all];
    }
    below += own;
  }
  return [NO_LABEL, 0];
}
