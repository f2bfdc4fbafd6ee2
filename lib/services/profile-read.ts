import { and, eq, gte, sql } from "drizzle-orm";
import { score } from "#db/schema/score";
import { user } from "#db/schema/user";
import { type BoardPeriod, periodStart, SITE_SCOPE } from "#lib/domain/board";
import { AppError } from "#lib/domain/error";
import type { Page, PageInput } from "#lib/domain/paging";
import { authorise } from "./authorise";
import type { Ctx } from "./context";
import { getProject } from "./project-find";
import { listScoreParts, type StatementLine } from "./statement-read";

export type ProfileDay = { day: string; points: number; accepted: number; reviews: number };

export type Profile = {
  /** The person's id in the ledger. */
  userId: string;
  handle: string;
  name: string | null;
  joinedAt: Date;
  /** Milli-points from accepted work and reviews, corrections taken off. */
  points: number;
  accepted: number;
  decided: number;
  reviews: number;
  /** Hidden from boards: only the person sees this page. */
  hidden: boolean;
  /** The last 53 weeks, days without any score left out. */
  days: ProfileDay[];
};

const YEAR_MS = 371 * 86_400_000;

/** A person's public page: sums and the year's grid, all from the same buckets as the boards. */
export async function readProfile(ctx: Ctx, input: { handle: string }): Promise<Profile> {
  await authorise(ctx, "profile.read");
  const person = await getPerson(ctx, input.handle);
  const ofPerson = and(eq(score.userId, person.id), eq(score.scopeId, SITE_SCOPE));
  const [total] = await ctx.db
    .select()
    .from(score)
    .where(and(ofPerson, eq(score.period, "all"), eq(score.periodStart, periodStart("all", ctx.now()))));
  const since = periodStart("day", new Date(ctx.now().getTime() - YEAR_MS));
  const days = await ctx.db
    .select({ day: score.periodStart, points: score.points, accepted: score.accepted, reviews: score.reviews })
    .from(score)
    .where(and(ofPerson, eq(score.period, "day"), gte(score.periodStart, since)))
    .orderBy(score.periodStart);
  return {
    userId: person.id,
    handle: person.handle,
    name: person.name,
    joinedAt: person.createdAt,
    hidden: person.hiddenFromBoards,
    points: total?.points ?? 0,
    accepted: total?.accepted ?? 0,
    decided: total?.decided ?? 0,
    reviews: total?.reviews ?? 0,
    days,
  };
}

export type PartsInput = PageInput & {
  handle: string;
  period: BoardPeriod;
  /** A UTC date inside the window; today when absent. */
  date?: string | undefined;
  project?: string | undefined;
};

export type ScoreParts = Page<StatementLine> & { from: string; points: number };

/** What a score is made of: the transfers of the window, each with its place in the ledger. They add up to the score. */
export async function readScoreParts(ctx: Ctx, input: PartsInput): Promise<ScoreParts> {
  await authorise(ctx, "profile.read");
  const person = await getPerson(ctx, input.handle);
  const scopeId = input.project ? (await getProject(ctx, input.project)).id : SITE_SCOPE;
  const from = periodStart(input.period, input.date ? new Date(`${input.date}T00:00:00Z`) : ctx.now());
  const [row] = await ctx.db
    .select({ points: score.points })
    .from(score)
    .where(
      and(
        eq(score.period, input.period),
        eq(score.periodStart, from),
        eq(score.scopeId, scopeId),
        eq(score.userId, person.id),
      ),
    );
  const page = await listScoreParts(ctx, {
    limit: input.limit,
    cursor: input.cursor,
    userId: person.id,
    from: new Date(`${from}T00:00:00Z`),
    to: windowEnd(input.period, from),
    projectId: input.project ? scopeId : undefined,
  });
  return { ...page, from, points: row?.points ?? 0 };
}

function windowEnd(period: BoardPeriod, from: string): Date {
  const end = new Date(`${from}T00:00:00Z`);
  if (period === "day") end.setUTCDate(end.getUTCDate() + 1);
  if (period === "week") end.setUTCDate(end.getUTCDate() + 7);
  if (period === "month") end.setUTCMonth(end.getUTCMonth() + 1);
  return period === "all" ? new Date("9999-01-01T00:00:00Z") : end;
}

// Somebody who hid themselves does not exist for others; for themselves and admins they do.
async function getPerson(ctx: Ctx, handle: string): Promise<typeof user.$inferSelect> {
  const [row] = await ctx.db.select().from(user).where(sql`lower(${user.handle}) = ${handle.toLowerCase()}`);
  const { actor } = ctx;
  const visible =
    row && (!row.hiddenFromBoards || (actor.kind === "user" && (actor.isAdmin || actor.userId === row.id)));
  if (!visible) throw new AppError("user.not_found", { details: { user: handle } });
  return row;
}
