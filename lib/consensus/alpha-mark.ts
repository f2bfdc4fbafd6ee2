import { type Agreement, estimate, type Statistic } from "./estimate";
import { groupRegions, measureIou, type Region } from "./region";
import type { Span } from "./span";

/* How far people agree on marks: parts of texts, boxes of pictures, segments of recordings. Source: docs/consensus.md. */

/** Each person's marks of one item. */
export type MarkedItem<M> = readonly (readonly M[])[];

/**
 * How alike two people's regions are, from 0 to 1: those that mean one thing by `region/1` share their overlap, all others count as nothing;
 * the sum of the overlaps over the number of things that either saw. Two who both saw nothing agree wholly.
 */
export function compareMarks(one: readonly Region[], other: readonly Region[]): number {
  const groups = groupRegions([one, other]);
  if (groups.length === 0) return 1;
  const overlap = ([a, b]: (typeof groups)[number]) => (a && b ? measureIou(a.region, b.region) : 0);
  return groups.reduce((sum, group) => sum + overlap(group), 0) / groups.length;
}

/** Mean of `compareMarks` over all pairs of an item's people; undefined with one. */
export function meanOverlap(item: MarkedItem<Region>): number | undefined {
  let [sum, pairs] = [0, 0];
  for (const [at, one] of item.entries())
    for (const other of item.slice(at + 1)) {
      sum += compareMarks(one, other);
      pairs += 1;
    }
  return pairs === 0 ? undefined : sum / pairs;
}

/** An item is held against so many that follow it: enough to know chance by, and few enough for a hundred thousand items. */
const NEIGHBOURS = 8;
/** Of people as crowded as these no pair more is compared. */
const PEOPLE = 5;

/**
 * `share`: the mean overlap of two people on an item. `alpha`: the same less chance, as Krippendorff's alpha has it for any distance; chance is how
 * alike people's marks of different items are, here of each item and the eight after it in their order.
 */
export function measureOverlap(items: readonly MarkedItem<Region>[]): { share: Agreement; alpha: Agreement } {
  const counted = items.filter((item) => item.length > 1);
  const observed = counted.map((item) => meanOverlap(item) as number);
  const byChance = counted.map((item, at) => {
    let [sum, pairs] = [0, 0];
    for (let step = 1; step <= Math.min(NEIGHBOURS, counted.length - 1); step += 1)
      for (const other of (counted[(at + step) % counted.length] as MarkedItem<Region>).slice(0, PEOPLE))
        for (const one of item.slice(0, PEOPLE)) {
          sum += compareMarks(one, other);
          pairs += 1;
        }
    return pairs === 0 ? 0 : sum / pairs;
  });
  const meanOf = (expected: (sums: Float64Array) => number): Statistic => ({
    width: 3,
    add(item, sums, sign) {
      sums[0] = (sums[0] as number) + sign * (observed[item] as number);
      sums[1] = (sums[1] as number) + sign * (byChance[item] as number);
      sums[2] = (sums[2] as number) + sign;
      return true;
    },
    finish: (sums) => ({ observed: (sums[0] as number) / (sums[2] as number), expected: expected(sums) }),
  });
  return {
    share: estimate(
      counted.length,
      meanOf(() => 0),
    ),
    alpha:
      counted.length === 1
        ? { defined: false, reason: "one-item", items: 1 }
        : estimate(
            counted.length,
            meanOf((sums) => (sums[1] as number) / (sums[2] as number)),
          ),
  };
}

export type UnitItem = { length: number; marks: MarkedItem<Span> };

/**
 * Krippendorff's alpha, nominal, unit by unit: each code point of a text or millisecond of a recording is an observation for each kind, marked or not.
 * Kinds are counted apart, each with its own chance, and put together. Items are what the jackknife leaves out, as units of one item hang together.
 */
export function measureByUnit(items: readonly UnitItem[]): Agreement {
  const kinds = [...new Set(items.flatMap(({ marks }) => marks.flat().map(({ kind }) => kind)))].sort();
  const width = 3 * Math.max(1, kinds.length);
  const rows = items.map(({ length, marks }) => {
    const row = new Float64Array(width);
    if (marks.length > 1) for (const [at, kind] of kinds.entries()) row.set(countUnits(length, marks, kind), 3 * at);
    return row;
  });
  return estimate(items.length, {
    width,
    add(item, sums, sign) {
      for (const [cell, value] of (rows[item] as Float64Array).entries())
        sums[cell] = (sums[cell] as number) + sign * value;
      return (items[item] as UnitItem).marks.length > 1;
    },
    finish(sums) {
      let [apart, byChance, all] = [0, 0, 0];
      for (const at of kinds.keys()) {
        const [marked, unmarked, differing] = [...sums.subarray(3 * at, 3 * at + 3)] as [number, number, number];
        const units = marked + unmarked;
        if (units < 2) continue;
        apart += differing;
        byChance += (2 * marked * unmarked) / (units - 1);
        all += units;
      }
      if (all === 0) return "one-label";
      return { observed: 1 - apart / all, expected: 1 - byChance / all };
    },
  });
}

/** Of one kind: how often units were marked, how often not, and in how many ordered pairs, over people less one, two differ. */
function countUnits(length: number, marks: MarkedItem<Span>, kind: string): [number, number, number] {
  const own = marks.map((spans) => spans.filter((span) => span.kind === kind));
  const within = (edge: number) => Math.min(Math.max(edge, 0), length);
  const edges = [0, length, ...own.flat().flatMap(({ start, end }) => [within(start), within(end)])];
  const sorted = [...new Set(edges)].sort((a, b) => a - b);
  const people = marks.length;
  let [marked, unmarked, differing] = [0, 0, 0];
  for (const [at, from] of sorted.slice(0, -1).entries()) {
    const units = (sorted[at + 1] as number) - from;
    const votes = own.filter((spans) => spans.some(({ start, end }) => start <= from && end > from)).length;
    marked += units * votes;
    unmarked += units * (people - votes);
    differing += (units * 2 * votes * (people - votes)) / (people - 1);
  }
  return [marked, unmarked, differing];
}
