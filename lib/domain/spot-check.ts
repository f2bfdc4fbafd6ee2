/**
 * `spot-check/1`: a label's price times what the worker's checks showed. The smallest of three signals pays, so that nobody gains by agreeing
 * with peers alone. Whole numbers only, every division rounded down, so that each replay pays the same.
 */
export const SPOT_CHECK_RULE = "spot-check/1";

/** A target is at most this, in basis points: nobody is held to perfection. */
export const SPOT_CHECK_MOST_TARGET = 9_500;

/** The last gold answers that count. */
export const SPOT_CHECK_GOLD = 100;

/** Answers wait so long for their author's gold; then they are settled by `lateShare`. */
export const SPOT_CHECK_WAIT_MS = 14 * 24 * 3_600_000;

/** Gold answers before a worker is paid; until then the price stays reserved. */
export const SPOT_CHECK_LEAST_GOLD = 5;

/** Pseudo-answers at chance, which a worker's own have to outweigh. */
const CHANCE_ANSWERS = 4;
const FULL = 10_000;

type Tally = { right: number; of: number };

export type CheckedWorker = {
  /** Labels that may be given. */
  classes: number;
  /** Accuracy in basis points that earns the full price: above chance, at most 9,500. */
  target: number;
  /** The last gold answers, at most 100. */
  gold: Tally;
  /** Audited answers by true class; classes never audited are left out of the mean. */
  audits: readonly Tally[];
  /** The estimator's class-balanced accuracy in basis points and the answers behind it; absent in small campaigns. */
  estimate?: { accuracy: number; answers: number };
};

/** The share of a price, in basis points, that each answer of the worker earns; undefined while there is too little gold. */
export function spotCheckShare({ classes, target, gold, audits, estimate }: CheckedWorker): number | undefined {
  const chance = Math.floor(FULL / classes);
  if (!(target > chance && target <= SPOT_CHECK_MOST_TARGET))
    throw new RangeError(`target ${target} is not above ${chance} and at most 9500`);
  for (const { right, of } of [gold, ...audits])
    if (!(Number.isSafeInteger(right) && Number.isSafeInteger(of) && right >= 0 && right <= of))
      throw new RangeError(`${right} right of ${of} cannot be`);
  if (gold.of < SPOT_CHECK_LEAST_GOLD) return undefined;
  const aboveChance = (accuracy: number) =>
    Math.min(FULL, Math.max(0, Math.floor(((accuracy - chance) * FULL) / (target - chance))));
  const shrunk = (accuracy: number, answers: number) =>
    Math.floor((accuracy * answers + chance * CHANCE_ANSWERS) / (answers + CHANCE_ANSWERS));
  const onGold = Math.floor((FULL * (classes * gold.right + CHANCE_ANSWERS)) / (classes * (gold.of + CHANCE_ANSWERS)));
  const seen = audits.filter(({ of }) => of > 0);
  const audited = seen.reduce((sum, { of }) => sum + of, 0);
  const sum = seen.reduce((total, { right, of }) => total + Math.floor((FULL * right) / of), 0);
  return Math.min(
    FULL,
    aboveChance(onGold) + 1_500,
    audited >= 4 ? aboveChance(shrunk(Math.floor(sum / seen.length), audited)) + 2_000 : FULL,
    estimate ? aboveChance(shrunk(estimate.accuracy, estimate.answers)) : FULL,
  );
}

/**
 * The same for answers that have waited long enough, or whose task has closed, while there is too little gold: what gold there is, outweighed by
 * the pseudo-answers at chance and without the allowance. 4 of 4 right earns more than half, nothing shown earns nothing.
 */
export function lateShare({ classes, target, gold }: Pick<CheckedWorker, "classes" | "target" | "gold">): number {
  const chance = Math.floor(FULL / classes);
  const onGold = Math.floor((FULL * (classes * gold.right + CHANCE_ANSWERS)) / (classes * (gold.of + CHANCE_ANSWERS)));
  return Math.min(FULL, Math.max(0, Math.floor(((onGold - chance) * FULL) / (target - chance))));
}

type Terms = { form: string; options: number };

/**
 * How many answers somebody who guesses chooses between: of several questions the fewest, so that chance is never made too little. At most 100.
 * Undefined where no question has coded answers, so that nothing can be gold.
 */
export function checkClasses(questions: readonly Terms[]): number | undefined {
  const counts = questions.flatMap(({ form, options }) => answersOf[form]?.(options) ?? []);
  return counts.length === 0 ? undefined : Math.max(2, Math.min(MOST_CLASSES, ...counts));
}

const MOST_CLASSES = 100;
const answersOf: Record<string, (options: number) => number> = {
  single_class: (options) => options,
  rating: (options) => options,
  pairwise: (options) => options,
  multi_label: (options) => 2 ** Math.min(options, 7),
  ranking: (options) => (options < 5 ? ([1, 1, 2, 6, 24][options] ?? 1) : MOST_CLASSES),
};

/** Splits a price of whole milli-points by a share in basis points; both parts always add up to the price. */
export function splitByShare(price: number, share: number): { pay: number; release: number } {
  if (!Number.isInteger(price) || !Number.isSafeInteger(price * FULL) || price < 0)
    throw new RangeError(`price ${price} is not a whole number in range`);
  if (!(Number.isInteger(share) && share >= 0 && share <= FULL))
    throw new RangeError(`share ${share} is not from 0 to ${FULL}`);
  const pay = Math.floor((price * share) / FULL);
  return { pay, release: price - pay };
}
