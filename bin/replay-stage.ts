import { inArray } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { slot } from "#db/schema/review";
import { user } from "#db/schema/user";
import { limits } from "#lib/domain/limits";
import { createProjectSchema } from "#lib/domain/project-edit";
import { SPOT_CHECK_RULE } from "#lib/domain/spot-check";
import { type LabelRule, taskInputSchema } from "#lib/domain/task";
import { fundProject, mintPoints } from "#lib/services/admin-treasury";
import { consentHashOf, recordConsent } from "#lib/services/consent";
import { type Ctx, inTx } from "#lib/services/context";
import { addContributions } from "#lib/services/contribution-add";
import { sealContent } from "#lib/services/hash";
import { insertRows } from "#lib/services/insert-rows";
import { openItems } from "#lib/services/label-fill";
import { createProject } from "#lib/services/project-create";
import { getProjectById, type ProjectRow } from "#lib/services/project-find";
import { grantReviewer } from "#lib/services/project-member";
import { changeProjectState } from "#lib/services/project-state";
import { lockItems, sealSlots } from "#lib/services/review-seal";
import { moveTask, saveTask } from "#lib/services/task-edit";
import type { Crowd } from "./replay-read";

const SLUG = "replay";

/** What answers are worth, in milli-points, and by which rule. */
export type Terms = { price: number; rule: LabelRule; target: number };

export type Stage = {
  project: ProjectRow;
  owner: Ctx;
  reviewerId: string;
  /** Ids by the crowd's numbers. */
  people: string[];
  items: string[];
};

const actAs = (ctx: Ctx, userId: string, isAdmin = false): Ctx => ({
  ...ctx,
  actor: { kind: "user", userId, isAdmin, scopes: null },
});

/** A project of the crowd in an empty database, by the services that people use: issued, funded, opened, its task written and open. */
export async function setStage(ctx: Ctx, crowd: Crowd, answers: number, terms: Terms): Promise<Stage> {
  const { price, rule } = terms;
  // A fifth of a free budget is set aside for gold: six times what the answers may take leaves enough whatever is gold.
  const budget = price * answers * (rule === SPOT_CHECK_RULE ? 6 : 1);
  const staff = ["owner", "reviewer", "admin"].map((handle) => ({ id: uuidv7(), handle: `replay-${handle}` }));
  const [owner, reviewer, admin] = staff.map(({ id }) => id) as [string, string, string];
  const people = crowd.workers.map((_, at) => ({ id: uuidv7(), handle: `worker-${at + 1}` }));
  const rows = [...staff, ...people].map((one) => ({ ...one, email: `${one.handle}@replay.invalid` }));
  await insertRows(ctx, user, rows, { common: { createdAt: ctx.now() } });
  const asOwner = actAs(ctx, owner);
  const input = createProjectSchema.parse({
    id: uuidv7(),
    name: "Replay of a crowd",
    slug: SLUG,
    summary: "Answers of a published crowd, once more.",
    languages: ["en"],
    modality: "text",
    guidelines: "Each item stands for a task of the crowd.",
    labelSchema: { kind: "none" },
    licence: "CC0-1.0",
    reviewsWanted: 1,
    acceptPrice: 0,
    reviewPrice: 0,
    personalData: "allow",
    nearDuplicates: "allow",
  });
  await createProject(asOwner, input);
  if (price > 0) {
    const asAdmin = actAs(ctx, admin, true);
    await mintPoints(asAdmin, { id: uuidv7(), amount: budget });
    await fundProject(asAdmin, { id: uuidv7(), slug: SLUG, amount: budget });
  }
  await changeProjectState(asOwner, { slug: SLUG, to: "open" });
  await grantReviewer(asOwner, { slug: SLUG, person: "replay-reviewer" });
  await writeTask(asOwner, crowd, 1, terms);
  await moveTask(asOwner, { slug: SLUG, to: "open" });
  const project = await getProjectById(asOwner, input.id);
  return {
    project,
    owner: asOwner,
    reviewerId: reviewer,
    people: people.map(({ id }) => id),
    items: crowd.tasks.map(() => uuidv7()),
  };
}

async function writeTask(
  owner: Ctx,
  { labels }: Crowd,
  answers: number,
  { price, rule, target }: Terms,
): Promise<void> {
  const questions = [{ id: "q1", text: "Which label?", form: { kind: "single_class", classes: labels } }];
  const paid = { answerPrice: price, rewardRule: rule, target };
  const terms = { questions, answersWanted: answers, answersMost: answers, ...paid };
  await saveTask(owner, { slug: SLUG, ...taskInputSchema.parse(terms) });
}

/**
 * Brings the tasks in as contributions, has each accepted by a review, and opens it for as many answers as the crowd gave: tasks of the same
 * number of answers come in under one version of the labelling task.
 */
export async function openTasks(
  ctx: Ctx,
  stage: Stage,
  crowd: Crowd,
  { answersOf, isGold, terms }: { answersOf: readonly number[]; isGold(task: number): boolean; terms: Terms },
  progress: (done: number) => void,
): Promise<void> {
  let done = 0;
  for (const wanted of [...new Set(answersOf)].sort((a, b) => a - b)) {
    const tasks = answersOf.flatMap((answers, task) => (answers === wanted && !isGold(task) ? [task] : []));
    if (tasks.length === 0) continue;
    await writeTask(stage.owner, crowd, wanted, terms);
    for (let from = 0; from < tasks.length; from += limits.itemsAtOnce) {
      const chunk = tasks.slice(from, from + limits.itemsAtOnce);
      await bringIn(ctx, stage, crowd, chunk);
      const opened = await openItems(ctx, stage.project.id);
      if (opened !== chunk.length) throw new Error(`${opened} of ${chunk.length} items opened`);
      done += opened;
      progress(done);
    }
  }
}

export async function bringIn(ctx: Ctx, stage: Stage, crowd: Crowd, tasks: readonly number[]): Promise<void> {
  const { project, owner, reviewerId } = stage;
  if (owner.actor.kind !== "user") throw new Error("an owner is a person");
  const authorId = owner.actor.userId;
  const rows = tasks.map((task) => ({
    // Two names may differ in white space only; their numbers keep them apart.
    ...sealContent({ text: `${task + 1}: ${crowd.tasks[task]}` }),
    id: stage.items[task] as string,
    language: "en",
  }));
  const ids = rows.map(({ id }) => id);
  await inTx(ctx, async (tx) => {
    const consentHash = consentHashOf(project);
    const consentId = await recordConsent(tx, project, authorId, consentHash);
    const arrival = { project, authorId, consentId, consentHash, batchId: tx.newId(), reserveId: tx.newId() };
    const { added } = await addContributions(tx, arrival, rows);
    if (added.length !== rows.length) throw new Error(`${rows.length - added.length} tasks were not taken`);
    const items = await lockItems(tx, ids);
    const decided = await tx.db
      .update(slot)
      .set({ state: "decided", holderId: reviewerId, decision: "accept", sealsAt: tx.now() })
      .where(inArray(slot.contributionId, ids))
      .returning();
    await sealSlots(tx, decided, items);
  });
}
