import { and, asc, eq, inArray, isNull, notExists, sql } from "drizzle-orm";
import { seat } from "#db/schema/annotation";
import { contribution } from "#db/schema/contribution";
import { gold } from "#db/schema/gold";
import { item, task } from "#db/schema/task";
import { limits } from "#lib/domain/limits";
import { orderKey } from "#lib/domain/order-key";
import { reserveForAnswers } from "#lib/domain/task";
import { budgetAccount, reservedAccount } from "./account";
import { lockBudget } from "./account-lock";
import { type Ctx, inTx } from "./context";
import { sha256 } from "./hash";
import { insertRows } from "./insert-rows";
import { enqueueJob } from "./job";
import { appendEntries, waitForRoom } from "./outbox";
import { lockTask, type TaskRow } from "./task-find";
import { postTransfers } from "./transfer";

/** Puts accepted items of a project that are not labelled yet in line; called by whatever accepts items, opens a task or pays into a budget. */
export async function requestFill(ctx: Ctx, projectId: string): Promise<void> {
  await enqueueJob(ctx, { kind: "label.fill", payload: { projectId }, key: `label.fill|${projectId}` });
}

/** The same for those of the projects whose task is open; the others have nothing to put in line. */
export async function requestFills(ctx: Ctx, projectIds: readonly string[]): Promise<void> {
  if (projectIds.length === 0) return;
  const open = await ctx.db
    .select({ projectId: task.projectId })
    .from(task)
    .where(and(inArray(task.projectId, [...projectIds]), eq(task.state, "open")));
  for (const { projectId } of open) await requestFill(ctx, projectId);
}

/** Opens items until none is left or the budget covers no more. A job: some hundreds in each transaction. */
export async function fillTask(ctx: Ctx, projectId: string, isStopping: () => boolean): Promise<boolean> {
  while (!isStopping()) {
    await waitForRoom(ctx, isStopping);
    if ((await openItems(ctx, projectId)) < limits.itemsAtOnce) return true;
  }
  return false;
}

/** Opens the next accepted items: their rows and seats, the promise of their price, and the entries. Returns how many. */
export async function openItems(ctx: Ctx, projectId: string): Promise<number> {
  return inTx(ctx, async (tx) => {
    // Locked, so that two fillers do not both count on the same points or open the same item.
    const terms = await lockTask(tx, projectId);
    if (terms?.state !== "open" || !terms.seedRoot) return 0;
    const price = reserveForAnswers(terms, terms.answersWanted);
    const most = price === 0 ? limits.itemsAtOnce : Math.floor((await lockBudget(tx, projectId)) / price);
    const found = await findUnlabelled(tx, projectId, Math.min(limits.itemsAtOnce, most));
    if (found.length === 0) return 0;
    const keys = await insertItems(tx, terms, terms.seedRoot, found);
    const batchId = tx.newId();
    await appendEntries(tx, [
      {
        v: 2,
        id: batchId,
        at: tx.now().toISOString(),
        kind: "items.opened",
        project: projectId,
        version: terms.version,
        contributions: found.map(({ id }) => id),
        keys,
      },
    ]);
    await postTransfers(tx, [
      {
        id: tx.newId(),
        debit: budgetAccount(projectId),
        credit: reservedAccount(projectId),
        amount: price * found.length,
        kind: "label_reserve",
        rule: terms.rewardRule,
        projectId,
      },
    ]);
    return found.length;
  });
}

type Unlabelled = { id: string; authorId: string; language: string };

function findUnlabelled(ctx: Ctx, projectId: string, most: number): Promise<Unlabelled[]> {
  return ctx.db
    .select({ id: contribution.id, authorId: contribution.authorId, language: contribution.language })
    .from(contribution)
    .where(
      and(
        eq(contribution.projectId, projectId),
        eq(contribution.status, "accepted"),
        isNull(contribution.erasedAt),
        notExists(
          ctx.db.select({ id: item.contributionId }).from(item).where(eq(item.contributionId, contribution.id)),
        ),
        // Gold is answered by many more people, in its own way.
        notExists(
          ctx.db.select({ id: gold.contributionId }).from(gold).where(eq(gold.contributionId, contribution.id)),
        ),
      ),
    )
    .orderBy(asc(contribution.id))
    .limit(most);
}

async function insertItems(
  ctx: Ctx,
  terms: TaskRow,
  root: Uint8Array,
  found: readonly Unlabelled[],
): Promise<number[]> {
  const { projectId, answersWanted, answersMost, confidence, stop, answerPrice } = terms;
  const rows = found.map(({ id, authorId, language }) => ({
    contributionId: id,
    authorId,
    language,
    orderKey: orderKey(root, id, sha256),
  }));
  const shared = { projectId, answersWanted, answersMost, confidence, stop, answerPrice };
  await insertRows(ctx, item, rows, {
    common: {
      ...shared,
      state: "open",
      taskVersion: terms.version,
      seats: answersWanted,
      reserved: reserveForAnswers(terms, answersWanted),
    },
  });
  await addSeats(ctx, projectId, rows, answersWanted);
  return rows.map((row) => row.orderKey);
}

/** Open seats for items, so many each. */
export async function addSeats(
  ctx: Ctx,
  projectId: string,
  items: readonly { contributionId: string; authorId: string; language: string; orderKey: number }[],
  each: number,
): Promise<void> {
  if (items.length === 0) return;
  await ctx.db.execute(sql`
    insert into ${seat} (id, project_id, contribution_id, author_id, language, order_key, state)
    select gen_random_uuid(), ${projectId}::uuid, one."contributionId", one."authorId", one.language, one."orderKey", 'open'
    from json_to_recordset(${JSON.stringify(items)}::json)
      as one("contributionId" uuid, "authorId" uuid, language text, "orderKey" int8), generate_series(1, ${each}::int)`);
}
