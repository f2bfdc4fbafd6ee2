/**
 * `spot-check/1`: a label's price times what the worker's checks showed. The smallest of three signals pays, so that nobody gains by agreeing
 * with peers alone. Whole numbers only, every division rounded down, so that each replay pays the same.
 */
export const SPOT_CHECK_RULE = "spot-check/1";

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
  if (!(target > chance && target <= 9_500))
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

/** Splits a price of whole milli-points by a share in basis points; both parts always add up to the price. */
export function splitByShare(price: number, share: number): { pay: number; release: number } {
  if (!Number.isInteger(price) || !Number.isSafeInteger(price * FULL) || price < 0)
    throw new RangeError(`price ${price} is not a whole number in range`);
  if (!(Number.isInteger(share) && share >= 0 && share <= FULL))
    throw new RangeError(`share ${share} is not from 0 to ${FULL}`);
  const pay = Math.floor((price * share) / FULL);
  return { pay, release: price - pay };
}
