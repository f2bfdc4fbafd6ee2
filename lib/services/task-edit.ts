import { and, desc, eq, lte } from "drizzle-orm";
import { checkpoint, published } from "#db/schema/ledger";
import { task } from "#db/schema/task";
import { ADAPTIVE_OVERLAP } from "#lib/consensus/overlap";
import { termsOf } from "#lib/domain/consensus";
import type { EntryBody } from "#lib/domain/entry";
import { AppError } from "#lib/domain/error";
import { GOLD_SHARE } from "#lib/domain/gold-share";
import { SPOT_CHECK_RULE } from "#lib/domain/spot-check";
import { stopParameters } from "#lib/domain/stop-rule";
import { type TaskInput, type TaskPolicy, type TaskState, taskMoves } from "#lib/domain/task";
import { canonicalText } from "#lib/ledger/canonical";
import { emptyRoot } from "#lib/ledger/hash";
import { actorId } from "./authorise";
import { type Ctx, inTx } from "./context";
import { commitSet } from "./gold-commit";
import { hex, sha256 } from "./hash";
import { requestFill } from "./label-fill";
import { appendEntries } from "./outbox";
import { getProjectFor } from "./project-find";
import { requestSettle } from "./spot-request";
import { lockTask, type TaskRow } from "./task-find";

/** What annotators are held to, as the ledger tells of it. */
function taskPolicyOf(row: TaskInput): TaskPolicy {
  const { answersWanted, answersMost, confidence, answerPrice, rewardRule, target } = row;
  const terms = { questions: row.questions.map(termsOf), answersWanted, answersMost, confidence, answerPrice };
  if (rewardRule === SPOT_CHECK_RULE) return { ...terms, rewardRule, target, goldShare: GOLD_SHARE.rule };
  return { ...terms, rewardRule };
}

/**
 * Writes what a project asks. While it is a draft everything may change; once people answer, the questions stay, and other terms are for
 * items that are opened later (a new version, with its entry).
 */
export async function saveTask(ctx: Ctx, input: TaskInput & { slug: string }): Promise<{ version: number }> {
  const { slug, ...terms } = input;
  const { id: projectId } = await getProjectFor(ctx, slug, "task.edit");
  return inTx(ctx, async (tx) => {
    const before = await lockTask(tx, projectId);
    if (!before) {
      await tx.db.insert(task).values({ ...terms, projectId, state: "draft", createdAt: tx.now() });
      return { version: 1 };
    }
    if (before.state === "closed")
      throw new AppError("task.bad_transition", { details: { from: "closed", to: "open" } });
    const isOther =
      canonicalText(before.questions) !== canonicalText(terms.questions) ||
      before.rewardRule !== terms.rewardRule ||
      before.target !== terms.target;
    if (before.state !== "draft" && isOther) throw new AppError("task.locked");
    const isSame =
      canonicalText([taskPolicyOf(before), before.stop]) === canonicalText([taskPolicyOf(terms), terms.stop]);
    const version = before.version + (before.state === "draft" || isSame ? 0 : 1);
    const [after] = await tx.db
      .update(task)
      .set({ ...terms, version })
      .where(eq(task.projectId, projectId))
      .returning();
    if (after && version > before.version) await appendEntries(tx, termsEntries(tx, after));
    return { version };
  });
}

/** Opens, pauses or closes a task, by the table of moves; what is asked for already changes nothing. Items that are open go on until they close. */
export async function moveTask(ctx: Ctx, input: { slug: string; to: TaskState }): Promise<{ state: TaskState }> {
  const project = await getProjectFor(ctx, input.slug, "task.edit");
  const actor = actorId(ctx);
  return inTx(ctx, async (tx) => {
    const before = await lockTask(tx, project.id);
    if (!before) throw new AppError("task.not_found", { details: { project: input.slug } });
    if (before.state === input.to) return { state: before.state };
    if (project.state === "draft" || !taskMoves[before.state].includes(input.to))
      throw new AppError("task.bad_transition", { details: { from: before.state, to: input.to } });
    if (before.state === "draft") {
      const row = { ...before, ...(await readSeed(tx)), state: input.to, openedAt: tx.now() };
      const { seedSize, seedRoot, state, openedAt } = row;
      await tx.db.update(task).set({ seedSize, seedRoot, state, openedAt }).where(eq(task.projectId, project.id));
      await appendEntries(tx, termsEntries(tx, row));
      await commitSet(tx, row);
    } else {
      await tx.db.update(task).set({ state: input.to }).where(eq(task.projectId, project.id));
      if (input.to === "draft") throw new Error("no move leads back to a draft");
      const body = { v: 1, id: tx.newId(), at: tx.now().toISOString(), kind: "task.state_changed" } as const;
      await appendEntries(tx, [{ ...body, project: project.id, actor, state: input.to }]);
      if (input.to === "closed") await requestSettle(tx, project.id);
    }
    if (input.to === "open") await requestFill(tx, project.id);
    return { state: input.to };
  });
}

/** The newest checkpoint that was published: nobody could know its root before. A log that signs nothing has the root of the empty tree. */
async function readSeed(ctx: Ctx): Promise<{ seedSize: number; seedRoot: Uint8Array }> {
  const [row] = await ctx.db
    .select({ seedSize: checkpoint.size, seedRoot: checkpoint.root })
    .from(checkpoint)
    .innerJoin(published, and(eq(published.id, 1), lte(checkpoint.size, published.size)))
    .orderBy(desc(checkpoint.size))
    .limit(1);
  return row ?? { seedSize: 0, seedRoot: emptyRoot(sha256) };
}

function openedEntry(ctx: Ctx, row: TaskRow) {
  if (row.seedSize === null || row.seedRoot === null) throw new Error("an open task has a seed");
  const policy = taskPolicyOf(row);
  const body = {
    id: ctx.newId(),
    at: ctx.now().toISOString(),
    kind: "task.opened",
    project: row.projectId,
    actor: actorId(ctx),
    version: row.version,
    taskHash: hex(sha256(canonicalText({ questions: row.questions, instructions: row.instructions }))),
    seed: { size: row.seedSize, root: hex(row.seedRoot) },
  } as const;
  return policy.rewardRule === SPOT_CHECK_RULE
    ? ({ v: 2, ...body, policy } as const)
    : ({ v: 1, ...body, policy } as const);
}

/** What a version of a task holds people and items to: its terms, and the rule by which items stop where it is not the share that agrees. */
function termsEntries(ctx: Ctx, row: TaskRow): EntryBody[] {
  const opened = openedEntry(ctx, row);
  if (row.stop === "share") return [opened];
  const { at, project, version } = opened;
  const kind = "task.stop_set";
  const { rule } = ADAPTIVE_OVERLAP;
  return [opened, { v: 1, id: ctx.newId(), at, kind, project, version, rule, parameters: stopParameters }];
}
