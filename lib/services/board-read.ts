import { and, asc, desc, eq, gt, sql } from "drizzle-orm";
import { score } from "#db/schema/score";
import { user } from "#db/schema/user";
import { type BoardMetric, type BoardPeriod, periodStart, SITE_SCOPE } from "#lib/domain/board";
import { limits } from "#lib/domain/limits";
import { authorise } from "./authorise";
import type { Ctx } from "./context";
import { getProject } from "./project-find";

export type BoardChoice = { period: BoardPeriod; metric: BoardMetric; project?: string | undefined };

export type BoardInput = BoardChoice & { cursor?: string | undefined; limit: number };

export type BoardRow = {
  /** 1 for the first; equal values share a rank. Null past the exact range (limits.exactRank). */
  rank: number | null;
  /** As in the ledger, so that a board can be recomputed from it. */
  userId: string;
  handle: string;
  name: string | null;
  points: number;
  accepted: number;
  decided: number;
  reviews: number;
  acceptance: number | null;
};

export type Board = {
  /** First UTC date of the window. */
  windowStart: string;
  rows: BoardRow[];
  nextCursor: string | null;
};

/** The actor's own row between its neighbours, best first. */
export type BoardMine = { rows: BoardRow[]; handle: string; hidden: boolean };

type ScoreRow = typeof score.$inferSelect & { handle: string; name: string | null };

const columns = {
  points: score.points,
  accepted: score.accepted,
  reviews: score.reviews,
  acceptance: score.acceptance,
} as const;

/** One page of a leaderboard: an indexed read of the buckets that settlements keep; nothing is recomputed. */
export async function readBoard(ctx: Ctx, input: BoardInput): Promise<Board> {
  const board = await boardOf(ctx, input);
  const after = readCursor(input.cursor);
  const found = await listScores(ctx, board, "below", after, input.limit + 1);
  const rows = rankRows(found.slice(0, input.limit), input.metric, after);
  const last = rows.at(-1);
  const lastScore = found[input.limit - 1];
  const nextCursor =
    found.length > input.limit && last && lastScore
      ? `${metricOf(lastScore, input.metric)}:${lastScore.userId}:${last.position}:${last.row.rank}`
      : null;
  return { windowStart: board.windowStart, rows: rows.map(({ row }) => row), nextCursor };
}

async function boardOf(ctx: Ctx, { period, metric, project }: BoardChoice): Promise<BoardKey> {
  await authorise(ctx, "board.read");
  const scopeId = project ? (await getProject(ctx, project)).id : SITE_SCOPE;
  return { period, metric, scopeId, windowStart: periodStart(period, ctx.now()) };
}

type BoardKey = { period: BoardPeriod; metric: BoardMetric; scopeId: string; windowStart: string };
type After = { value: number; userId: string; position: number; rank: number };

function readCursor(cursor: string | undefined): After | undefined {
  const match = /^(-?\d{1,16}):([0-9a-f-]{36}):(\d{1,9}):(\d{1,9})$/.exec(cursor ?? "");
  if (!match?.[2]) return undefined;
  return { value: Number(match[1]), userId: match[2], position: Number(match[3]), rank: Number(match[4]) };
}

function metricOf(row: { [K in BoardMetric]: number | null }, metric: BoardMetric): number {
  return row[metric] ?? 0;
}

function inBoard({ period, metric, scopeId, windowStart }: BoardKey) {
  return and(
    eq(score.period, period),
    eq(score.periodStart, windowStart),
    eq(score.scopeId, scopeId),
    eq(score.hidden, false),
    gt(columns[metric], 0),
    // Repeats the partial index's condition, so that the planner may use it.
    metric === "acceptance" ? sql`${score.acceptance} is not null` : undefined,
  );
}

async function listScores(
  ctx: Ctx,
  board: BoardKey,
  side: "above" | "below",
  from: { value: number; userId: string } | undefined,
  limit: number,
): Promise<ScoreRow[]> {
  const column = columns[board.metric];
  const comparison = side === "below" ? sql`<` : sql`>`;
  const place = from
    ? sql`(${column}, ${score.userId}) ${comparison} (${from.value}, ${from.userId}::uuid)`
    : undefined;
  const order = side === "below" ? [desc(column), desc(score.userId)] : [asc(column), asc(score.userId)];
  const page = ctx.db
    .select()
    .from(score)
    .where(and(inBoard(board), sql`not ${score.hidden}`, place))
    .orderBy(...order)
    .limit(limit)
    .as("page");
  const rows = await ctx.db
    .select({ page: page._.selectedFields, handle: user.handle, name: user.name })
    .from(page)
    .innerJoin(user, eq(user.id, page.userId));
  return rows
    .map(({ page: row, handle, name }) => ({ ...(row as typeof score.$inferSelect), handle, name }))
    .sort((a, b) => metricOf(b, board.metric) - metricOf(a, board.metric) || (a.userId < b.userId ? 1 : -1));
}

function rankRows(rows: ScoreRow[], metric: BoardMetric, after: After | undefined) {
  let { position, rank, value } = after ?? { position: 0, rank: 0, value: Number.POSITIVE_INFINITY };
  return rows.map((row) => {
    position += 1;
    if (metricOf(row, metric) < value) rank = position;
    value = metricOf(row, metric);
    return { position, row: viewOf(row, rank) };
  });
}

function viewOf(row: ScoreRow, rank: number | null): BoardRow {
  const { userId, handle, name, points, accepted, decided, reviews, acceptance } = row;
  return { rank, userId, handle, name, points, accepted, decided, reviews, acceptance };
}

/**
 * The actor's own row with its neighbours; null when signed out or without a score in this window. Apart from the board itself, which
 * is the same for everybody and kept as a page.
 */
export async function readMyRank(ctx: Ctx, choice: BoardChoice): Promise<BoardMine | null> {
  const board = await boardOf(ctx, choice);
  if (ctx.actor.kind !== "user") return null;
  const [found] = await ctx.db
    .select({ score, handle: user.handle, name: user.name })
    .from(score)
    .innerJoin(user, eq(user.id, score.userId))
    .where(
      and(
        eq(score.period, board.period),
        eq(score.periodStart, board.windowStart),
        eq(score.scopeId, board.scopeId),
        eq(score.userId, ctx.actor.userId),
      ),
    );
  if (!found) return null;
  const me: ScoreRow = { ...found.score, handle: found.handle, name: found.name };
  const value = metricOf(me, board.metric);
  const place = { value, userId: me.userId };
  const above = await listScores(ctx, board, "above", place, limits.boardNeighbours);
  const below = await listScores(ctx, board, "below", place, limits.boardNeighbours);
  const rows = value > 0 ? await rankAround(ctx, board, [...above, me, ...below]) : [viewOf(me, null)];
  return { rows, handle: me.handle, hidden: me.hidden };
}

/** Ranks of neighbouring rows, best first, from where the first of them stands. */
async function rankAround(ctx: Ctx, board: BoardKey, around: readonly ScoreRow[]): Promise<BoardRow[]> {
  const first = around[0];
  if (!first) return [];
  const place = await placeOf(ctx, board, first);
  if (!place) return around.map((row) => viewOf(row, null));
  let { rank } = place;
  return around.map((row, offset) => {
    const before = around[offset - 1];
    if (before && metricOf(row, board.metric) < metricOf(before, board.metric)) rank = place.position + offset;
    return viewOf(row, rank);
  });
}

// Counting is bounded: beyond limits.exactRank a rank says less than it costs, and the page says so.
async function placeOf(ctx: Ctx, board: BoardKey, row: ScoreRow) {
  const column = columns[board.metric];
  const value = metricOf(row, board.metric);
  const before = ctx.db
    .select({ value: sql<number>`${column}`.as("value") })
    .from(score)
    .where(
      and(
        inBoard(board),
        sql`not ${score.hidden}`,
        sql`(${column}, ${score.userId}) > (${value}, ${row.userId}::uuid)`,
      ),
    )
    .limit(limits.exactRank)
    .as("before");
  const [counted] = await ctx.db
    .select({
      all: sql<number>`count(*)::int`,
      better: sql<number>`(count(*) filter (where ${before.value} > ${value}))::int`,
    })
    .from(before);
  if (!counted || counted.all >= limits.exactRank) return undefined;
  return { position: counted.all + 1, rank: counted.better + 1 };
}
