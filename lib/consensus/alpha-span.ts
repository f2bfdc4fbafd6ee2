import type { UnitItem } from "./alpha-mark";
import { type Agreement, estimate, type NoValue } from "./estimate";
import type { Span } from "./span";

/** A stretch that a worker marked: `length` whole units from `offset`, of one kind. */
export type MarkedSpan = { worker: number; offset: number; length: number; kind: string };
type Continuum = { begin: number; length: number };
type Section = { offset: number; length: number; marked: boolean };
type SpanAgreement = { defined: true; value: number } | { defined: false; reason: NoValue };

/**
 * Krippendorff's alpha for unitising (Content Analysis, 2004, chapter 11.6): agreement of workers on where spans begin and end, for all kinds
 * together and for each. The spans of one worker and kind must not overlap. Without an interval: one text is one observation.
 */
export function measureSpanAlpha(
  workers: number,
  continuum: Continuum,
  spans: readonly MarkedSpan[],
): { all: SpanAgreement; kinds: Record<string, SpanAgreement> } {
  const { kinds, parts } = compareKinds(workers, continuum, spans);
  const finish = (observed: number, expected: number): SpanAgreement => {
    if (workers < 2) return { defined: false, reason: "no-overlap" };
    return expected > 0 ? { defined: true, value: 1 - observed / expected } : { defined: false, reason: "one-label" };
  };
  const sum = (at: 0 | 1) => parts.reduce((total, part) => total + part[at], 0);
  return {
    all: finish(sum(0), sum(1)),
    kinds: Object.fromEntries(kinds.map((kind, at) => [kind, finish(...(parts[at] as (typeof parts)[number]))])),
  };
}

/** Disagreement seen and by chance, kind by kind. */
function compareKinds(workers: number, continuum: Continuum, spans: readonly MarkedSpan[]) {
  const kinds = [...new Set(spans.map(({ kind }) => kind))].sort();
  const parts = kinds.map((kind) => {
    const lanes = Array.from({ length: workers }, (_, worker) =>
      cutSections(
        continuum,
        spans.filter((span) => span.worker === worker && span.kind === kind),
      ),
    );
    return [compareLanes(lanes, continuum.length), expectByChance(lanes, continuum.length)] as const;
  });
  return { kinds, parts };
}

/**
 * The same over many texts or recordings, with an interval over them. Chance is that of each item: the spans of its own people put down anywhere
 * in it. Each unit counts the same, so an item counts by its length. Spans of one person and kind that overlap are one; what reaches beyond the
 * item ends with it.
 */
export function measureUnitising(items: readonly UnitItem[]): Agreement {
  const rows = items.map(({ length, marks }) => {
    if (marks.length < 2) return undefined;
    const spans = marks.flatMap((own, worker) => joinSpans(own, length).map((span) => ({ ...span, worker })));
    const { parts } = compareKinds(marks.length, { begin: 0, length }, spans);
    return [0, 1].map((at) => parts.reduce((sum, part) => sum + (part[at] as number), 0) * length).concat(length);
  });
  return estimate(items.length, {
    width: 3,
    add(item, sums, sign) {
      for (const [at, value] of (rows[item] ?? []).entries()) sums[at] = (sums[at] as number) + sign * value;
      return rows[item] !== undefined;
    },
    finish: (sums) => {
      const [observed, expected, length] = [...sums] as [number, number, number];
      return { observed: 1 - observed / length, expected: 1 - expected / length };
    },
  });
}

/** One person's spans within an item, kind by kind, with none over another. */
function joinSpans(own: readonly Span[], length: number): Omit<MarkedSpan, "worker">[] {
  const joined: { start: number; end: number; kind: string }[] = [];
  const inOrder = [...own].sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.start - b.start));
  for (const { start, end, kind } of inOrder) {
    const within = { start, end: Math.min(end, length), kind };
    const last = joined.at(-1);
    if (within.start >= within.end) continue;
    if (last?.kind === kind && within.start < last.end) last.end = Math.max(last.end, within.end);
    else joined.push(within);
  }
  return joined.map(({ start, end, kind }) => ({ offset: start, length: end - start, kind }));
}

/** The continuum as one worker cut it: marked spans and the gaps between them. */
function cutSections({ begin, length }: Continuum, spans: readonly MarkedSpan[]): Section[] {
  const sections: Section[] = [];
  let at = begin;
  for (const span of [...spans].sort((a, b) => a.offset - b.offset)) {
    if (!(span.length > 0 && span.offset >= at && span.offset + span.length <= begin + length))
      throw new RangeError(`the span at ${span.offset} overlaps another of its kind or the edge`);
    if (span.offset > at) sections.push({ offset: at, length: span.offset - at, marked: false });
    sections.push({ offset: span.offset, length: span.length, marked: true });
    at = span.offset + span.length;
  }
  if (at < begin + length) sections.push({ offset: at, length: begin + length - at, marked: false });
  return sections;
}

function compareLanes(lanes: readonly Section[][], length: number): number {
  let sum = 0;
  for (const [one, sections] of lanes.entries())
    for (const [other, others] of lanes.entries()) {
      if (one === other) continue;
      for (const a of sections) for (const b of others) sum += squaredDifference(a, b);
    }
  return sum / (lanes.length * (lanes.length - 1) * length * length);
}

function squaredDifference(a: Section, b: Section): number {
  const begin = a.offset - b.offset;
  const end = begin + a.length - b.length;
  if (a.marked && b.marked) return -a.length < begin && begin < b.length ? begin * begin + end * end : 0;
  if (a.marked && begin >= 0 && end <= 0) return a.length * a.length;
  if (b.marked && begin <= 0 && end >= 0) return b.length * b.length;
  return 0;
}

function expectByChance(lanes: readonly Section[][], length: number): number {
  const sections = lanes.flat();
  const marked = sections.filter((section) => section.marked);
  const gaps = sections.filter((section) => !section.marked);
  const longest = lanes.length * length;
  let above = 0;
  let below = longest * (longest - 1);
  for (const { length: own } of marked) {
    const room = gaps.reduce((sum, gap) => sum + (gap.length >= own ? gap.length - own + 1 : 0), 0);
    above += ((marked.length - 1) / 3) * (2 * own * own * own - 3 * own * own + own) + own * own * room;
    below -= own * (own - 1);
  }
  return below > 0 ? ((2 / length) * above) / below : 0;
}
