import type { OverlapRule } from "./question";

/** A stretch of a recording in whole milliseconds, from `fromMs` to below `toMs`, with the code of its label and what is said in it. */
export type Segment = { fromMs: number; toMs: number; label: number; text?: string | undefined };

/** Segments in the order that an answer has them: by beginning, then by end, then by label. */
export function sortSegments<S extends Segment>(list: readonly S[]): S[] {
  return [...list].sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs || a.label - b.label);
}

/** True when one segment stands in a sorted list twice; what is said in them does not make them two. */
export function isRepeated(sorted: readonly Segment[]): boolean {
  return sorted.some((segment, at) => {
    const last = sorted[at - 1];
    return last?.fromMs === segment.fromMs && last.toMs === segment.toMs && last.label === segment.label;
  });
}

/** Pairs of a sorted list that overlap although the rule says they must not, as places in it; segments that only touch do not. */
export function findOverlaps(sorted: readonly Segment[], rule: OverlapRule): { one: number; other: number }[] {
  if (rule !== "none" && rule !== "other_label") return [];
  return sorted.flatMap((segment, one) => {
    const pairs: { one: number; other: number }[] = [];
    for (let other = one + 1; (sorted[other]?.fromMs ?? segment.toMs) < segment.toMs; other += 1)
      if (rule === "none" || sorted[other]?.label === segment.label) pairs.push({ one, other });
    return pairs;
  });
}

const MINUTE_MS = 60_000;

/** 75300 as "1:15.300": minutes, seconds and milliseconds, as `readTime` reads it. */
export function writeTime(ms: number): string {
  const seconds = String(Math.floor((ms % MINUTE_MS) / 1_000)).padStart(2, "0");
  return `${Math.floor(ms / MINUTE_MS)}:${seconds}.${String(ms % 1_000).padStart(3, "0")}`;
}

/** "1:15.3", "1:02:03" or "75,3" as milliseconds, full-width marks and digits too; undefined for what is no time. */
export function readTime(text: string): number | undefined {
  const plain = text.normalize("NFKC").trim().replace(",", ".").replace("。", ".");
  const found = /^(?:(?:(\d{1,2}):)?(\d{1,4}):)?(\d{1,5})(?:\.(\d{0,3})\d*)?$/.exec(plain);
  if (!found) return undefined;
  const [, hours = "0", minutes, seconds = "0", part = ""] = found;
  if (minutes !== undefined && Number(seconds) >= 60) return undefined;
  const whole = (Number(hours) * 60 + Number(minutes ?? 0)) * MINUTE_MS + Number(seconds) * 1_000;
  return whole + Number(part.padEnd(3, "0"));
}
