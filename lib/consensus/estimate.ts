import { studentT } from "./interval";
import { squareRoot } from "./root";

/** Why there is no coefficient: no item has two answers; all answers are one label, so chance explains all; the scale does not suit the values; one item alone does not tell what chance would give. */
export type NoValue = "no-overlap" | "one-label" | "no-ratio-scale" | "one-item";

/** Why there is no interval: under five items; all items alike; without a few of the items there is no coefficient. */
export type NoInterval = "too-few-items" | "no-variation" | "rests-on-few-items";

/** A coefficient with its 95 % interval: never NaN, what cannot be told says why. `observed` and `expected` are agreement seen and by chance, from 0 to 1. */
export type Agreement =
  | {
      defined: true;
      value: number;
      observed: number;
      expected: number;
      /** Items that two or more of the workers answered. */
      items: number;
      interval: { defined: true; low: number; high: number; error: number } | { defined: false; reason: NoInterval };
    }
  | { defined: false; reason: NoValue; items: number };

/** A coefficient as sums over items, so that leaving some items out is a subtraction. */
export type Statistic = {
  width: number;
  /** Adds the item, times sign, to the sums; whether it is one of the items the coefficient rests on. */
  add: (item: number, sums: Float64Array, sign: 1 | -1) => boolean;
  finish: (sums: Float64Array) => { observed: number; expected: number } | NoValue;
};

const LEAST_ITEMS = 5;
/** Beyond this many items they are left out in groups, item by item in turn: as good, and time no longer grows with the square. */
const MOST_GROUPS = 500;
/** Below this, what is left of chance disagreement is only rounding. */
const NOTHING = 1e-12;

/** The coefficient with its 95 % interval by the jackknife: each group of items is left out once, and Student's t of groups - 1 is used. */
export function estimate(items: number, { width, add, finish }: Statistic): Agreement {
  const total = new Float64Array(width);
  const counted = [...Array(items).keys()].filter((item) => add(item, total, 1));
  const evaluate = (sums: Float64Array) => {
    const parts = finish(sums);
    if (typeof parts === "string") return parts;
    return 1 - parts.expected <= NOTHING ? "one-label" : { ...parts, value: correct(parts.observed, parts.expected) };
  };
  if (counted.length === 0) return { defined: false, reason: "no-overlap", items: 0 };
  const whole = evaluate(total);
  if (typeof whole === "string") return { defined: false, reason: whole, items: counted.length };
  return { defined: true, ...whole, items: counted.length, interval: findInterval() };

  function findInterval(): Extract<Agreement, { defined: true }>["interval"] {
    if (counted.length < LEAST_ITEMS) return { defined: false, reason: "too-few-items" };
    const groups = Math.min(counted.length, MOST_GROUPS);
    const values = new Float64Array(groups);
    const sums = new Float64Array(width);
    for (let group = 0; group < groups; group += 1) {
      sums.set(total);
      for (let at = group; at < counted.length; at += groups) add(counted[at] as number, sums, -1);
      const without = evaluate(sums);
      if (typeof without === "string") return { defined: false, reason: "rests-on-few-items" };
      values[group] = without.value;
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / groups;
    const spread = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
    const error = squareRoot((spread * (groups - 1)) / groups);
    if (error <= NOTHING) return { defined: false, reason: "no-variation" };
    const { value } = whole as { value: number };
    const reach = error * studentT(groups - 1);
    return { defined: true, low: Math.max(-1, value - reach), high: Math.min(1, value + reach), error };
  }
}

/** What there is beyond chance, of what there could be. */
const correct = (observed: number, expected: number) => (observed - expected) / (1 - expected);
