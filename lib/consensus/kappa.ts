import type { Answers } from "./answers";
import { measureDistances, type Scale, scaleDistances } from "./distance";
import { type Agreement, estimate, type Statistic } from "./estimate";
import { makeTally } from "./tally";

/** Weights of disagreements by the labels' numbers; `distances`, classes by classes, stands in for a scale. */
export type Weighting = {
  scale?: Exclude<Scale, "ordinal">;
  values?: ArrayLike<number>;
  distances?: Float64Array;
};

/** Of two answers to one item drawn at random, how often they are the same: the mean over items with two answers or more. */
export const measurePercent = (answers: Answers): Agreement => measurePooled(answers, {}, () => 0);

/** Fleiss' kappa; of two workers, Scott's pi. Items may have different numbers of answers, a single answer counts for the labels' shares. */
export const measureFleiss = (answers: Answers, weighting: Weighting = {}): Agreement =>
  measurePooled(answers, weighting, (shares, near) => {
    let expected = 0;
    for (let one = 0; one < shares.length; one += 1)
      for (let other = 0; other < shares.length; other += 1)
        expected += (near[one * shares.length + other] as number) * (shares[one] as number) * (shares[other] as number);
    return expected;
  });

/** Gwet's AC1, or AC2 with weights: chance agreement only where an answer is a guess, so that rare labels do not pull it down. */
export const measureGwet = (answers: Answers, weighting: Weighting = {}): Agreement =>
  measurePooled(answers, weighting, (shares, near) => {
    const classes = shares.length;
    const spread = shares.reduce((sum, share) => sum + share * (1 - share), 0);
    return (near.reduce((sum, weight) => sum + weight, 0) * spread) / (classes * (classes - 1));
  });

/** Brennan & Prediger's coefficient (Bennett's S, Randolph's free-marginal kappa): chance is one label in as many as there are. */
export const measureBrennan = (answers: Answers, weighting: Weighting = {}): Agreement =>
  measurePooled(
    answers,
    weighting,
    (shares, near) => near.reduce((sum, weight) => sum + weight, 0) / (shares.length * shares.length),
  );

/** Fleiss' kappa of each label against all others together. */
export const measureFleissByLabel = (answers: Answers): Agreement[] =>
  Array.from({ length: answers.classes }, (_, label) =>
    measureFleiss({ ...answers, classes: 2, label: answers.label.map((each) => (each === label ? 1 : 0)) }),
  );

/** Cohen's kappa of two workers over the items both answered, weighted if asked. */
export function measureCohen(answers: Answers, one: number, other: number, weighting: Weighting = {}): Agreement {
  const { classes, start, worker, label, items } = answers;
  const near = nearness(weighting, classes);
  const find = (item: number, who: number) => {
    for (let at = start[item] as number; at < (start[item + 1] as number); at += 1)
      if (worker[at] === who) return label[at] as number;
    return undefined;
  };
  const statistic: Statistic = {
    // Shares of the one, shares of the other, agreement, items.
    width: 2 * classes + 2,
    add(item, sums, sign) {
      const [a, b] = [find(item, one), find(item, other)];
      if (a === undefined || b === undefined) return false;
      sums[a] = (sums[a] as number) + sign;
      sums[classes + b] = (sums[classes + b] as number) + sign;
      sums[2 * classes] = (sums[2 * classes] as number) + sign * (near?.[a * classes + b] ?? 0);
      sums[2 * classes + 1] = (sums[2 * classes + 1] as number) + sign;
      return true;
    },
    finish(sums) {
      if (!near) return "no-ratio-scale";
      const all = sums[2 * classes + 1] as number;
      let expected = 0;
      for (let a = 0; a < classes; a += 1)
        for (let b = 0; b < classes; b += 1)
          expected += ((near[a * classes + b] as number) * (sums[a] as number) * (sums[classes + b] as number)) / all;
      return { observed: (sums[2 * classes] as number) / all, expected: expected / all };
    },
  };
  return estimate(items, statistic);
}

/** nearness[a * classes + b]: 1 where labels are the same, 0 where they are farthest apart. */
function nearness({ scale = "nominal", values, distances }: Weighting, classes: number): Float64Array | undefined {
  const far = distances ?? measureDistances(scale, new Int32Array(classes), values);
  return far && scaleDistances(far).map((distance) => 1 - distance);
}

/** Coefficients whose chance agreement depends on the pooled shares of the labels. */
function measurePooled(
  answers: Answers,
  weighting: Weighting,
  chance: (shares: Float64Array, near: Float64Array) => number,
): Agreement {
  const { classes, items } = answers;
  const near = nearness(weighting, classes);
  const tallyItem = makeTally(answers);
  const statistic: Statistic = {
    // Shares of the labels, items with an answer, agreement, items with two.
    width: classes + 3,
    add(item, sums, sign) {
      const { counts, seen, answers: given } = tallyItem(item);
      if (given === 0) return false;
      for (const label of seen) sums[label] = (sums[label] as number) + (sign * (counts[label] as number)) / given;
      sums[classes] = (sums[classes] as number) + sign;
      if (given === 1) return false;
      let pairs = 0;
      for (const one of seen)
        for (const other of seen) {
          const others = one === other ? (counts[other] as number) - 1 : (counts[other] as number);
          pairs += (near?.[one * classes + other] ?? 0) * (counts[one] as number) * others;
        }
      sums[classes + 1] = (sums[classes + 1] as number) + (sign * pairs) / (given * (given - 1));
      sums[classes + 2] = (sums[classes + 2] as number) + sign;
      return true;
    },
    finish(sums) {
      if (!near) return "no-ratio-scale";
      const shares = sums.slice(0, classes).map((sum) => sum / (sums[classes] as number));
      const observed = (sums[classes + 1] as number) / (sums[classes + 2] as number);
      return { observed, expected: chance(shares, near) };
    },
  };
  return estimate(items, statistic);
}
