/** Leaderboard windows and metrics. Windows are UTC: a day, an ISO week from Monday, a calendar month, all time. */
export const boardPeriods = ["day", "week", "month", "all"] as const;
export type BoardPeriod = (typeof boardPeriods)[number];

export const boardMetrics = ["points", "accepted", "reviews", "acceptance"] as const;
export type BoardMetric = (typeof boardMetrics)[number];

/** Scope of the whole site; any other scope is a project's id. */
export const SITE_SCOPE = "00000000-0000-0000-0000-000000000000";

/** First UTC date (YYYY-MM-DD) of the window that holds the instant. */
export function periodStart(period: BoardPeriod, at: Date): string {
  if (period === "all") return "1970-01-01";
  const day = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()));
  if (period === "week") day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  if (period === "month") day.setUTCDate(1);
  return day.toISOString().slice(0, 10);
}
