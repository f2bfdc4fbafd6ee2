import type { Agreement } from "#lib/consensus/estimate";
import type { Forecast } from "#lib/consensus/forecast";

export const measureNames = [
  "percent",
  "fleiss",
  "alpha",
  "gwet",
  "overlap",
  "overlapAlpha",
  "unitAlpha",
  "spanAlpha",
] as const;
/** How labels compare; a coefficient that knows only same and different is nominal. */
export const measureScales = ["nominal", "ordinal", "interval", "ratio"] as const;
/** How far people agree by one coefficient. */
export type Measure = { name: (typeof measureNames)[number]; scale: (typeof measureScales)[number]; is: Agreement };

/** What one observation is: an item, one label of an item, a pair of ranked options of an item, or all marks of a person in an item. */
export const qualityUnits = ["item", "label", "pair", "marks"] as const;

/** What a pass over a question's closed items found; kept with the run, so that its page costs nothing. */
export type QuestionQuality = {
  people: number;
  /** Items that came to no label. */
  unlabelled: number;
  /** Null where answers are texts, for which there is no coefficient here. */
  measures: { unit: (typeof qualityUnits)[number]; list: Measure[] } | null;
  /** confusion[label of the item][what somebody said]: answers; null without codes. Items without a label are left out. */
  confusion: number[][] | null;
  /** Items by how far their people agree, and by how sure their label is: tenths, the last one includes 1. */
  agreement: number[];
  confidence: number[];
  /** Answers by the time they took: under 5, 10, 20, 40, 80, 160 seconds, and longer. */
  times: number[];
  /** Answers by their code; empty without codes. */
  given: number[];
  forecast: Pick<Forecast, "pilotItems" | "answersPerItem" | "escalated" | "cutShort" | "accuracy"> | null;
};

/** Upper edges of the classes of times, in seconds; the last class has none. */
export const timeEdges = [5, 10, 20, 40, 80, 160] as const;

/** Numbers by tenths from 0 to 1. */
export function countTenths(shares: Iterable<number>): number[] {
  const tenths = new Array<number>(10).fill(0);
  for (const share of shares) {
    const at = Math.min(9, Math.floor(share * 10));
    tenths[at] = (tenths[at] ?? 0) + 1;
  }
  return tenths;
}

/** Milliseconds by the classes of timeEdges. */
export function countTimes(times: Iterable<number>): number[] {
  const classes = new Array<number>(timeEdges.length + 1).fill(0);
  for (const ms of times) {
    const found = timeEdges.findIndex((edge) => ms < edge * 1_000);
    const at = found < 0 ? timeEdges.length : found;
    classes[at] = (classes[at] ?? 0) + 1;
  }
  return classes;
}

/** The middle of some numbers, of two the lower; null of none. */
export function medianOf(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? null;
}

/** How many answers since the last pass make another one due: a fifth more, or any after an hour. */
const GROWTH = 0.2;
const LEAST_NEW = 10;
const OLD_MS = 3_600_000;

/** True when a project's labels should be made again by themselves. */
export function isRunDue(answers: number, last: { answers: number; ageMs: number } | undefined): boolean {
  const fresh = answers - (last?.answers ?? 0);
  if (fresh <= 0) return false;
  if (!last) return fresh >= LEAST_NEW;
  return last.ageMs >= OLD_MS || fresh >= Math.max(LEAST_NEW, last.answers * GROWTH);
}
