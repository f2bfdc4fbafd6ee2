/** A stretch of a text (code points) or of a recording (milliseconds): from `start` to below `end`, of one kind. */
export type Span = { start: number; end: number; kind: string };
export type VotedSpan = Span & { votes: number };

/** More than half of the people who answered must have marked it; exactly half is undecided, like a tie. */
export type SpanConsensus = { spans: VotedSpan[]; undecided: VotedSpan[] };

/** Spans as whole: same start, end and kind. */
export const SPAN_EXACT = { rule: "span-exact/1" } as const;
/** Spans unit by unit: what most people marked, wherever their spans begin and end. */
export const SPAN_BY_UNIT = { rule: "span-by-unit/1" } as const;

/** `span-exact/1`. Each answer is the list of one person's spans, empty where they found none. */
export function agreeOnSpans(answers: readonly (readonly Span[])[]): SpanConsensus {
  const votes = new Map<string, VotedSpan>();
  for (const answer of answers)
    for (const [key, span] of new Map(answer.map((each) => [nameSpan(each), each])))
      votes.set(key, { ...span, votes: (votes.get(key)?.votes ?? 0) + 1 });
  return divide([...votes.values()], answers.length);
}

/** `span-by-unit/1`, kind by kind. `votes` of a span is the fewest that any of its units has. */
export function agreeByUnit(answers: readonly (readonly Span[])[]): SpanConsensus {
  const kinds = [...new Set(answers.flatMap((answer) => answer.map(({ kind }) => kind)))];
  const pieces = kinds.flatMap((kind) => cutPieces(answers, kind));
  const { spans, undecided } = divide(pieces, answers.length);
  return { spans: joinPieces(spans), undecided: joinPieces(undecided) };
}

/** The text between any two neighbouring edges, with how many people marked it; pieces nobody marked are left out. */
function cutPieces(answers: readonly (readonly Span[])[], kind: string): VotedSpan[] {
  const own = answers.map((answer) => answer.filter((span) => span.kind === kind && span.start < span.end));
  const edges = [...new Set(own.flat().flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  return edges.slice(0, -1).flatMap((start, at) => {
    const end = edges[at + 1] as number;
    const votes = own.filter((spans) => spans.some((span) => span.start <= start && span.end >= end)).length;
    return votes > 0 ? [{ start, end, kind, votes }] : [];
  });
}

function joinPieces(pieces: readonly VotedSpan[]): VotedSpan[] {
  const joined: VotedSpan[] = [];
  for (const piece of [...pieces].sort((a, b) => compareTexts(a.kind, b.kind) || a.start - b.start)) {
    const last = joined.at(-1);
    if (last && last.kind === piece.kind && last.end === piece.start) {
      last.end = piece.end;
      last.votes = Math.min(last.votes, piece.votes);
    } else joined.push({ ...piece });
  }
  return joined.sort(compareSpans);
}

function divide(spans: readonly VotedSpan[], people: number): SpanConsensus {
  const sorted = [...spans].sort(compareSpans);
  return {
    spans: sorted.filter(({ votes }) => 2 * votes > people),
    undecided: sorted.filter(({ votes }) => 2 * votes === people),
  };
}

const nameSpan = ({ start, end, kind }: Span) => `${start} ${end} ${kind}`;
const compareTexts = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const compareSpans = (a: Span, b: Span) => a.start - b.start || a.end - b.end || compareTexts(a.kind, b.kind);
