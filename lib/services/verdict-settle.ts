import { inArray, sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { contribution } from "#db/schema/contribution";
import { review, verdict } from "#db/schema/review";
import { MAJORITY_RULE, tallyVotes } from "#lib/domain/review";
import { FLAT_RULE, type Outcome, settleFlat } from "#lib/domain/reward";
import { budgetAccount, deterministicId, reservedAccount, userAccount } from "./account";
import type { Ctx } from "./context";
import { insertRows } from "./insert-rows";
import { requestFills } from "./label-fill";
import { appendEntries } from "./outbox";
import { addToCounts } from "./project-find";
import { returnFreeBudget } from "./project-return";
import type { ContributionRow } from "./review-seal";
import { addScores, type ScoreDelta } from "./score-add";
import { postTransfers, type TransferPlan } from "./transfer";

type Vote = typeof review.$inferSelect;
type Settled = { item: ContributionRow; votes: Vote[]; outcome: Outcome };

/**
 * Reaches the verdict of each (locked) contribution whose wanted votes are all sealed, and everything that follows from it, in the
 * same transaction: status, points, scores, counts, ledger entries.
 */
export async function settleVerdicts(ctx: Ctx, items: readonly ContributionRow[]): Promise<void> {
  const votes = await listVotes(ctx, items);
  const settled: Settled[] = [];
  for (const item of items) {
    const own = votes.filter((vote) => vote.contributionId === item.id);
    const outcome = tallyVotes(own, item.reviewsWanted, item.round);
    if (outcome) settled.push({ item, votes: own, outcome });
  }
  if (settled.length === 0) return;
  const verdicts = settled.map((one) => verdictOf(ctx, one));
  await insertRows(ctx, verdict, verdicts);
  await moveStatuses(ctx, settled);
  const transfers = settled.flatMap(transfersOf);
  await postTransfers(ctx, transfers);
  await addScores(ctx, settled.flatMap(scoresOf));
  await appendEntries(
    ctx,
    verdicts.map(({ projectId, contributionId, createdAt, ...row }) => ({
      v: 1,
      at: createdAt.toISOString(),
      kind: "verdict.reached",
      contribution: contributionId,
      project: projectId,
      ...row,
    })),
  );
  await countMoves(ctx, settled);
  const accepted = settled.filter(({ outcome }) => outcome === "accepted");
  await requestFills(
    ctx,
    accepted.map(({ item }) => item.projectId),
  );
  const released = transfers.filter((plan) => plan.kind === "release" && plan.amount > 0);
  await returnFreeBudget(ctx, [...new Set(released.flatMap((plan) => plan.projectId ?? []))]);
}

async function listVotes(ctx: Ctx, items: readonly ContributionRow[]): Promise<Vote[]> {
  const rounds = new Map(items.map((item) => [item.id, item.round]));
  const rows = await ctx.db
    .select()
    .from(review)
    .where(inArray(review.contributionId, [...rounds.keys()]));
  // By entry id, so that the verdict's bytes do not depend on the order in which rows come back.
  return rows.filter((row) => row.round === rounds.get(row.contributionId)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function verdictOf(ctx: Ctx, { item, votes, outcome }: Settled) {
  return {
    id: deterministicId("verdict", item.id, item.round),
    contributionId: item.id,
    round: item.round,
    projectId: item.projectId,
    outcome,
    rule: MAJORITY_RULE,
    votes: votes.map((vote) => ({ review: vote.id, decision: vote.decision })),
    createdAt: ctx.now(),
  };
}

async function moveStatuses(ctx: Ctx, settled: readonly Settled[]): Promise<void> {
  const rows = settled.map(({ item, votes, outcome }) => {
    const { kept } = settleFlat(item, outcome, votes.length, item.reserved);
    return sql`(${item.id}::uuid, ${item.round}::int, ${outcome}::text, ${kept}::int8)`;
  });
  const moved = await queryRows(
    ctx.db,
    sql`update ${contribution} set status = moved.status, reserved = moved.reserved, decided_at = ${ctx.now().toISOString()}::timestamptz
      from (values ${sql.join(rows, sql`, `)}) as moved(id, round, status, reserved)
      where ${contribution.id} = moved.id and ${contribution.round} = moved.round and ${contribution.status} = 'in_review'
      returning ${contribution.id}`,
  );
  if (moved.length !== settled.length)
    throw new Error(`${settled.length - moved.length} contributions moved while their rows were locked`);
}

function transfersOf({ item, votes, outcome }: Settled): TransferPlan[] {
  const { award, fee, release } = settleFlat(item, outcome, votes.length, item.reserved);
  const common = {
    debit: reservedAccount(item.projectId),
    rule: FLAT_RULE,
    projectId: item.projectId,
    contributionId: item.id,
    round: item.round,
  };
  const plan = (kind: "award" | "fee" | "release", amount: number, credit: TransferPlan["credit"]): TransferPlan => ({
    ...common,
    id: deterministicId(kind, item.id, item.round, credit.ownerId ?? ""),
    kind,
    amount,
    credit,
  });
  return [
    plan("award", award, userAccount(item.authorId)),
    ...votes.map((vote) => plan("fee", fee, userAccount(vote.reviewerId))),
    plan("release", release, budgetAccount(item.projectId)),
  ];
}

function scoresOf({ item, votes, outcome }: Settled): ScoreDelta[] {
  const { award, fee } = settleFlat(item, outcome, votes.length, item.reserved);
  const reviewers = votes.map((vote) => ({
    userId: vote.reviewerId,
    projectId: item.projectId,
    points: fee,
    reviews: 1,
  }));
  if (outcome === "changes_requested") return reviewers;
  const author = { userId: item.authorId, projectId: item.projectId, points: award, decided: 1 };
  return [{ ...author, accepted: outcome === "accepted" ? 1 : 0 }, ...reviewers];
}

async function countMoves(ctx: Ctx, settled: readonly Settled[]): Promise<void> {
  const projects = [...new Set(settled.map(({ item }) => item.projectId))].sort();
  for (const projectId of projects) {
    const deltas = { in_review: 0, accepted: 0, rejected: 0, changes_requested: 0, reviews: 0 };
    for (const { item, votes, outcome } of settled) {
      if (item.projectId !== projectId) continue;
      deltas.in_review -= 1;
      deltas[outcome] += 1;
      deltas.reviews += votes.length;
    }
    await addToCounts(ctx, projectId, deltas);
  }
}
