import { and, eq, inArray } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { slot } from "#db/schema/review";
import { canMove } from "#lib/domain/contribution";
import { AppError } from "#lib/domain/error";
import { FLAT_RULE } from "#lib/domain/reward";
import { budgetAccount, deterministicId, reservedAccount } from "./account";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { appendEntries } from "./outbox";
import { addToCounts } from "./project-find";
import { returnFreeBudget } from "./project-return";
import { postTransfers } from "./transfer";

/** Takes one's own contribution back before anyone has reviewed it (or instead of revising it); what was reserved returns to the budget. */
export async function withdrawContribution(ctx: Ctx, input: { id: string }): Promise<{ id: string }> {
  await authorise(ctx, "contribution.submit");
  const authorId = actorId(ctx);
  return inTx(ctx, async (tx) => {
    const [row] = await tx.db
      .select()
      .from(contribution)
      .where(and(eq(contribution.id, input.id), eq(contribution.authorId, authorId)))
      .for("update");
    if (!row) throw new AppError("contribution.not_found", { details: { contribution: input.id } });
    if (row.status === "withdrawn") return { id: row.id };
    if (!canMove(row.status, "withdrawn")) {
      throw new AppError("contribution.wrong_state", { details: { status: row.status, round: row.round } });
    }
    if (row.status === "in_review") await cancelSlots(tx, row.id, row.round);
    await tx.db
      .update(contribution)
      .set({ status: "withdrawn", reserved: 0, decidedAt: tx.now() })
      .where(eq(contribution.id, row.id));
    await postTransfers(tx, [
      {
        id: deterministicId("release", row.id, row.round),
        debit: reservedAccount(row.projectId),
        credit: budgetAccount(row.projectId),
        amount: row.reserved,
        kind: "release",
        rule: FLAT_RULE,
        projectId: row.projectId,
        contributionId: row.id,
        round: row.round,
      },
    ]);
    await appendEntries(tx, [
      {
        v: 1,
        id: deterministicId("contribution.withdrawn", row.id),
        at: tx.now().toISOString(),
        kind: "contribution.withdrawn",
        contribution: row.id,
        project: row.projectId,
        author: row.authorId,
      },
    ]);
    await addToCounts(tx, row.projectId, { [row.status]: -1, withdrawn: 1 });
    await returnFreeBudget(tx, [row.projectId]);
    return { id: row.id };
  });
}

async function cancelSlots(ctx: Ctx, contributionId: string, round: number): Promise<void> {
  const ofItem = and(eq(slot.contributionId, contributionId), eq(slot.round, round));
  const slots = await ctx.db.select({ state: slot.state }).from(slot).where(ofItem).for("update");
  if (round > 1 || slots.some((row) => row.state === "decided" || row.state === "sealed")) {
    throw new AppError("contribution.review_started", { details: { contribution: contributionId } });
  }
  await ctx.db
    .update(slot)
    .set({ state: "cancelled", holderId: null, leaseExpiresAt: null })
    .where(and(ofItem, inArray(slot.state, ["open", "leased"])));
}
