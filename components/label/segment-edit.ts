import { type Segment, sortSegments } from "#lib/domain/segment";

/** A segment at the desk: its number stays while its times, and with them its place in the list, change. */
export type SegmentRow = Segment & { id: number };

/** Shorter than this is a slip of the hand. */
const LEAST_MS = 10;
/** How far one press of a key moves an edge. */
export const NUDGE_MS = 50;

type Times = { fromMs: number; toMs: number };
export type Edge = "start" | "end";

/** Times in whole milliseconds within the recording, in order, and no shorter than the least. */
export function fitTimes({ fromMs, toMs }: Times, durationMs: number): Times {
  const [low, high] = [Math.min(fromMs, toMs), Math.max(fromMs, toMs)].map((ms) => clamp(Math.round(ms), durationMs));
  const start = Math.min(low as number, Math.max(0, durationMs - LEAST_MS));
  return { fromMs: start, toMs: Math.max(high as number, Math.min(durationMs, start + LEAST_MS)) };
}

/** One edge moved; it stops at the other, and at the recording's. */
export function moveEdge({ fromMs, toMs }: Times, edge: Edge, byMs: number, durationMs: number): Times {
  if (edge === "start") return { fromMs: Math.min(clamp(fromMs + byMs, durationMs), toMs - LEAST_MS), toMs };
  return { fromMs, toMs: Math.max(clamp(toMs + byMs, durationMs), fromMs + LEAST_MS) };
}

/** The whole moved, as long as it was. */
export function moveTimes({ fromMs, toMs }: Times, byMs: number, durationMs: number): Times {
  const by = Math.min(Math.max(byMs, -fromMs), durationMs - toMs);
  return { fromMs: fromMs + by, toMs: toMs + by };
}

/** The rows with one of them changed, in order. */
export function changeRow(rows: readonly SegmentRow[], id: number, part: Partial<Segment>): SegmentRow[] {
  return sortSegments(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
}

/** The row that many places on; without one to begin at, the first, or last, whose beginning lies that way. Undefined at the ends. */
export function rowAfter(
  rows: readonly SegmentRow[],
  id: number | undefined,
  by: 1 | -1,
  nowMs: number,
): SegmentRow | undefined {
  const at = rows.findIndex((row) => row.id === id);
  if (at >= 0) return rows[at + by];
  return by > 0 ? rows.find(({ fromMs }) => fromMs >= nowMs) : rows.findLast(({ fromMs }) => fromMs <= nowMs);
}

/** What is answered: segments without the desk's numbers, and without texts that are blank. */
export function segmentsOf(rows: readonly SegmentRow[]): Segment[] {
  return rows.map(({ fromMs, toMs, label, text }) => ({
    ...{ fromMs, toMs, label },
    ...(text === undefined || text.trim() === "" ? {} : { text }),
  }));
}

const clamp = (ms: number, durationMs: number) => Math.min(Math.max(ms, 0), durationMs);
