import { sql } from "drizzle-orm";
import { boolean, date, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { int8 } from "./column";

/**
 * Leaderboard buckets, changed in the transaction that settles a verdict: no recompute job exists. `periodStart` is a UTC date
 * (1970-01-01 for all time); `scopeId` is a project, or the zero uuid for the whole site. Each row can be recomputed from the log.
 */
export const score = pgTable(
  "score",
  {
    period: text("period", { enum: ["day", "week", "month", "all"] }).notNull(),
    periodStart: date("period_start", { mode: "string" }).notNull(),
    scopeId: uuid("scope_id").notNull(),
    userId: uuid("user_id").notNull(),
    points: int8("points").notNull().default(0),
    accepted: integer("accepted").notNull().default(0),
    decided: integer("decided").notNull().default(0),
    reviews: integer("reviews").notNull().default(0),
    /** Accepted of decided in basis points, once ten are decided. */
    acceptance: integer("acceptance").generatedAlwaysAs(
      sql`case when decided >= 10 then accepted * 10000 / decided end`,
    ),
    hidden: boolean("hidden").notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.period, t.periodStart, t.scopeId, t.userId] }),
    index("score_points_idx").on(t.period, t.periodStart, t.scopeId, t.points, t.userId).where(sql`not ${t.hidden}`),
    index("score_accepted_idx")
      .on(t.period, t.periodStart, t.scopeId, t.accepted, t.userId)
      .where(sql`not ${t.hidden}`),
    index("score_reviews_idx").on(t.period, t.periodStart, t.scopeId, t.reviews, t.userId).where(sql`not ${t.hidden}`),
    index("score_acceptance_idx")
      .on(t.period, t.periodStart, t.scopeId, t.acceptance, t.userId)
      .where(sql`not ${t.hidden} and ${t.acceptance} is not null`),
    index("score_user_idx").on(t.userId),
  ],
);
