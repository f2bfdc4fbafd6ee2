import { lt, sql } from "drizzle-orm";
import { rateLimit } from "#db/schema/auth";
import { AppError } from "#lib/domain/error";
import type { Ctx } from "./context";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Every limit on how often: at most `max` in a window that starts with the first. */
export const rateLimits = {
  "mutation.user": { max: 600, windowMs: MINUTE_MS },
  "mutation.address": { max: 60, windowMs: MINUTE_MS },
  "upload.user": { max: 60_000, windowMs: MINUTE_MS },
  "person.find": { max: 60, windowMs: HOUR_MS },
  "wallet.link": { max: 60, windowMs: HOUR_MS },
  "token.create": { max: 60, windowMs: HOUR_MS },
  "sign_in.address": { max: 60, windowMs: 15 * MINUTE_MS },
  "sign_in.account": { max: 10, windowMs: 15 * MINUTE_MS },
  "sign_up.address": { max: 20, windowMs: HOUR_MS },
  "mail.address": { max: 20, windowMs: HOUR_MS },
  "mail.account": { max: 5, windowMs: HOUR_MS },
} as const;

export type LimitName = keyof typeof rateLimits;

// One in so many calls sweeps counters whose window is long over: the table stays as small as its traffic.
const SWEEP_ODDS = 1 / 500;

/** Counts one try of `subject` (a user id, an address); throws rate.limited with the seconds to wait once the limit is passed. */
export async function consumeLimit(ctx: Ctx, name: LimitName, subject: string): Promise<void> {
  const { max, windowMs } = rateLimits[name];
  const now = ctx.now();
  const over = sql`${rateLimit.resetsAt} <= ${now.toISOString()}::timestamptz`;
  const [row] = await ctx.db
    .insert(rateLimit)
    .values({ key: `${name}:${subject}`, count: 1, resetsAt: new Date(now.getTime() + windowMs) })
    .onConflictDoUpdate({
      target: rateLimit.key,
      set: {
        // Stops at the limit: a flood must not overflow the counter.
        count: sql`case when ${over} then 1 else least(${rateLimit.count} + 1, ${max + 1}) end`,
        resetsAt: sql`case when ${over} then excluded.resets_at else ${rateLimit.resetsAt} end`,
      },
    })
    .returning();
  if (Math.random() < SWEEP_ODDS) await ctx.db.delete(rateLimit).where(lt(rateLimit.resetsAt, now));
  if (!row || row.count <= max) return;
  const retryAfterSeconds = Math.max(1, Math.ceil((row.resetsAt.getTime() - now.getTime()) / 1000));
  throw new AppError("rate.limited", { details: { retryAfterSeconds } });
}
