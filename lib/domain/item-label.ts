import type { Answers } from "#lib/consensus/answers";
import { CONSENSUS } from "#lib/consensus/consensus";
import { agreeOnText, FREE_TEXT } from "#lib/consensus/free-text";
import { NO_LABEL, voteMajority } from "#lib/consensus/majority";
import { agreeOnLabels, MULTI_LABEL } from "#lib/consensus/multi-label";
import { compareRanked, RANKING, rankOptions } from "#lib/consensus/ranking";
import { agreeOnRatings, RATING } from "#lib/consensus/rating";
import { agreeOnRegions, REGION, type Region } from "#lib/consensus/region";
import { agreeOnSegments, SEGMENT, type TimedSegment } from "#lib/consensus/segment";
import { agreeOnSpans, SPAN_EXACT } from "#lib/consensus/span";
import type { AnswerValue, Shape, SpanAnswer } from "./answer";
import { isRunForm, type Run, rowOf } from "./consensus-run";
import { type OverlapRule, optionCount, type Question, type QuestionForm } from "./question";
import { type Segment, sortSegments } from "./segment";

/* One label for each item from all its answers, for every form of question. What the ledger tells of is consensus-run.ts. Source: docs/labelling.md. */

/** The answers of one item, in the order of people's ids. */
export type ItemAnswers = readonly AnswerValue[];
export type ItemLabel = {
  /** Null without consensus. */
  value: AnswerValue | null;
  /** From 0 to 1. */
  confidence: number;
  /** What most people said by plain counting; null in a tie, and for marks. */
  majority: AnswerValue | null;
  differs: boolean;
  /** A share for each code, where answers are one code. */
  shares: number[] | null;
};

const rules: Record<QuestionForm, string> = {
  single_class: CONSENSUS.rule,
  pairwise: CONSENSUS.rule,
  rating: RATING.rule,
  multi_label: MULTI_LABEL.rule,
  ranking: RANKING.rule,
  spans: SPAN_EXACT.rule,
  boxes: REGION.rule,
  segments: SEGMENT.rule,
  free_text: FREE_TEXT.rule,
};
export const labelRuleOf = (form: QuestionForm) => rules[form];

/** Labels from a run of consensus/1. */
export function labelsOfRun({ items, answers, consensus }: Run): ItemLabel[] {
  const { classes } = answers;
  const differing = new Set(consensus.differing);
  return items.map((_, at) => ({
    value: rowOf(consensus, at).label,
    confidence: consensus.confidence[at] as number,
    majority: rowOf(consensus, at).majority,
    differs: differing.has(at),
    shares: [...consensus.fit.posterior.subarray(at * classes, (at + 1) * classes)],
  }));
}

/** Labels of the other forms; `values[row]` are the answers in their rows. */
export function labelItems({ form }: Pick<Question, "form">, answers: Answers, values: ItemAnswers): ItemLabel[] {
  const options = optionCount({ form });
  if (isRunForm(form.kind)) throw new RangeError("codes are labelled by computeRun");
  if (form.kind === "rating") return labelRatings(answers);
  if (form.kind === "multi_label") return labelSets(answers, options, values as number[][]);
  return Array.from({ length: answers.items }, (_, item) => {
    const own = [...answers.row.subarray(answers.start[item], answers.start[item + 1])].map(
      (row) => values[row] as AnswerValue,
    );
    return form.kind === "ranking" ? labelRanking(options, own as number[][]) : labelMarks(form, own);
  });
}

function labelRatings(answers: Answers): ItemLabel[] {
  const { grade, confidence } = agreeOnRatings(answers);
  const majority = voteMajority(answers);
  return [...grade].map((value, at) => ({
    value: value === NO_LABEL ? null : value,
    confidence: confidence[at] as number,
    majority: majority[at] === NO_LABEL ? null : (majority[at] as number),
    differs: value !== majority[at],
    shares: shareCodes(answers, at),
  }));
}

function shareCodes({ start, label, classes }: Answers, item: number): number[] {
  const [from, to] = [start[item] as number, start[item + 1] as number];
  const counts = new Array<number>(classes).fill(0);
  for (let at = from; at < to; at += 1) counts[label[at] as number] = (counts[label[at] as number] ?? 0) + 1;
  return counts.map((count) => count / Math.max(1, to - from));
}

function labelSets(answers: Answers, options: number, chosen: readonly number[][]): ItemLabel[] {
  const { labels, undecided, differing, posterior } = agreeOnLabels(answers, options, chosen);
  return labels.map((value, at) => {
    const shares = [...posterior.subarray(at * options, (at + 1) * options)];
    const isOpen = (undecided[at]?.length ?? 0) > 0;
    const differs = new Set(differing[at]);
    return {
      value: isOpen ? null : value,
      confidence: Math.min(...shares.map((share) => Math.max(share, 1 - share))),
      majority: shares.flatMap((_, label) => (value.includes(label) !== differs.has(label) ? [label] : [])),
      differs: differs.size > 0,
      shares,
    };
  });
}

function labelRanking(options: number, own: readonly number[][]): ItemLabel {
  const { places, against } = rankOptions(
    options,
    own.flatMap((order) => compareRanked(order.map((option) => [option]))),
  );
  const isOrder = places.length === options;
  return {
    value: isOrder ? places.flat() : null,
    confidence: 1 - against,
    majority: null,
    differs: false,
    shares: null,
  };
}

function labelMarks(form: Question["form"], own: ItemAnswers): ItemLabel {
  const bare = { majority: null, differs: false, shares: null };
  if (form.kind === "free_text") {
    const { chosen, closeness, adjudicate } = agreeOnText(own as string[]);
    const value = adjudicate || chosen === undefined ? null : (own[chosen] as string);
    return { ...bare, value, confidence: closeness };
  }
  const { value, open, votes } =
    form.kind === "spans"
      ? agreeSpans(own as SpanAnswer[])
      : form.kind === "segments"
        ? agreeSegments(own as Segment[][], form.overlap)
        : agreeShapes(own as Shape[][]);
  const weakest = Math.min(own.length, ...votes);
  return { ...bare, value: open > 0 ? null : value, confidence: own.length === 0 ? 0 : weakest / own.length };
}

function agreeSpans(own: readonly SpanAnswer[]) {
  const { spans, undecided } = agreeOnSpans(
    own.map((answer) => answer.spans.map(({ from, to, label }) => ({ start: from, end: to, kind: String(label) }))),
  );
  const value = spans.map(({ start, end, kind }) => ({ from: start, to: end, label: Number(kind) }));
  return { value: { spans: value, relations: [] }, open: undecided.length, votes: spans.map(({ votes }) => votes) };
}

function agreeShapes(own: readonly Shape[][]) {
  const { regions, undecided } = agreeOnRegions(own.map((answer) => answer.map(regionOfShape)));
  const value = regions.map(
    ({ left, top, right, bottom, kind }): Shape => ({
      kind: "box",
      label: Number(kind),
      ...{ x: Math.round(left), y: Math.round(top) },
      ...{ width: Math.round(right - left), height: Math.round(bottom - top) },
    }),
  );
  return { value, open: undecided.length, votes: regions.map(({ votes }) => votes) };
}

function agreeSegments(own: readonly Segment[][], overlap: OverlapRule) {
  const { segments, undecided } = agreeOnSegments(
    own.map((answer) => answer.map(timedSegment)),
    (kind, other) => overlap !== "none" && (overlap !== "other_label" || kind !== other),
  );
  const value = segments.map(
    ({ start, end, kind, text }): Segment => ({
      ...{ fromMs: start, toMs: end, label: Number(kind) },
      ...(text === undefined ? {} : { text }),
    }),
  );
  return { value: sortSegments(value), open: undecided.length, votes: segments.map(({ votes }) => votes) };
}

/** A polygon counts by the box around it. */
export function regionOfShape(shape: Shape): Region {
  const kind = String(shape.label);
  if (shape.kind === "box")
    return { left: shape.x, top: shape.y, right: shape.x + shape.width, bottom: shape.y + shape.height, kind };
  const [xs, ys] = [shape.points.map(([x]) => x), shape.points.map(([, y]) => y)];
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys), kind };
}

export const timedSegment = ({ fromMs, toMs, label, text }: Segment): TimedSegment => ({
  ...{ start: fromMs, end: toMs, kind: String(label), text },
});
