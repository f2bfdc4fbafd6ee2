import { asc, eq } from "drizzle-orm";
import { type contribution, revision } from "#db/schema/contribution";
import { review, verdict } from "#db/schema/review";
import type { Content } from "#lib/domain/content";
import type { Decision } from "#lib/domain/review";
import type { Outcome } from "#lib/domain/reward";
import type { Ctx } from "./context";

export type ReviewView = {
  id: string;
  /** "Reviewer 1" is the same person in every round of this item, and nobody knows who. */
  reviewer: number;
  decision: Decision;
  reason: string | null;
  feedback: string | null;
  createdAt: Date;
};

export type RoundView = {
  round: number;
  content: Content | null;
  /** Sealed reviews so far; what they say is told only once the verdict has fallen. */
  reviewsDone: number;
  verdict: { id: string; outcome: Outcome; rule: string; createdAt: Date } | null;
  reviews: ReviewView[];
};

type Row = typeof contribution.$inferSelect;

/** The rounds of a contribution, first to last. `mayRead`: its texts; `mayHear`: what the reviewers wrote. */
export async function listRounds(
  ctx: Ctx,
  row: Row,
  rights: { mayRead: boolean; mayHear: boolean },
): Promise<RoundView[]> {
  const [revisions, reviews, verdicts] = [
    await ctx.db.select().from(revision).where(eq(revision.contributionId, row.id)),
    await ctx.db
      .select()
      .from(review)
      .where(eq(review.contributionId, row.id))
      .orderBy(asc(review.round), asc(review.id)),
    await ctx.db.select().from(verdict).where(eq(verdict.contributionId, row.id)),
  ];
  const numbers = new Map<string, number>();
  for (const { reviewerId } of reviews) if (!numbers.has(reviewerId)) numbers.set(reviewerId, numbers.size + 1);
  return Array.from({ length: row.round }, (_, at) => {
    const round = at + 1;
    const content = round === row.round ? row.content : revisions.find((one) => one.round === round)?.content;
    const fallen = verdicts.find((one) => one.round === round);
    const ofRound = reviews.filter((one) => one.round === round);
    return {
      round,
      content: rights.mayRead && content !== undefined ? (JSON.parse(content) as Content) : null,
      reviewsDone: ofRound.length,
      verdict: fallen
        ? { id: fallen.id, outcome: fallen.outcome, rule: fallen.rule, createdAt: fallen.createdAt }
        : null,
      reviews: fallen
        ? ofRound.map((one) => ({
            id: one.id,
            reviewer: numbers.get(one.reviewerId) ?? 0,
            decision: one.decision,
            reason: one.reason,
            feedback: rights.mayHear ? one.feedback : null,
            createdAt: one.createdAt,
          }))
        : [],
    };
  });
}
