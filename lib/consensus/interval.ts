import { squareRoot } from "./root";

export type Interval = { low: number; high: number };

/** The 97.5 % point of the normal distribution. */
const Z = 1.959963984540054;

/** 95 % interval of a share, right of so many (Wilson); all that can be when there is nothing. */
export function shareInterval(right: number, of: number): Interval {
  if (of === 0) return { low: 0, high: 1 };
  const middle = right + (Z * Z) / 2;
  const reach = Z * squareRoot((right * (of - right)) / of + (Z * Z) / 4);
  return { low: Math.max(0, (middle - reach) / (of + Z * Z)), high: Math.min(1, (middle + reach) / (of + Z * Z)) };
}

/** The mean of values, with its 95 % interval by Student's t; undefined for none, without an interval for one. */
export function meanInterval(values: readonly number[]): { mean: number; interval?: Interval } | undefined {
  const count = values.length;
  if (count === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean };
  const spread = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const reach = studentT(count - 1) * squareRoot(spread / (count - 1) / count);
  return { mean, interval: { low: mean - reach, high: mean + reach } };
}

/** The 97.5 % point of Student's t, by the expansion in 1 / freedom (Abramowitz & Stegun 26.7.5): within .001 from four degrees of freedom on. */
export function studentT(freedom: number): number {
  const z3 = Z * Z * Z;
  const z5 = z3 * Z * Z;
  const z7 = z5 * Z * Z;
  const z9 = z7 * Z * Z;
  const terms = [
    (z3 + Z) / 4,
    (5 * z5 + 16 * z3 + 3 * Z) / 96,
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * Z) / 384,
    (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * Z) / 92160,
  ];
  return terms.reduceRight((sum, term) => (sum + term) / freedom, 0) + Z;
}
