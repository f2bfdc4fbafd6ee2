import type { AnswerValue } from "#lib/domain/answer";
import { type TaskInput, taskInputSchema } from "#lib/domain/task";
import { answerSeat } from "#lib/services/label-answer";
import { claimSeats } from "#lib/services/label-claim";
import { openItems } from "#lib/services/label-fill";
import { sealDueReviews } from "#lib/services/review-seal";
import { moveTask, saveTask } from "#lib/services/task-edit";
import { reviewNext, stage, submit } from "./cast";
import { as, makeProject, makeUser, type TestCtx } from "./ctx";
import { decideNext, submitMany } from "./review";

export const animals = { kind: "single_class" as const, classes: ["cat", "dog", "bird"] };

/** Terms of a task that asks for one of three animals, three people each. */
export function taskInput(values: Partial<Record<keyof TaskInput, unknown>> = {}): TaskInput {
  return taskInputSchema.parse({
    questions: [{ id: "q1", text: "Which animal?", form: animals }],
    answersWanted: 3,
    answersMost: 3,
    answerPrice: 500,
    ...values,
  });
}

/** A project whose task is open, with so many accepted items of one author. */
export async function makeLabelling(
  ctx: TestCtx,
  items: number,
  values: Parameters<typeof taskInput>[0] = {},
  projectValues: Parameters<typeof makeProject>[1] = {},
) {
  const [author, reviewer] = [await makeUser(ctx), await makeUser(ctx)];
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1, ...projectValues });
  const owner = as(ctx, project.ownerId);
  const ids = await submitMany(ctx, author, project, items);
  for (let turn = 0; turn < items; turn += 1) await decideNext(ctx, reviewer, project, "accept");
  await saveTask(owner, { slug: project.slug, ...taskInput(values) });
  await moveTask(owner, { slug: project.slug, to: "open" });
  while ((await openItems(ctx, project.id)) > 0);
  return { project, owner, author, reviewer, ids };
}

/** The same by real acts alone, so that its log is one that an audit finds nothing wrong with. */
export async function makeAudited(ctx: TestCtx, items: number, values: Parameters<typeof taskInput>[0] = {}) {
  const cast = await stage(ctx, `audited-${ctx.newId().slice(-6)}`);
  const ids: string[] = [];
  for (let at = 0; at < items; at += 1) {
    ids.push(await submit(ctx, cast, cast.authors[0] ?? "", `Sentence number ${at}`));
    await reviewNext(ctx, cast, ["accept", "accept", "accept"]);
    ctx.clock.at += 10;
    await sealDueReviews(ctx);
  }
  await saveTask(cast.owner, { slug: cast.slug, ...taskInput(values) });
  await moveTask(cast.owner, { slug: cast.slug, to: "open" });
  while ((await openItems(ctx, cast.id)) > 0);
  return { ...cast, ids };
}

/** Claims the next item for a person and answers it for good; its contribution. */
export async function answerNext(
  ctx: TestCtx,
  person: string,
  slug: string,
  answer: Record<string, AnswerValue> | ((contribution: string) => Record<string, AnswerValue>),
): Promise<string> {
  const me = as(ctx, person);
  const [next] = (await claimSeats(me, { project: slug, wanted: 1 })).seats;
  if (!next) throw new Error("nothing to label");
  const said = typeof answer === "function" ? answer(next.contributionId) : answer;
  await answerSeat(me, { slotId: next.id, answer: said, activeMs: 1_000, undoMs: 0 });
  return next.contributionId;
}
