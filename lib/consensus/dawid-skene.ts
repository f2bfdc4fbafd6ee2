import type { Answers } from "./answers";
import { countLabels, NO_LABEL } from "./majority";

/** The rule and its parameters, as an entry names them. Another value of one of them is another rule. */
export const DAWID_SKENE = {
  rule: "dawid-skene/1",
  agreeing: 4,
  smoothing: 0.1,
  rounds: 10,
  tolerance: 1e-6,
  /** What workers begin with where some labels are known: less trust, as what they said there shows what they are like. */
  anchor: { agreeing: 2, smoothing: 1 },
} as const;

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
 * the votes, or where labels are known at what those who know them say, so that a clique of many cannot make its labels true. The diagonal of a worker's confusion begins with pseudo-answers, which keeps those with few answers near honest.
 * gold[item]: a known label, whose posterior stays 1, or NO_LABEL.
 * Only + - * / are used, which IEEE 754 rounds alike everywhere, in one fixed order: a replay gives the same bits (docs/decisions/0011).
 */
export function fitDawidSkene(answers: Answers, gold?: ArrayLike<number>): Fit {
  return fitByRounds(answers, gold, () => {});
}

/** The same with one coin a worker: how often they are right, whatever is true; errors fall on any other label alike. */
export const ONE_COIN = { ...DAWID_SKENE, rule: "one-coin/1" } as const;

/** For few answers a worker and many labels, where a whole confusion cannot be learnt; far off where some label is much harder. */
export function fitOneCoin(answers: Answers, gold?: ArrayLike<number>): Fit {
  return fitByRounds(answers, gold, tossCoins);
}

function fitByRounds(
  answers: Answers,
  gold: ArrayLike<number> | undefined,
  restrict: (confusion: Float64Array, classes: number) => void,
): Fit {
  const { items, classes, workers } = answers;
  const posterior = gold && hasKnown(answers, gold) ? beginAtKnown(answers, gold) : beginAtVotes(answers);
  const model = {
    classes,
    shares: new Float64Array(classes),
    confusion: new Float64Array(workers * classes * classes),
  };
  const row = new Float64Array(classes);
  let rounds = 0;
  for (let moved = Infinity; rounds < DAWID_SKENE.rounds && moved > DAWID_SKENE.tolerance; rounds += 1) {
    maximise(answers, posterior, model, restrict);
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

/** 2 to the -500th: a power of two changes no digit, and without scaling a thousand answers would come to nothing. */
const SMALL = 3.054936363499605e-151;

/**
 * Posterior of one item, given the model as it is: what a new answer changes at once, before the model is fitted again.
 * The answers are those from `from` to below `to`; writes shares that add up to 1 into `row`, the class shares when there is no answer.
 * `doubt`: the share of answers taken for guesses whatever their worker's record, so that few answers never make certain.
 */
export function judge(
  { classes, shares, confusion }: WorkerModel,
  worker: ArrayLike<number>,
  label: ArrayLike<number>,
  from: number,
  to: number,
  row: Float64Array,
  doubt = 0,
): void {
  row.set(shares);
  for (let at = from; at < to; at += 1) {
    let most = 0;
    for (let truth = 0; truth < classes; truth += 1) {
      const cell = ((worker[at] as number) * classes + truth) * classes + (label[at] as number);
      row[truth] = (row[truth] as number) * ((1 - doubt) * (confusion[cell] as number) + doubt / classes);
      most = Math.max(most, row[truth] as number);
    }
    if (most < SMALL) for (let truth = 0; truth < classes; truth += 1) row[truth] = (row[truth] as number) / SMALL;
  }
  let sum = 0;
  for (let truth = 0; truth < classes; truth += 1) sum += row[truth] as number;
  for (let truth = 0; truth < classes; truth += 1) row[truth] = (row[truth] as number) / sum;
}

/** The model before anybody answered, or with room for workers it does not know yet: all labels alike, a new worker near honest. */
export function extendModel(classes: number, workers: number, known?: WorkerModel): WorkerModel {
  const model = {
    classes,
    shares: new Float64Array(classes).fill(1 / classes),
    confusion: beginConfusion(classes, workers),
  };
  normalise(model.confusion, classes);
  if (known) {
    model.shares.set(known.shares);
    model.confusion.set(known.confusion);
  }
  return model;
}

/** What each worker's confusion begins with: a little of everything, and pseudo-answers on the diagonal. */
function beginConfusion(
  classes: number,
  workers: number,
  { agreeing, smoothing }: { agreeing: number; smoothing: number } = DAWID_SKENE,
): Float64Array {
  const confusion = new Float64Array(workers * classes * classes).fill(smoothing);
  for (let cell = 0; cell < confusion.length; cell += classes * classes)
    for (let truth = 0; truth < classes; truth += 1) confusion[cell + truth * (classes + 1)] = agreeing + smoothing;
  return confusion;
}

const isKnown = (gold: ArrayLike<number> | undefined, item: number) => gold !== undefined && gold[item] !== NO_LABEL;

function hasKnown({ items, start }: Answers, gold: ArrayLike<number>): boolean {
  for (let item = 0; item < items; item += 1) if (isKnown(gold, item) && start[item] !== start[item + 1]) return true;
  return false;
}

function beginAtVotes(answers: Answers): Float64Array {
  const { items, classes, start } = answers;
  const posterior = Float64Array.from(countLabels(answers));
  for (let item = 0; item < items; item += 1) {
    const votes = (start[item + 1] as number) - (start[item] as number);
    for (let cell = item * classes; cell < (item + 1) * classes; cell += 1)
      posterior[cell] = votes === 0 ? 1 / classes : (posterior[cell] as number) / votes;
  }
  return posterior;
}

/** Judges each item by workers whose confusions are counted on known labels alone. */
function beginAtKnown(answers: Answers, gold: ArrayLike<number>): Float64Array {
  const { items, workers, classes, start, worker, label } = answers;
  const confusion = beginConfusion(classes, workers, DAWID_SKENE.anchor);
  for (let item = 0; item < items; item += 1)
    for (let at = start[item] as number; isKnown(gold, item) && at < (start[item + 1] as number); at += 1) {
      const cell = ((worker[at] as number) * classes + (gold[item] as number)) * classes + (label[at] as number);
      confusion[cell] = (confusion[cell] as number) + 1;
    }
  normalise(confusion, classes);
  const model = { classes, shares: new Float64Array(classes).fill(1 / classes), confusion };
  const posterior = new Float64Array(items * classes);
  const row = new Float64Array(classes);
  for (let item = 0; item < items; item += 1) {
    if (isKnown(gold, item)) row.fill(0)[gold[item] as number] = 1;
    else judge(model, worker, label, start[item] as number, start[item + 1] as number, row);
    posterior.set(row, item * classes);
  }
  return posterior;
}

function maximise(
  answers: Answers,
  posterior: Float64Array,
  { classes, shares, confusion }: WorkerModel,
  restrict: (confusion: Float64Array, classes: number) => void,
): void {
  const { items, workers, start, worker, label } = answers;
  shares.fill(1);
  confusion.set(beginConfusion(classes, workers));
  for (let item = 0; item < items; item += 1)
    for (let truth = 0; truth < classes; truth += 1) {
      const weight = posterior[item * classes + truth] as number;
      if (start[item] !== start[item + 1]) shares[truth] = (shares[truth] as number) + weight;
      for (let at = start[item] as number; at < (start[item + 1] as number); at += 1) {
        const cell = ((worker[at] as number) * classes + truth) * classes + (label[at] as number);
        confusion[cell] = (confusion[cell] as number) + weight;
      }
    }
  restrict(confusion, classes);
  normalise(shares, classes);
  normalise(confusion, classes);
}

/** Spreads a worker's counted answers as one coin has them: the right ones over the diagonal, the others over all else. */
function tossCoins(confusion: Float64Array, classes: number): void {
  const cells = classes * classes;
  for (let from = 0; from < confusion.length; from += cells) {
    let [right, all] = [0, 0];
    for (let cell = 0; cell < cells; cell += 1) {
      const count = confusion[from + cell] as number;
      all += count;
      if (cell % (classes + 1) === 0) right += count;
    }
    for (let cell = 0; cell < cells; cell += 1)
      confusion[from + cell] = cell % (classes + 1) === 0 ? right / classes : (all - right) / (cells - classes);
  }
}

/** Makes each row of `width` cells add up to 1. */
function normalise(cells: Float64Array, width: number): void {
  for (let from = 0; from < cells.length; from += width) {
    let sum = 0;
    for (let at = from; at < from + width; at += 1) sum += cells[at] as number;
    for (let at = from; at < from + width; at += 1) cells[at] = (cells[at] as number) / sum;
  }
}
