import { and, asc, eq } from "drizzle-orm";
import { annotation } from "#db/schema/annotation";
import { labelSettlement } from "#db/schema/gold";
import { SPOT_CHECK_RULE, splitByShare } from "#lib/domain/spot-check";
import { accountId, budgetAccount, deterministicId, reservedAccount, userAccount } from "./account";
import { lockAccounts, lockBudget } from "./account-lock";
import { type Ctx, inTx } from "./context";
import { appendEntries } from "./outbox";
import { returnFreeBudget } from "./project-return";
import { addScores } from "./score-add";
import { countGold, evidenceOf, hasEnough, shareOf, toldEvidence } from "./spot-evidence";
import type { TaskRow } from "./task-find";
import { postTransfers } from "./transfer";

type Settlement = typeof labelSettlement.$inferSelect;

/**
 * Counts settlements again whose gold was suspended since, and pays the difference or takes it back. What the budget does not cover yet waits for
 * the next turn; what a person no longer has is not taken. False when told to stop.
 */
export async function correctDoubted(ctx: Ctx, task: TaskRow, isStopping: () => boolean): Promise<boolean> {
  const rows = await ctx.db
    .select({ id: labelSettlement.id })
    .from(labelSettlement)
    .where(and(eq(labelSettlement.projectId, task.projectId), eq(labelSettlement.isDoubted, true)))
    .orderBy(asc(labelSettlement.createdAt), asc(labelSettlement.id));
  for (const { id } of rows) {
    if (isStopping()) return false;
    await inTx(ctx, (tx) => correctOne(tx, task, id));
  }
  return true;
}

async function correctOne(ctx: Ctx, task: TaskRow, id: string): Promise<void> {
  const ofIt = eq(labelSettlement.id, id);
  const [row] = await ctx.db.select().from(labelSettlement).where(ofIt).for("update");
  if (!row?.isDoubted) return;
  const gold = await countGold(ctx, row.projectId, row.userId, row.sealOrder);
  const evidence = evidenceOf(task, gold, row);
  const share = shareOf(evidence, !hasEnough(gold)) ?? 0;
  const { pay } = splitByShare(row.price, share);
  const difference = pay * row.answers - row.paid;
  const { budget, balance } = await lockForCorrection(ctx, row);
  if (difference > budget) return;
  const more = Math.max(0, difference);
  const less = Math.min(Math.max(0, -difference), balance);
  const waived = Math.max(0, -difference) - less;
  const paid = row.paid + more - less;
  await ctx.db
    .update(labelSettlement)
    .set({ isDoubted: false, paid, waived, corrections: row.corrections + (difference === 0 ? 0 : 1) })
    .where(ofIt);
  if (difference === 0) return;
  await ctx.db.update(annotation).set({ paid: pay }).where(eq(annotation.settlementId, id));
  const correctionId = deterministicId("label.corrected", id, row.corrections + 1);
  const head = { id: correctionId, at: ctx.now().toISOString(), kind: "label.corrected" } as const;
  const whose = { project: row.projectId, annotator: row.userId, settlement: id, ...toldEvidence(evidence) };
  await appendEntries(ctx, [{ ...head, ...whose, share, paid: pay * row.answers, more, less, waived }]);
  await moveDifference(ctx, row, correctionId, more, less);
}

/** Locks what a correction moves; the milli-points free in the budget, and the person's. */
async function lockForCorrection(ctx: Ctx, { projectId, userId }: Settlement) {
  const budget = await lockBudget(ctx, projectId);
  const person = userAccount(userId);
  return { budget, balance: (await lockAccounts(ctx, [person])).get(accountId(person)) ?? 0 };
}

async function moveDifference(
  ctx: Ctx,
  { projectId, userId }: Settlement,
  correctionId: string,
  more: number,
  less: number,
): Promise<void> {
  const [budget, reserved, person] = [budgetAccount(projectId), reservedAccount(projectId), userAccount(userId)];
  const common = { rule: SPOT_CHECK_RULE, projectId };
  const idOf = (kind: string) => deterministicId(kind, correctionId);
  await postTransfers(ctx, [
    { ...common, id: idOf("label_reserve"), kind: "label_reserve", debit: budget, credit: reserved, amount: more },
    { ...common, id: idOf("label_fee"), kind: "label_fee", debit: reserved, credit: person, amount: more },
    { ...common, id: idOf("label_take"), kind: "label_take", debit: person, credit: budget, amount: less },
  ]);
  await addScores(ctx, [{ userId, projectId, points: more - less }]);
  if (less > 0) await returnFreeBudget(ctx, [projectId]);
}
