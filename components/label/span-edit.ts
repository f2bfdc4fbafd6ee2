import type { Span, SpanAnswer } from "#lib/domain/answer";
import { mapOffsets } from "#lib/domain/code-point";

export type Range = { from: number; to: number };

const words = new Intl.Segmenter(undefined, { granularity: "word" });

/** The words of a text as code-point ranges: what the keyboard steps over. Blank runs and marks between words are left out. */
export function wordsOf(text: string): Range[] {
  const found: Range[] = [];
  let point = 0;
  for (const { segment, isWordLike } of words.segment(text)) {
    const length = [...segment].length;
    if (isWordLike || segment.trim() !== "") found.push({ from: point, to: point + length });
    point += length;
  }
  return found;
}

/** The same range without white space at its ends; undefined when nothing is left. `chars`: the text's code points. */
export function trimRange(chars: readonly string[], { from, to }: Range): Range | undefined {
  let start = Math.max(0, from);
  let end = Math.min(chars.length, to);
  while (start < end && chars[start]?.trim() === "") start += 1;
  while (end > start && chars[end - 1]?.trim() === "") end -= 1;
  return start < end ? { from: start, to: end } : undefined;
}

export type Piece = Range & { text: string; marks: number[] };

/** The text cut where a mark begins or ends, each piece with the marks over it (places in `spans`), so that overlapping ones can be drawn. */
export function piecesOf(chars: readonly string[], spans: readonly Range[]): Piece[] {
  const cuts = new Set([0, chars.length]);
  for (const { from, to } of spans) cuts.add(Math.min(from, chars.length)).add(Math.min(to, chars.length));
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(0, -1).map((from, at) => {
    const to = places[at + 1] ?? chars.length;
    const marks = spans.flatMap((span, index) => (span.from <= from && span.to >= to ? [index] : []));
    return { from, to, text: chars.slice(from, to).join(""), marks };
  });
}

/** Adds a mark; the very same again takes it away. */
export function toggleSpan(answer: SpanAnswer, span: Span): SpanAnswer {
  const same = answer.spans.findIndex(
    (one) => one.from === span.from && one.to === span.to && one.label === span.label,
  );
  if (same >= 0) return removeSpan(answer, same);
  const spans = [...answer.spans, span].sort((a, b) => a.from - b.from || a.to - b.to || a.label - b.label);
  const moved = answer.spans.map((one) => spans.indexOf(one));
  return { spans, relations: answer.relations.map((one) => shift(one, moved)) };
}

/** Takes a mark away, with the relations it was part of; the others keep what they lead to. */
export function removeSpan(answer: SpanAnswer, at: number): SpanAnswer {
  const spans = answer.spans.filter((_, index) => index !== at);
  const moved = answer.spans.map((_, index) => (index > at ? index - 1 : index));
  const relations = answer.relations.filter(({ from, to }) => from !== at && to !== at);
  return { spans, relations: relations.map((one) => shift(one, moved)) };
}

function shift(relation: SpanAnswer["relations"][number], moved: readonly number[]) {
  return { ...relation, from: moved[relation.from] ?? 0, to: moved[relation.to] ?? 0 };
}

/** Where in an element's text the selection of the page lies, in code points; undefined when it lies elsewhere or is empty. */
export function selectedRange(root: HTMLElement, text: string): Range | undefined {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  if (!root.contains(range.startContainer) || !root.contains(range.endContainer)) return undefined;
  const unitsBefore = (node: Node, offset: number) => {
    const before = document.createRange();
    before.selectNodeContents(root);
    before.setEnd(node, offset);
    return before.toString().length;
  };
  const from = unitsBefore(range.startContainer, range.startOffset);
  const to = unitsBefore(range.endContainer, range.endOffset);
  const { toCodePoint } = mapOffsets(text);
  return trimRange([...text], { from: toCodePoint(from), to: toCodePoint(to) });
}
