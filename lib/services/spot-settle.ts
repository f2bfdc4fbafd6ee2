import { and, asc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { annotation, annotator } from "#db/schema/annotation";
import { goldPool, labelSettlement } from "#db/schema/gold";
import { SPOT_CHECK_RULE, SPOT_CHECK_WAIT_MS, splitByShare } from "#lib/domain/spot-check";
import { budgetAccount, deterministicId, reservedAccount, userAccount } from "./account";
import { type Ctx, inTx } from "./context";
import { openUsedGold } from "./gold-open";
import { suspendFaulty } from "./gold-suspend";
import { groupBy } from "./group";
import { appendEntries } from "./outbox";
import { returnFreeBudget } from "./project-return";
import { addScores } from "./score-add";
import { correctDoubted } from "./spot-correct";
import { type Estimates, estimatePeople } from "./spot-estimate";
import { countGold, type Evidence, evidenceOf, hasEnough, readSealOrder, shareOf, toldEvidence } from "./spot-evidence";
import { SETTLED_AFTER_MS, SETTLED_AT_ONCE } from "./spot-request";
import { findTask, lockTask, type TaskRow } from "./task-find";
import { postTransfers } from "./transfer";

type DueRow = typeof annotation.$inferSelect;

/** Settles what is due in a project, person by person, and opens gold that is out of use. A job; each person is a transaction. */
export async function settleProject(ctx: Ctx, projectId: string, isStopping: () => boolean): Promise<boolean> {
  const task = await findTask(ctx, projectId);
  if (task?.rewardRule !== SPOT_CHECK_RULE) return true;
  await suspendFaulty(ctx, projectId);
  const people = await findDue(ctx, task);
  const estimates = people.length === 0 ? undefined : await estimatePeople(ctx, projectId, task.questions);
  for (const person of people) {
    if (isStopping()) return false;
    if (estimates) await inTx(ctx, (tx) => settlePerson(tx, task, person, estimates));
  }
  if (!(await correctDoubted(ctx, task, isStopping))) return false;
  await inTx(ctx, async (tx) => {
    const locked = await lockTask(tx, projectId);
    if (locked) await openUsedGold(tx, locked);
  });
  return true;
}

/** People with enough answers, or with one that waited long enough; of a closed task all. */
async function findDue(ctx: Ctx, task: TaskRow): Promise<string[]> {
  const before = new Date(ctx.now().getTime() - SETTLED_AFTER_MS).toISOString();
  const rows = await ctx.db
    .select({ person: annotation.annotatorId })
    .from(annotation)
    .where(isDue(task.projectId))
    .groupBy(annotation.annotatorId)
    .having(
      sql`count(*) >= ${task.state === "closed" ? 1 : SETTLED_AT_ONCE} or min(${annotation.dueAt}) <= ${before}::timestamptz`,
    )
    .orderBy(asc(annotation.annotatorId));
  return rows.map(({ person }) => person);
}

const isDue = (projectId: string) =>
  and(eq(annotation.projectId, projectId), isNotNull(annotation.dueAt), isNull(annotation.settlementId));

async function settlePerson(ctx: Ctx, task: TaskRow, userId: string, estimates: Estimates): Promise<void> {
  const { projectId } = task;
  // Whoever seals an answer of this person waits: the gold that is counted is the gold that stands before this in the ledger.
  await ctx.db
    .select({ answers: annotator.answers })
    .from(annotator)
    .where(and(eq(annotator.projectId, projectId), eq(annotator.userId, userId)))
    .for("update");
  const due = await ctx.db
    .select()
    .from(annotation)
    .where(and(isDue(projectId), eq(annotation.annotatorId, userId)))
    .orderBy(asc(annotation.taskVersion), asc(annotation.id));
  const gold = await countGold(ctx, projectId, userId);
  const sealOrder = await readSealOrder(ctx, projectId, userId);
  const isLate = !hasEnough(gold);
  const settled = isLate ? due.filter((row) => hasWaited(ctx, task, row)) : due;
  const estimate = estimates.people?.get(userId) ?? null;
  const evidence = evidenceOf(task, gold, { estimate, estimateSize: estimates.size });
  const share = shareOf(evidence, isLate);
  if (share === undefined) return;
  for (const rows of groupBy(settled, (row) => row.taskVersion).values())
    await settleAnswers(ctx, rows, { evidence, share, isLate, sealOrder });
}

/** True for what is decided without the gold that it waited for: after two weeks, or when the task is closed and no gold will come. */
function hasWaited(ctx: Ctx, task: TaskRow, { dueAt }: DueRow): boolean {
  return task.state === "closed" || (dueAt?.getTime() ?? Infinity) <= ctx.now().getTime() - SPOT_CHECK_WAIT_MS;
}

/** Pays one person's answers of one version: entry, payment and return together. */
async function settleAnswers(
  ctx: Ctx,
  rows: readonly DueRow[],
  { evidence, share, isLate, sealOrder }: { evidence: Evidence; share: number; isLate: boolean; sealOrder: number },
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const { projectId, annotatorId: userId, taskVersion, price } = first;
  const { pay, release } = splitByShare(price, share);
  const answers = rows.length;
  const gold = rows.filter((row) => row.isGold).length;
  const [paid, returned] = [pay * answers, release * answers];
  const id = deterministicId("label.settled", first.id);
  await ctx.db.insert(labelSettlement).values({
    ...{ id, projectId, userId, taskVersion, price, answers, gold, isLate, share, paid, sealOrder, ...evidence },
    createdAt: ctx.now(),
  });
  await ctx.db
    .update(annotation)
    .set({ settlementId: id, paid: pay })
    .where(
      inArray(
        annotation.id,
        rows.map((row) => row.id),
      ),
    );
  const head = { id, at: ctx.now().toISOString(), kind: "label.settled", rule: SPOT_CHECK_RULE } as const;
  const whose = { project: projectId, annotator: userId, version: taskVersion };
  const sums = { answers, gold, late: isLate, share, paid, returned };
  await appendEntries(ctx, [{ ...head, ...whose, ...sums, ...toldEvidence(evidence) }]);
  // Before the accounts, as everywhere.
  if (gold > 0)
    await ctx.db
      .update(goldPool)
      .set({ reserved: sql`${goldPool.reserved} - ${gold * price}` })
      .where(eq(goldPool.projectId, projectId));
  const common = { debit: reservedAccount(projectId), rule: SPOT_CHECK_RULE, projectId };
  await postTransfers(ctx, [
    {
      ...{ ...common, id: deterministicId("label_fee", id), kind: "label_fee" as const },
      ...{ credit: userAccount(userId), amount: paid },
    },
    {
      ...{ ...common, id: deterministicId("label_release", id), kind: "label_release" as const },
      ...{ credit: budgetAccount(projectId), amount: returned },
    },
  ]);
  await addScores(ctx, [{ userId, projectId, points: paid }]);
  await returnFreeBudget(ctx, [projectId]);
}
