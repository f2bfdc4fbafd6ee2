import type { Answers } from "./answers";
import { measureDistances, type Scale, scaleDistances } from "./distance";
import { type Agreement, estimate, type Statistic } from "./estimate";
import { makeTally } from "./tally";

/** How labels compare: a scale with the labels' numbers (their indexes when left out), or distances, classes by classes, instead of a scale. */
export type AlphaScale = { scale?: Exclude<Scale, "linear">; values?: ArrayLike<number>; distances?: Float64Array };

/**
 * Krippendorff's alpha: any number of workers, answers may be missing, items with one answer are left out (Krippendorff, Content Analysis, 2004).
 * The ordinal scale is his metric, which depends on how often each label was given, and not irrCAC's ordinal weights.
 */
export function measureAlpha(answers: Answers, { scale = "nominal", values, distances }: AlphaScale = {}): Agreement {
  const { classes, items } = answers;
  const tallyItem = makeTally(answers);
  const statistic: Statistic = {
    // The matrix of coincidences: how often two answers to one item were this and that label, an item with n answers counting n.
    width: classes * classes,
    add(item, sums, sign) {
      const { counts, seen, answers: given } = tallyItem(item);
      if (given < 2) return false;
      for (const one of seen)
        for (const other of seen) {
          const cell = one * classes + other;
          const others = one === other ? (counts[other] as number) - 1 : (counts[other] as number);
          sums[cell] = (sums[cell] as number) + (sign * (counts[one] as number) * others) / (given - 1);
        }
      return true;
    },
    finish(sums) {
      const given = new Float64Array(classes);
      for (let cell = 0; cell < sums.length; cell += 1) {
        const label = Math.floor(cell / classes);
        given[label] = (given[label] as number) + (sums[cell] as number);
      }
      const far = distances ?? measureDistances(scale, given, values);
      if (!far) return "no-ratio-scale";
      const scaled = scaleDistances(far);
      const all = given.reduce((sum, count) => sum + count, 0);
      let [observed, expected] = [0, 0];
      for (let cell = 0; cell < sums.length; cell += 1) {
        const [one, other] = [Math.floor(cell / classes), cell % classes];
        observed += (sums[cell] as number) * (scaled[cell] as number);
        expected += (given[one] as number) * (given[other] as number) * (scaled[cell] as number);
      }
      return { observed: 1 - observed / all, expected: 1 - expected / (all * (all - 1)) };
    },
  };
  return estimate(items, statistic);
}
