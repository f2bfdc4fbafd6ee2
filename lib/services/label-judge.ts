import { eq } from "drizzle-orm";
import { item, task } from "#db/schema/task";
import type { JudgeInput } from "#lib/domain/annotation";
import { codedValues } from "#lib/domain/answer";
import type { QuestionResult } from "#lib/domain/consensus";
import { AppError } from "#lib/domain/error";
import { deterministicId } from "./account";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { parseAnswer } from "./label-answer";
import { lockLabelled } from "./label-seal";
import { appendEntries } from "./outbox";

/**
 * Says what an item is that its answers came to no consensus on, and why they did not. Final; nobody's pay changes. Judging again with the same
 * answer (double click) changes nothing.
 */
export async function judgeItem(ctx: Ctx, input: JudgeInput): Promise<{ id: string; results: QuestionResult[] }> {
  const [found] = await ctx.db
    .select({ projectId: item.projectId, questions: task.questions })
    .from(item)
    .innerJoin(task, eq(task.projectId, item.projectId))
    .where(eq(item.contributionId, input.id));
  if (!found) throw new AppError("contribution.not_found", { details: { contribution: input.id } });
  const { projectId, questions } = found;
  await authorise(ctx, "label.judge", projectId);
  const judge = actorId(ctx);
  const values = codedValues(questions, await parseAnswer(ctx, { projectId, contributionId: input.id }, input.answer));
  return inTx(ctx, async (tx) => {
    const row = (await lockLabelled(tx, [input.id])).get(input.id);
    const before = row?.results ?? [];
    const results = before.map((result) => ({ ...result, value: values[result.question] ?? result.value }));
    if (row?.state === "judged" && JSON.stringify(results) === JSON.stringify(before)) return { id: input.id, results };
    if (row?.state !== "disputed") throw new AppError("label.not_disputed", { details: { contribution: input.id } });
    await tx.db
      .update(item)
      .set({ state: "judged", results, cause: input.cause })
      .where(eq(item.contributionId, input.id));
    const id = deterministicId("consensus.judged", input.id);
    const head = { v: 1, id, at: tx.now().toISOString(), kind: "consensus.judged" } as const;
    const said = Object.entries(values).map(([question, value]) => ({ question, value }));
    await appendEntries(tx, [
      { ...head, contribution: input.id, project: projectId, judge, cause: input.cause, results: said },
    ]);
    return { id: input.id, results };
  });
}
