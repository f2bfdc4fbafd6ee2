import { and, eq, gt } from "drizzle-orm";
import { seat } from "#db/schema/annotation";
import { task } from "#db/schema/task";
import type { AnswerInput } from "#lib/domain/annotation";
import { type Answer, answerSchema } from "#lib/domain/answer";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import type { Question } from "#lib/domain/question";
import { canonicalText } from "#lib/ledger/canonical";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { readMarkRooms } from "./item-room";
import { getOwnSeat, type SeatRow } from "./label-claim";
import { lockLabelled, sealSeats } from "./label-seal";
import { issuesOf } from "./parse";

export type Answered = { slotId: string; sealsAt: Date; sealed: boolean };

/**
 * Notes an annotator's answer to a leased item. Until `sealsAt` it can be undone; then the job loop seals it for good. Sending the same
 * answer again (double click, retry) answers the same; with undoMs 0 it is sealed in this transaction.
 */
export async function answerSeat(ctx: Ctx, input: AnswerInput): Promise<Answered> {
  await authorise(ctx, "label.claim");
  const me = actorId(ctx);
  const before = await getOwnSeat(ctx, input.slotId);
  const answer = canonicalText(await parseAnswer(ctx, before, input.answer));
  const sealsAt = new Date(ctx.now().getTime() + input.undoMs);
  return inTx(ctx, async (tx) => {
    // Sealing at once needs the item: it is locked before its seat, as everywhere.
    const items = input.undoMs === 0 ? await lockLabelled(tx, [before.contributionId]) : undefined;
    const [answered] = await tx.db
      .update(seat)
      .set({ state: "answered", answer, draft: null, activeMs: input.activeMs, sealsAt })
      .where(and(eq(seat.id, input.slotId), eq(seat.holderId, me), eq(seat.state, "leased")))
      .returning();
    if (!answered) return alreadyAnswered(await getOwnSeat(tx, input.slotId), answer);
    if (items) await sealSeats(tx, [answered], items);
    return { slotId: answered.id, sealsAt, sealed: input.undoMs === 0 };
  });
}

/** An answer held to the questions of the project's task, and its marks to the item: none ends beyond it. */
export async function parseAnswer(
  ctx: Ctx,
  { projectId, contributionId }: Pick<SeatRow, "projectId" | "contributionId">,
  given: Record<string, unknown>,
): Promise<Answer> {
  const [row] = await ctx.db.select({ questions: task.questions }).from(task).where(eq(task.projectId, projectId));
  const questions: Question[] = row?.questions ?? [];
  const room = (await readMarkRooms(ctx, projectId, questions, [contributionId])).get(contributionId);
  const parsed = answerSchema(questions, room).safeParse(given);
  if (parsed.success) return parsed.data;
  throw new AppError("input.invalid", { details: { issues: issuesOf(parsed.error) } });
}

function alreadyAnswered(row: SeatRow, answer: string): Answered {
  const isSame = row.answer === answer && row.sealsAt !== null;
  if (row.state === "answered" && isSame && row.sealsAt) return { slotId: row.id, sealsAt: row.sealsAt, sealed: false };
  if (row.state === "sealed" && isSame && row.sealsAt) return { slotId: row.id, sealsAt: row.sealsAt, sealed: true };
  const reasons = { sealed: "label.sealed", answered: "label.answered" } as const;
  const reason = row.state === "sealed" || row.state === "answered" ? reasons[row.state] : "label.lease_lost";
  throw new AppError(reason, { details: { slot: row.id } });
}

/** Takes an answer back while that is possible: the item is leased again, with the answer as its draft. */
export async function undoAnswer(ctx: Ctx, input: { slotId: string }): Promise<{ leaseExpiresAt: Date }> {
  await authorise(ctx, "label.claim");
  const own = await getOwnSeat(ctx, input.slotId);
  const leaseExpiresAt = new Date(ctx.now().getTime() + limits.leaseMs);
  const [undone] = await ctx.db
    .update(seat)
    .set({ state: "leased", answer: null, draft: own.answer, sealsAt: null, leaseExpiresAt })
    .where(
      and(
        eq(seat.id, own.id),
        eq(seat.holderId, actorId(ctx)),
        eq(seat.state, "answered"),
        gt(seat.sealsAt, ctx.now()),
      ),
    )
    .returning({ id: seat.id });
  if (undone) return { leaseExpiresAt };
  const row = await getOwnSeat(ctx, input.slotId);
  if (row.state === "leased" && row.leaseExpiresAt) return { leaseExpiresAt: row.leaseExpiresAt };
  throw new AppError("label.sealed", { details: { slot: input.slotId } });
}
