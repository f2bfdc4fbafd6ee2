import type { Answers } from "./answers";
import { countLabels, NO_LABEL } from "./majority";

/** The rule and its parameters, as an entry names them. Another value of one of them is another rule. */
export const DAWID_SKENE = { rule: "dawid-skene/1", agreeing: 4, smoothing: 0.1, rounds: 10, tolerance: 1e-6 } as const;

/** What the workers are like: shares[label] of items, and confusion[(worker * classes + truth) * classes + label] = P(label | truth). */
export type WorkerModel = { classes: number; shares: Float64Array; confusion: Float64Array };

export type Fit = {
  model: WorkerModel;
  /** posterior[item * classes + label]; every item's row adds up to 1. */
  posterior: Float64Array;
  /** Rounds done: fewer than allowed once no posterior moved by more than the tolerance. */
  rounds: number;
};

/**
 * Labels and workers' confusions by expectation maximisation (Dawid & Skene, J. Royal Stat. Soc. C 28(1), 1979), begun at the shares of
 * the votes. The diagonal of a worker's confusion begins with pseudo-answers, which keeps those with few answers near honest.
 * gold[item]: a known label, whose posterior stays 1, or NO_LABEL.
 * Only + - * / are used, which IEEE 754 rounds alike everywhere, in one fixed order: a replay gives the same bits (docs/decisions/0011).
 */
export function fitDawidSkene(answers: Answers, gold?: ArrayLike<number>): Fit {
  const { items, classes, workers } = answers;
  const posterior = beginAtVotes(answers, gold);
  const model = {
    classes,
    shares: new Float64Array(classes),
    confusion: new Float64Array(workers * classes * classes),
  };
  const row = new Float64Array(classes);
  let rounds = 0;
  for (let moved = Infinity; rounds < DAWID_SKENE.rounds && moved > DAWID_SKENE.tolerance; rounds += 1) {
    maximise(answers, posterior, model);
    moved = 0;
    for (let item = 0; item < items; item += 1) {
      if (isKnown(gold, item)) continue;
      judge(
        model,
        answers.worker,
        answers.label,
        answers.start[item] as number,
        answers.start[item + 1] as number,
        row,
      );
      for (let label = 0; label < classes; label += 1) {
        const cell = item * classes + label;
        moved = Math.max(moved, Math.abs((posterior[cell] as number) - (row[label] as number)));
        posterior[cell] = row[label] as number;
      }
    }
  }
  return { model, posterior, rounds };
}

/**
 * Posterior of one item, given the model as it is: what a new answer changes at once, before the model is fitted again.
 * The answers are those from `from` to below `to`; writes shares that add up to 1 into `row`, the class shares when there is no answer.
 */
export function judge(
  { classes, shares, confusion }: WorkerModel,
  worker: ArrayLike<number>,
  label: ArrayLike<number>,
  from: number,
  to: number,
  row: Float64Array,
): void {
  row.set(shares);
  for (let at = from; at < to; at += 1) {
    let most = 0;
    for (let truth = 0; truth < classes; truth += 1) {
      const cell = ((worker[at] as number) * classes + truth) * classes + (label[at] as number);
      row[truth] = (row[truth] as number) * (confusion[cell] as number);
      most = Math.max(most, row[truth] as number);
    }
    // A power of two changes no digit; without it a thousand answers would come to nothing.
    if (most < 2 ** -500)
      for (let truth = 0; truth < classes; truth += 1) row[truth] = (row[truth] as number) * 2 ** 500;
  }
  let sum = 0;
  for (let truth = 0; truth < classes; truth += 1) sum += row[truth] as number;
  for (let truth = 0; truth < classes; truth += 1) row[truth] = (row[truth] as number) / sum;
}

const isKnown = (gold: ArrayLike<number> | undefined, item: number) => gold !== undefined && gold[item] !== NO_LABEL;

function beginAtVotes(answers: Answers, gold?: ArrayLike<number>): Float64Array {
  const { items, classes, start } = answers;
  const posterior = Float64Array.from(countLabels(answers));
  for (let item = 0; item < items; item += 1) {
    const votes = (start[item + 1] as number) - (start[item] as number);
    for (let label = 0; label < classes; label += 1) {
      const cell = item * classes + label;
      if (isKnown(gold, item)) posterior[cell] = gold?.[item] === label ? 1 : 0;
      else posterior[cell] = votes === 0 ? 1 / classes : (posterior[cell] as number) / votes;
    }
  }
  return posterior;
}

function maximise(answers: Answers, posterior: Float64Array, { classes, shares, confusion }: WorkerModel): void {
  const { items, workers, start, worker, label } = answers;
  shares.fill(1);
  confusion.fill(DAWID_SKENE.smoothing);
  for (let one = 0; one < workers; one += 1)
    for (let truth = 0; truth < classes; truth += 1)
      confusion[(one * classes + truth) * classes + truth] = DAWID_SKENE.agreeing + DAWID_SKENE.smoothing;
  for (let item = 0; item < items; item += 1)
    for (let truth = 0; truth < classes; truth += 1) {
      const weight = posterior[item * classes + truth] as number;
      if (start[item] !== start[item + 1]) shares[truth] = (shares[truth] as number) + weight;
      for (let at = start[item] as number; at < (start[item + 1] as number); at += 1) {
        const cell = ((worker[at] as number) * classes + truth) * classes + (label[at] as number);
        confusion[cell] = (confusion[cell] as number) + weight;
      }
    }
  normalise(shares, classes);
  normalise(confusion, classes);
}

/** Makes each row of `width` cells add up to 1. */
function normalise(cells: Float64Array, width: number): void {
  for (let from = 0; from < cells.length; from += width) {
    let sum = 0;
    for (let at = from; at < from + width; at += 1) sum += cells[at] as number;
    for (let at = from; at < from + width; at += 1) cells[at] = (cells[at] as number) / sum;
  }
}
