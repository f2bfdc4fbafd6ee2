import { type MarkedItem, meanOverlap, measureByUnit, measureOverlap } from "#lib/consensus/alpha-mark";
import { measureUnitising } from "#lib/consensus/alpha-span";
import type { Answers } from "#lib/consensus/answers";
import { groupRegions, type Region } from "#lib/consensus/region";
import { segmentRegion } from "#lib/consensus/segment";
import type { Span } from "#lib/consensus/span";
import type { ItemRoom } from "./annotated-text";
import type { AnswerValue, Shape, SpanAnswer } from "./answer";
import { regionOfShape, timedSegment } from "./item-label";
import type { Measure } from "./quality";
import type { QuestionForm } from "./question";
import type { Segment } from "./segment";

/* How far people agree where they mark: parts of a text, boxes, segments. Source: docs/consensus.md. */

type MarkForm = Extract<QuestionForm, "spans" | "boxes" | "segments">;
export const isMarkForm = (form: QuestionForm): form is MarkForm =>
  form === "spans" || form === "boxes" || form === "segments";

/** Marks as areas that can cover each other; parts of a text and of a recording are boxes of height 1. */
function regionsOf(form: MarkForm, value: AnswerValue): Region[] {
  if (form === "boxes") return (value as Shape[]).map(regionOfShape);
  return stretchesOf(form, value).map(segmentRegion);
}

/** Parts of a text in code points, of a recording in milliseconds. */
function stretchesOf(form: Exclude<MarkForm, "boxes">, value: AnswerValue): Span[] {
  if (form === "segments") return (value as Segment[]).map(timedSegment);
  return (value as SpanAnswer).spans.map(({ from, to, label }) => ({ start: from, end: to, kind: String(label) }));
}

/** How alike the marks of an item's people are, in the mean over pairs of them, from 0 to 1; undefined with one. */
export function shareOverlap(form: MarkForm, own: readonly AnswerValue[]): number | undefined {
  return meanOverlap(own.map((value) => regionsOf(form, value)));
}

/**
 * Coefficients of marks. `rooms`: how far each item goes, by the items' places; what has no length, as an erased text, is left out of those
 * that go by units.
 */
export function measureMarks(
  form: MarkForm,
  { items, start, row }: Pick<Answers, "items" | "start" | "row">,
  values: readonly AnswerValue[],
  rooms: readonly (ItemRoom | undefined)[],
): Measure[] {
  const valuesOf = (item: number) =>
    [...row.subarray(start[item], start[item + 1])].map((each) => values[each] as AnswerValue);
  const all = Array.from({ length: items }, (_, item) => valuesOf(item));
  const regions = all.map((own): MarkedItem<Region> => own.map((value) => regionsOf(form, value)));
  const { share, alpha } = measureOverlap(regions);
  const measures: Measure[] = [
    { name: "overlap", scale: "nominal", is: share },
    { name: "overlapAlpha", scale: "nominal", is: alpha },
  ];
  if (form === "boxes") return measures;
  const units = all.flatMap((own, item) => {
    const length = (form === "spans" ? rooms[item]?.chars : rooms[item]?.durationMs) ?? 0;
    return length > 0 ? [{ length, marks: own.map((value) => stretchesOf(form, value)) }] : [];
  });
  return [
    ...measures,
    { name: "unitAlpha", scale: "nominal", is: measureByUnit(units) },
    { name: "spanAlpha", scale: "nominal", is: measureUnitising(units) },
  ];
}

/** Two people's segments: those that mean one part, by `segment/1`, in order of time, and those that only one of them has. */
export function pairSegments(first: readonly Segment[], second: readonly Segment[]) {
  const answers = [first, second] as const;
  const groups = groupRegions(answers.map((list) => list.map(timedSegment).map(segmentRegion)));
  const both: [Segment, Segment][] = [];
  const only: [Segment[], Segment[]] = [[], []];
  for (const group of groups) {
    const members = [...group].sort((a, b) => a.person - b.person).map(({ person, at }) => answers[person]?.[at]);
    const [one, other] = members;
    if (one && other) both.push([one, other]);
    else if (one) only[group[0]?.person === 1 ? 1 : 0].push(one);
  }
  return { both, onlyFirst: only[0], onlySecond: only[1] };
}
