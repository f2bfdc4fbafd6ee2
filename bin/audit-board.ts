import { z } from "zod";
import type { LogSource } from "#lib/adapters/log-source";
import { type BoardMetric, type BoardPeriod, boardMetrics, boardPeriods } from "#lib/domain/board";
import { acceptanceOf, metricOf, windowKey } from "#lib/domain/replay-board";
import { type Replay, type Score, SITE } from "#lib/domain/replay-state";
import { findId, idAt } from "#lib/domain/replay-table";

const rowAnswer = z.object({
  rank: z.int().nullable(),
  userId: z.uuid(),
  handle: z.string(),
  points: z.int(),
  accepted: z.int(),
  decided: z.int(),
  reviews: z.int(),
  acceptance: z.int().nullable(),
});
const boardAnswer = z.object({ windowStart: z.string(), rows: z.array(rowAnswer), nextCursor: z.string().nullable() });
const projectsAnswer = z.object({
  items: z.array(z.object({ id: z.uuid().optional(), slug: z.string() })),
  nextCursor: z.string().nullable(),
});

type Row = z.infer<typeof rowAnswer>;
type Board = {
  name: string;
  period: BoardPeriod;
  metric: BoardMetric;
  /** Number of the project, SITE for all. */
  scope: number;
  windowStart: string;
  rows: Row[];
  /** False when there are more rows than were asked for. */
  isWhole: boolean;
};

/** Values that a person's scores had since boards were read, by "window|scope|person". */
export type ScoresSeen = Map<string, Score[]>;

export type BoardFault = {
  board: string;
  reason: "score_differs" | "stranger" | "rank_differs" | "order_differs" | "dropped" | "malformed";
  userId: string | null;
  /** What the board says and what the log gives. */
  shown: string;
  recomputed: string;
};
export type BoardAnswer = { boards: number; rows: number; hidden: number; faults: BoardFault[] };

const PAGE = 100;
const ROWS_PER_BOARD = 1_000;
const PROJECTS = 25;

/** The public boards: the site's, all windows and metrics; each project's over all time. Undefined when the server has none to show. */
export async function fetchBoards(source: LogSource, replay: Replay): Promise<Board[] | undefined> {
  const boards: Board[] = [];
  for (const period of boardPeriods) {
    for (const metric of boardMetrics) {
      const board = await fetchBoard(source, { name: `${period} ${metric}`, period, metric, scope: SITE });
      if (!board) return undefined;
      boards.push(board);
    }
  }
  for (const { id, slug } of await fetchProjects(source)) {
    const scope = findId(replay.names, id);
    for (const metric of boardMetrics) {
      const choice = { name: `${slug} all ${metric}`, period: "all" as const, metric, scope };
      const board = await fetchBoard(source, choice, `&project=${encodeURIComponent(slug)}`);
      if (board) boards.push(board);
    }
  }
  return boards;
}

async function fetchProjects(source: LogSource): Promise<{ id: string; slug: string }[]> {
  const page = projectsAnswer.safeParse(await source.fetchJson(`/projects?limit=${PROJECTS}`));
  return page.success ? page.data.items.flatMap(({ id, slug }) => (id ? [{ id, slug }] : [])) : [];
}

async function fetchBoard(
  source: LogSource,
  choice: Pick<Board, "name" | "period" | "metric" | "scope">,
  more = "",
): Promise<Board | undefined> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  let windowStart = "";
  do {
    const page = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const path = `/leaderboard?period=${choice.period}&metric=${choice.metric}&limit=${PAGE}${more}${page}`;
    const parsed = boardAnswer.safeParse(await source.fetchJson(path));
    if (!parsed.success) return undefined;
    rows.push(...parsed.data.rows);
    windowStart = parsed.data.windowStart;
    cursor = parsed.data.nextCursor;
  } while (cursor !== null && rows.length < ROWS_PER_BOARD);
  return { ...choice, windowStart, rows, isWhole: cursor === null };
}

/**
 * Compares boards with the replayed scores. Each row must be what the log gives, in order and rank; `seen` allows for values that came
 * after the boards were read. People may hide, but then from every board: who is absent from one and stands on another was dropped.
 */
export function compareBoards(boards: readonly Board[], replay: Replay, seen: ScoresSeen | undefined): BoardAnswer {
  const faults: BoardFault[] = [];
  const shown = new Set(boards.flatMap((board) => board.rows.map((row) => row.userId)));
  const hidden = new Set<string>();
  for (const board of boards) {
    const window = windowKey(board.period, board.windowStart);
    const people = replay.boards.get(window)?.get(board.scope) ?? new Map<number, Score>();
    for (const row of board.rows) {
      const person = findId(replay.names, row.userId);
      const now = people.get(person);
      const known = [...(seen?.get(`${window}|${board.scope}|${person}`) ?? []), ...(now ? [now] : [])];
      if (known.some((score) => isSame(row, score))) continue;
      const recomputed = now ? textOf(now) : "nothing";
      const reason = now ? "score_differs" : "stranger";
      faults.push({ board: board.name, reason, userId: row.userId, shown: textOf(row), recomputed });
    }
    faults.push(...checkOrder(board));
    for (const userId of absentees(board, people, replay)) {
      hidden.add(userId);
      if (!shown.has(userId)) continue;
      const score = people.get(findId(replay.names, userId));
      faults.push({
        board: board.name,
        reason: "dropped",
        userId,
        shown: "nothing",
        recomputed: score ? textOf(score) : "nothing",
      });
    }
  }
  const rows = boards.reduce((sum, board) => sum + board.rows.length, 0);
  return { boards: boards.length, rows, hidden: [...hidden].filter((userId) => !shown.has(userId)).length, faults };
}

function isSame(row: Row, score: Score): boolean {
  return (
    row.points === score.points &&
    row.accepted === score.accepted &&
    row.decided === score.decided &&
    row.reviews === score.reviews &&
    row.acceptance === acceptanceOf(score)
  );
}

function textOf({ points, accepted, decided, reviews }: Score): string {
  return `${points} milli-points, ${accepted} of ${decided} accepted, ${reviews} reviews`;
}

/** Equal values share a rank: that of the first of them. */
function checkOrder({ name, rows, metric }: Board): BoardFault[] {
  let [rank, value] = [0, Number.POSITIVE_INFINITY];
  for (const [position, row] of rows.entries()) {
    const own = metricOf(row, metric);
    if (own > value) return [orderFault(name, row, "order_differs", `${own} after ${value}`, "the larger first")];
    if (own < value) rank = position + 1;
    value = own;
    if (row.rank !== null && row.rank !== rank)
      return [orderFault(name, row, "rank_differs", String(row.rank), String(rank))];
  }
  return [];
}

function orderFault(
  board: string,
  row: Row,
  reason: BoardFault["reason"],
  shown: string,
  recomputed: string,
): BoardFault {
  return { board, reason, userId: row.userId, shown, recomputed };
}

function absentees(board: Board, people: ReadonlyMap<number, Score>, replay: Replay): string[] {
  const last = board.rows.at(-1);
  const floor = board.isWhole || !last ? 0 : metricOf(last, board.metric);
  const listed = new Set(board.rows.map((row) => findId(replay.names, row.userId)));
  const absent: string[] = [];
  for (const [person, score] of people) {
    if (metricOf(score, board.metric) > floor && !listed.has(person)) absent.push(idAt(replay.names, person));
  }
  return absent;
}
