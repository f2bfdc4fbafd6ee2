import { and, eq, isNull, ne } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { gold } from "#db/schema/gold";
import { item } from "#db/schema/task";
import { AppError } from "#lib/domain/error";
import { type GoldRow, type KnownAnswer, knownAnswerSchema, parseCell } from "#lib/domain/gold";
import { limits } from "#lib/domain/limits";
import { SPOT_CHECK_RULE } from "#lib/domain/spot-check";
import { type Ctx, inTx } from "./context";
import { makeSalt } from "./hash";
import { findNamed } from "./item-named";
import { issuesOf } from "./parse";
import { getProjectFor } from "./project-find";
import { requestSettle } from "./spot-request";
import { lockTask, type TaskRow } from "./task-find";

type Mark = { slug: string; contribution: string; answer: Record<string, unknown>; hint: string };

/** Marks an accepted item as gold: what its answer is, and the rule it teaches. While its set is not committed to, marking again changes it. */
export async function markGold(ctx: Ctx, input: Mark): Promise<{ contribution: string }> {
  const { id: projectId } = await getProjectFor(ctx, input.slug, "task.edit");
  await inTx(ctx, async (tx) => {
    const task = await lockOffering(tx, projectId);
    await putGold(tx, task, input);
  });
  return { contribution: input.contribution };
}

/** The task, locked, that gold may be part of. */
async function lockOffering(ctx: Ctx, projectId: string): Promise<TaskRow> {
  const task = await lockTask(ctx, projectId);
  if (!task) throw new AppError("task.not_found", { details: { project: projectId } });
  if (task.rewardRule !== SPOT_CHECK_RULE || task.state === "closed") throw new AppError("gold.not_offered");
  return task;
}

async function putGold(ctx: Ctx, task: TaskRow, input: Omit<Mark, "slug">): Promise<void> {
  const known = parseKnown(task, input.answer);
  const { projectId } = task;
  const [row] = await ctx.db
    .select({ authorId: contribution.authorId, language: contribution.language, itemState: item.state })
    .from(contribution)
    .leftJoin(item, eq(item.contributionId, contribution.id))
    .where(
      and(
        eq(contribution.id, input.contribution),
        eq(contribution.projectId, projectId),
        eq(contribution.status, "accepted"),
        isNull(contribution.erasedAt),
      ),
    );
  // What people are answering now closes first, or its answers would count twice.
  if (!row || row.itemState === "open")
    throw new AppError("gold.not_fit", { details: { contribution: input.contribution } });
  const { authorId, language } = row;
  const set = { answer: known, hint: input.hint };
  if ((await ctx.db.$count(gold, and(eq(gold.projectId, projectId), ne(gold.state, "retired")))) >= limits.goldItems)
    throw new AppError("gold.too_many", { details: { max: limits.goldItems } });
  const kept = await ctx.db
    .insert(gold)
    .values({
      ...set,
      ...{ contributionId: input.contribution, projectId, authorId, language },
      ...{ state: "draft", salt: makeSalt(), createdAt: ctx.now() },
    })
    .onConflictDoUpdate({ target: gold.contributionId, set, setWhere: eq(gold.state, "draft") })
    .returning({ id: gold.contributionId });
  if (kept.length === 0) throw new AppError("gold.fixed", { details: { contribution: input.contribution } });
}

function parseKnown(task: TaskRow, answer: Record<string, unknown>): KnownAnswer {
  const parsed = knownAnswerSchema(task.questions).safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new AppError("input.invalid", { details: { issues: issuesOf(parsed.error) } });
}

/** Takes gold out of use: what is not committed to is forgotten, the rest is served no more and opened when nobody holds it. */
export async function retireGold(
  ctx: Ctx,
  input: { slug: string; contribution: string },
): Promise<{ state: "removed" | "retired" }> {
  const { id: projectId } = await getProjectFor(ctx, input.slug, "task.edit");
  return inTx(ctx, async (tx) => {
    await lockTask(tx, projectId);
    const ofIt = and(eq(gold.contributionId, input.contribution), eq(gold.projectId, projectId));
    const [row] = await tx.db.select().from(gold).where(ofIt).for("update");
    if (!row) throw new AppError("gold.not_found", { details: { contribution: input.contribution } });
    if (row.state === "draft") {
      await tx.db.delete(gold).where(ofIt);
      return { state: "removed" };
    }
    if (row.state === "ready") {
      await tx.db.update(gold).set({ state: "retired", cause: "retired" }).where(ofIt);
      await requestSettle(tx, projectId);
    }
    return { state: "retired" };
  });
}

export type RowFault = { row: number; reason: "not_found" | "not_fit" | "answer" | "fixed"; question: string | null };

/**
 * Marks many items by the rows of a table, each named by its id or by its text; a row that cannot be taken is told of with the reason, and the
 * others are taken.
 */
export async function importGold(
  ctx: Ctx,
  input: { slug: string; rows: GoldRow[] },
): Promise<{ taken: number; faults: RowFault[] }> {
  const { id: projectId } = await getProjectFor(ctx, input.slug, "task.edit");
  return inTx(ctx, async (tx) => {
    const task = await lockOffering(tx, projectId);
    const named = await findNamed(tx, projectId, input.rows);
    const faults: RowFault[] = [];
    for (const [at, row] of input.rows.entries()) {
      const fault = await takeRow(tx, task, row, named[at]);
      if (fault) faults.push({ row: at + 1, ...fault });
    }
    return { taken: input.rows.length - faults.length, faults };
  });
}

async function takeRow(
  ctx: Ctx,
  task: TaskRow,
  row: GoldRow,
  found: string | undefined,
): Promise<Omit<RowFault, "row"> | undefined> {
  if (!found) return { reason: "not_found", question: null };
  const answer: Record<string, unknown> = {};
  for (const question of task.questions) {
    const cell = row.cells[question.id]?.trim();
    if (!cell) continue;
    const value = parseCell(question, cell);
    if (value === undefined) return { reason: "answer", question: question.id };
    answer[question.id] = value;
  }
  try {
    await putGold(ctx, task, { contribution: found, answer, hint: row.hint });
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const reasons = { "gold.fixed": "fixed", "gold.not_fit": "not_fit", "input.invalid": "answer" } as const;
    const reason = reasons[error.reason as keyof typeof reasons];
    if (!reason) throw error;
    return { reason, question: null };
  }
}
