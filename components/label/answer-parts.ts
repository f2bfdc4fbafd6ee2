import type { AnswerValue, Shape, SpanAnswer } from "#lib/domain/answer";
import type { Question } from "#lib/domain/question";
import { type Segment, writeTime } from "#lib/domain/segment";
import { boundsOf } from "./shape-edit";

/** Names of a comparison's answers, in the reader's language: the first, the second, neither. */
export type PairNames = readonly [string, string, string];

/** An answer as the things it consists of, in words: what two answers have in common can then be told. `chars`: code points of the item's text. */
export function partsOf(
  { form }: Pick<Question, "form">,
  value: AnswerValue,
  chars: readonly string[],
  pair: PairNames,
): string[] {
  switch (form.kind) {
    case "single_class":
      return [form.classes[value as number] ?? ""];
    case "rating":
      return [form.points[value as number] ?? ""];
    case "pairwise":
      return [pair[value as number] ?? ""];
    case "multi_label":
      return (value as number[]).map((label) => form.classes[label] ?? "");
    case "ranking":
      return (value as number[]).map((option, at) => `${at + 1}. ${form.options[option] ?? ""}`);
    case "free_text":
      return [value as string];
    case "spans":
      return partsOfSpans(value as SpanAnswer, form, chars);
    case "boxes":
      return (value as Shape[]).map((shape) => {
        const { x, y, width, height } = boundsOf(shape);
        return `${form.classes[shape.label] ?? ""}: ${x}, ${y} · ${width} × ${height}`;
      });
    case "segments":
      return (value as Segment[]).map(({ fromMs, toMs, label, text }) =>
        [`${form.classes[label] ?? ""}: ${writeTime(fromMs)}–${writeTime(toMs)}`, text].filter(Boolean).join(" "),
      );
  }
}

function partsOfSpans(
  { spans, relations }: SpanAnswer,
  form: { classes: readonly string[]; relations: readonly string[] },
  chars: readonly string[],
): string[] {
  const textOf = (at: number) => chars.slice(spans[at]?.from, spans[at]?.to).join("");
  // The place is told, too: the same word may stand in a text twice.
  const marks = spans.map(({ from, label }, at) => `${form.classes[label] ?? ""}: ${textOf(at)} (${from + 1})`);
  const related = relations.map(
    ({ from, to, label }) => `${textOf(from)} – ${form.relations[label] ?? ""} → ${textOf(to)}`,
  );
  return [...marks, ...related];
}

/** What two answers have in common and what only one of them has, each in its order. */
export function compareParts(first: readonly string[], second: readonly string[]) {
  const [a, b] = [new Set(first), new Set(second)];
  return {
    both: first.filter((part) => b.has(part)),
    onlyFirst: first.filter((part) => !b.has(part)),
    onlySecond: second.filter((part) => !a.has(part)),
  };
}
