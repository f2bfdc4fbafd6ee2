import { asc, inArray, sql } from "drizzle-orm";
import { score } from "#db/schema/score";
import { user } from "#db/schema/user";
import { boardPeriods, periodStart, SITE_SCOPE } from "#lib/domain/board";
import type { Ctx } from "./context";

export type ScoreDelta = {
  userId: string;
  projectId: string;
  /** Milli-points; negative for a correction. */
  points?: number;
  accepted?: number;
  decided?: number;
  reviews?: number;
};

type ScoreRow = Required<Omit<ScoreDelta, "projectId">> & {
  period: (typeof boardPeriods)[number];
  periodStart: string;
  scopeId: string;
  hidden: boolean;
};

/**
 * Adds to the leaderboard buckets in the caller's transaction: four windows, for the site and for the project. Rows go in key order,
 * so that two settlements that touch the same people wait for each other instead of deadlocking.
 */
export async function addScores(ctx: Ctx, deltas: readonly ScoreDelta[]): Promise<void> {
  if (deltas.length === 0) return;
  const people = [...new Set(deltas.map((delta) => delta.userId))];
  // Shared locks: a person who hides at this moment waits, so that no bucket keeps the old choice.
  const choices = await ctx.db
    .select({ id: user.id, hidden: user.hiddenFromBoards })
    .from(user)
    .where(inArray(user.id, people))
    .orderBy(asc(user.id))
    .for("share");
  const hidden = new Set(choices.filter((row) => row.hidden).map((row) => row.id));
  const rows = mergeRows(deltas, ctx.now(), hidden);
  await ctx.db.execute(
    sql`insert into ${score} (period, period_start, scope_id, user_id, hidden, points, accepted, decided, reviews)
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as row("period" text, "periodStart" date, "scopeId" uuid,
        "userId" uuid, "hidden" boolean, "points" int8, "accepted" int, "decided" int, "reviews" int)
      on conflict (period, period_start, scope_id, user_id) do update set
        points = ${score.points} + excluded.points, accepted = ${score.accepted} + excluded.accepted,
        decided = ${score.decided} + excluded.decided, reviews = ${score.reviews} + excluded.reviews`,
  );
}

function mergeRows(deltas: readonly ScoreDelta[], at: Date, hidden: ReadonlySet<string>): ScoreRow[] {
  const rows = new Map<string, ScoreRow>();
  for (const delta of deltas) {
    for (const period of boardPeriods) {
      for (const scopeId of [SITE_SCOPE, delta.projectId]) {
        const start = periodStart(period, at);
        const key = `${period}|${start}|${scopeId}|${delta.userId}`;
        const row = rows.get(key) ?? {
          period,
          periodStart: start,
          scopeId,
          userId: delta.userId,
          hidden: hidden.has(delta.userId),
          points: 0,
          accepted: 0,
          decided: 0,
          reviews: 0,
        };
        row.points += delta.points ?? 0;
        row.accepted += delta.accepted ?? 0;
        row.decided += delta.decided ?? 0;
        row.reviews += delta.reviews ?? 0;
        rows.set(key, row);
      }
    }
  }
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
