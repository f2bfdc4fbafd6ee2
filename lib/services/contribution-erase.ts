import { and, asc, eq, inArray } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { review, slot } from "#db/schema/review";
import type { EraseInput, ErasureCause } from "#lib/domain/erasure";
import { AppError } from "#lib/domain/error";
import { FLAT_RULE } from "#lib/domain/reward";
import { budgetAccount, deterministicId, reservedAccount, userAccount } from "./account";
import { recordAudit } from "./audit";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { destroyContent } from "./contribution-destroy";
import { endLabelling } from "./label-end";
import { appendEntries } from "./outbox";
import { addToCounts } from "./project-find";
import { returnFreeBudget } from "./project-return";
import { type ContributionRow, lockItems, sealSlots } from "./review-seal";
import { addScores } from "./score-add";
import { postTransfers, type TransferPlan } from "./transfer";

/**
 * Erases a contribution: one's own whenever one wishes, another's as owner or admin for a cause. What it said is destroyed; that it was there,
 * its verdict and its points stay (docs/erasure.md). Doing it twice is doing it once.
 */
export async function eraseContribution(ctx: Ctx, { id, cause, note }: EraseInput): Promise<{ id: string }> {
  const actor = actorId(ctx);
  const [found] = await ctx.db
    .select({ authorId: contribution.authorId, projectId: contribution.projectId })
    .from(contribution)
    .where(eq(contribution.id, id));
  if (!found) throw new AppError("contribution.not_found", { details: { contribution: id } });
  if (found.authorId === actor) {
    await authorise(ctx, "contribution.erase_own");
    await eraseItem(ctx, { id, actor, cause: "author" });
    return { id };
  }
  await authorise(ctx, "contribution.erase_any", found.projectId);
  if (!cause) throw new AppError("input.invalid", { details: { issues: [{ path: "cause", message: "required" }] } });
  await inTx(ctx, async (tx) => {
    if (!(await eraseItem(tx, { id, actor, cause }))) return;
    const detail = { contribution: id, cause, note: note ?? null };
    await recordAudit(tx, { action: "contribution.erased", subjectId: found.projectId, detail });
  });
  return { id };
}

/** Erases in one transaction: whole, or, where the process dies, not at all. False when it was erased before. */
export async function eraseItem(
  ctx: Ctx,
  { id, actor, cause }: { id: string; actor: string; cause: ErasureCause },
): Promise<boolean> {
  return inTx(ctx, async (tx) => {
    const row = (await lockItems(tx, [id])).get(id);
    if (!row || row.erasedAt) return false;
    await destroyContent(tx, await endReview(tx, row), cause);
    await appendEntries(tx, [
      {
        v: 1,
        id: deterministicId("contribution.erased", id),
        at: tx.now().toISOString(),
        kind: "contribution.erased",
        contribution: id,
        project: row.projectId,
        author: row.authorId,
        actor,
        cause,
      },
    ]);
    await endLabelling(tx, id);
    return true;
  });
}

/** Ends what is under way: who has reviewed is paid, the rest of what is reserved goes back to the budget. */
async function endReview(ctx: Ctx, row: ContributionRow): Promise<ContributionRow> {
  const ofRound = and(eq(slot.contributionId, row.id), eq(slot.round, row.round));
  const slots = await ctx.db.select().from(slot).where(ofRound).orderBy(asc(slot.id)).for("update");
  // A decision counts also where its time for undo is not over; it may be the one that brings the verdict.
  const decided = slots.filter(({ state }) => state === "decided");
  await sealSlots(ctx, decided, new Map([[row.id, row]]));
  const [item = row] = await ctx.db.select().from(contribution).where(eq(contribution.id, row.id));
  if (item.status !== "in_review" && item.status !== "changes_requested") return item;
  await ctx.db
    .update(slot)
    .set({ state: "cancelled", holderId: null, leaseExpiresAt: null })
    .where(and(ofRound, inArray(slot.state, ["open", "leased"])));
  const reviewers = item.status === "in_review" ? await listReviewers(ctx, item) : [];
  await ctx.db
    .update(contribution)
    .set({ status: "withdrawn", reserved: 0, decidedAt: ctx.now() })
    .where(eq(contribution.id, item.id));
  await postTransfers(ctx, payments(item, reviewers));
  await addScores(
    ctx,
    reviewers.map((userId) => ({ userId, projectId: item.projectId, points: item.reviewPrice, reviews: 1 })),
  );
  await addToCounts(ctx, item.projectId, { [item.status]: -1, withdrawn: 1 });
  await returnFreeBudget(ctx, [item.projectId]);
  return item;
}

async function listReviewers(ctx: Ctx, { id, round }: ContributionRow): Promise<string[]> {
  const rows = await ctx.db
    .select({ reviewerId: review.reviewerId })
    .from(review)
    .where(and(eq(review.contributionId, id), eq(review.round, round)))
    .orderBy(asc(review.id));
  return rows.map(({ reviewerId }) => reviewerId);
}

function payments({ id, projectId, round, reserved, reviewPrice }: ContributionRow, reviewers: string[]) {
  const plan = (kind: "fee" | "release", amount: number, credit: TransferPlan["credit"]): TransferPlan => ({
    id: deterministicId(kind, id, round, credit.ownerId ?? ""),
    debit: reservedAccount(projectId),
    credit,
    amount,
    kind,
    rule: FLAT_RULE,
    projectId,
    contributionId: id,
    round,
  });
  return [
    ...reviewers.map((reviewer) => plan("fee", reviewPrice, userAccount(reviewer))),
    plan("release", reserved - reviewPrice * reviewers.length, budgetAccount(projectId)),
  ];
}
