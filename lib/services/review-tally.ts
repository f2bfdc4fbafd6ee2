import { and, eq, gte, inArray, sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { contribution } from "#db/schema/contribution";
import { transfer } from "#db/schema/points";
import { review, slot } from "#db/schema/review";
import type { Decision } from "#lib/domain/review";
import { accountId, userAccount } from "./account";
import { actorId, authorise } from "./authorise";
import type { Ctx } from "./context";

export type ReviewTally = {
  /** Decisions since midnight UTC, those that can still be undone among them. */
  today: Record<Decision, number>;
  /** Reviews whose item has no verdict yet, and the milli-points they will bring. */
  pending: { reviews: number; points: number };
  /** Milli-points paid for reviews since midnight UTC. */
  paidToday: number;
};

/** How my day goes: what I decided, what is still to be paid, what was paid. */
export async function readReviewTally(ctx: Ctx): Promise<ReviewTally> {
  await authorise(ctx, "contribution.read_own");
  const me = actorId(ctx);
  const midnight = new Date(ctx.now());
  midnight.setUTCHours(0, 0, 0, 0);
  const decided = await queryRows<{ decision: Decision; count: number }>(
    ctx.db,
    sql`select decision, count(*)::int as count from (
        select ${review.decision} from ${review} where ${review.reviewerId} = ${me} and ${review.createdAt} >= ${midnight.toISOString()}::timestamptz
        union all select ${slot.decision} from ${slot} where ${slot.holderId} = ${me} and ${slot.state} = 'decided'
      ) mine group by decision`,
  );
  const [pending] = await ctx.db
    .select({
      reviews: sql<number>`count(*)`.mapWith(Number),
      points: sql<number>`coalesce(sum(${contribution.reviewPrice}), 0)`.mapWith(Number),
    })
    .from(slot)
    .innerJoin(contribution, and(eq(contribution.id, slot.contributionId), eq(contribution.round, slot.round)))
    .where(
      and(eq(slot.holderId, me), inArray(slot.state, ["decided", "sealed"]), eq(contribution.status, "in_review")),
    );
  const [paid] = await ctx.db
    .select({ points: sql<number>`coalesce(sum(${transfer.amount}), 0)`.mapWith(Number) })
    .from(transfer)
    .where(
      and(
        eq(transfer.creditAccountId, accountId(userAccount(me))),
        eq(transfer.kind, "fee"),
        gte(transfer.createdAt, midnight),
      ),
    );
  const today = { accept: 0, reject: 0, request_changes: 0 };
  for (const { decision, count } of decided) today[decision] = count;
  return { today, pending: pending ?? { reviews: 0, points: 0 }, paidToday: paid?.points ?? 0 };
}
