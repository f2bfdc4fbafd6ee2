import { agreeOnText } from "./free-text";
import { type Drawn, findMiddle, groupRegions, REGION, type Region } from "./region";

/** A stretch of a recording in milliseconds, of one kind, with what is said in it where that was asked for. */
export type TimedSegment = { start: number; end: number; kind: string; text?: string | undefined };
export type AgreedSegment = TimedSegment & { votes: number };

/** Segments of several people are one where they cover each other by half or more; more than half of the people must have marked it. */
export const SEGMENT = { rule: "segment/1", overlap: REGION.overlap } as const;

/** `undecided`: what exactly half marked, what may not overlap and does, and what people heard too differently in it. */
export type SegmentConsensus = { segments: AgreedSegment[]; undecided: AgreedSegment[] };

/** A segment as a box of height 1. */
export const segmentRegion = ({ start, end, kind }: TimedSegment): Region => ({
  ...{ left: start, top: 0, right: end, bottom: 1, kind },
});

/**
 * `segment/1`: segments of one kind are put together as `region/1` does, by the share of time that two have in common of what they cover
 * together; a group begins and ends at the medians, rounded to whole milliseconds. Where more than half of a group's people wrote what is said,
 * `text-medoid/1` of their texts is its text. `mayOverlap` says whether two kinds may lie over each other; of two that may not, the one with
 * fewer votes, among equals the later one, is undecided. Each answer is the list of one person's segments, empty where they found none.
 */
export function agreeOnSegments(
  answers: readonly (readonly TimedSegment[])[],
  mayOverlap: (kind: string, other: string) => boolean,
): SegmentConsensus {
  const found: SegmentConsensus = { segments: [], undecided: [] };
  const groups = groupRegions(answers.map((answer) => answer.map(segmentRegion)));
  const agreed = groups.map((group) => ({ ...middleOf(group), ...textOf(group, answers) })).sort(compareAgreed);
  for (const { isHeard, ...segment } of agreed) {
    if (2 * segment.votes < answers.length) continue;
    const isFree = found.segments.every(
      (other) => mayOverlap(other.kind, segment.kind) || other.end <= segment.start || segment.end <= other.start,
    );
    (isHeard && isFree && 2 * segment.votes > answers.length ? found.segments : found.undecided).push(segment);
  }
  return { segments: found.segments.sort(compareTimes), undecided: found.undecided.sort(compareTimes) };
}

function middleOf(group: readonly Drawn[]): AgreedSegment {
  const { left, right, kind, votes } = findMiddle(group);
  return { start: Math.round(left), end: Math.round(right), kind, votes };
}

function textOf(group: readonly Drawn[], answers: readonly (readonly TimedSegment[])[]) {
  const texts = group.flatMap(({ person, at }) => answers[person]?.[at]?.text ?? []);
  if (2 * texts.length <= group.length) return { isHeard: true };
  // Sorted, so that among texts that say the same it makes no difference who answered first.
  const sorted = [...texts].sort();
  const { chosen, adjudicate } = agreeOnText(sorted);
  if (sorted.length === 1) return { isHeard: true, text: sorted[0] };
  return adjudicate || chosen === undefined ? { isHeard: false } : { isHeard: true, text: sorted[chosen] };
}

const compareTexts = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const compareTimes = (a: TimedSegment, b: TimedSegment) =>
  a.start - b.start || a.end - b.end || compareTexts(a.kind, b.kind);
const compareAgreed = (a: AgreedSegment, b: AgreedSegment) => b.votes - a.votes || compareTimes(a, b);
