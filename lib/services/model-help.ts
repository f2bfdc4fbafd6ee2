import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { annotator, seat } from "#db/schema/annotation";
import { modelHelp, suggestion, suggestionSet } from "#db/schema/suggestion";
import { item, task } from "#db/schema/task";
import { type Answer, answerSchema } from "#lib/domain/answer";
import { AppError } from "#lib/domain/error";
import { HELP_SHARE, type HelpKind, isHelped } from "#lib/domain/model-help";
import { SPOT_CHECK_RULE } from "#lib/domain/spot-check";
import { actorId } from "./authorise";
import { type Ctx, inTx } from "./context";
import { makeSalt, sha256 } from "./hash";
import type { SeatRow } from "./label-claim";
import { appendEntries } from "./outbox";
import { getProjectFor } from "./project-find";
import { lockTask } from "./task-find";

/** What a model says of an item, as its annotator is shown it. Confidence in basis points. */
export type ModelSays = { model: string; version: string; answer: Answer; confidence: number | null };

/** Lets annotators see suggestions, or not, from the next item they are given on; the ledger tells when. Asking for what is so already changes nothing. */
export async function setHelp(ctx: Ctx, input: { slug: string; isShown: boolean }): Promise<{ isShown: boolean }> {
  const { id: projectId } = await getProjectFor(ctx, input.slug, "task.edit");
  const { isShown } = input;
  return inTx(ctx, async (tx) => {
    if (!(await lockTask(tx, projectId))) throw new AppError("task.not_found", { details: { project: input.slug } });
    await tx.db.insert(modelHelp).values({ projectId, key: makeSalt() }).onConflictDoNothing();
    const changed = await tx.db
      .update(modelHelp)
      .set({ isShown })
      .where(and(eq(modelHelp.projectId, projectId), eq(modelHelp.isShown, !isShown)))
      .returning({ id: modelHelp.projectId });
    if (changed.length === 0) return { isShown };
    const head = { v: 1, id: tx.newId(), at: tx.now().toISOString(), kind: "task.help_set" } as const;
    const { rule, share } = HELP_SHARE;
    await appendEntries(tx, [{ ...head, project: projectId, actor: actorId(tx), shown: isShown, rule, share }]);
    return { isShown };
  });
}

type Terms = Pick<typeof task.$inferSelect, "questions" | "rewardRule"> & { key: Uint8Array };

/**
 * What the holder of seats is shown of what a model says, by seat. Decided once for each seat when it is first given out, kept with it, and sealed
 * with its answer: never of gold, never where an item's first answers differ and one more is asked for, else to one in two (help-share/1).
 */
export async function offerHelp(
  ctx: Ctx,
  projectId: string,
  seats: readonly SeatRow[],
): Promise<Map<string, ModelSays>> {
  const [terms] = await ctx.db
    .select({ key: modelHelp.key, questions: task.questions, rewardRule: task.rewardRule })
    .from(modelHelp)
    .innerJoin(task, eq(task.projectId, modelHelp.projectId))
    .where(and(eq(modelHelp.projectId, projectId), eq(modelHelp.isShown, true)));
  if (!terms) return new Map();
  const fresh = seats.filter((row) => row.help === null);
  if (fresh.length > 0) await decide(ctx, projectId, terms, fresh);
  return readShown(
    ctx,
    seats.map((row) => row.id),
  );
}

async function decide(ctx: Ctx, projectId: string, terms: Terms, seats: readonly SeatRow[]): Promise<void> {
  const me = actorId(ctx);
  const isTraining =
    terms.rewardRule === SPOT_CHECK_RULE && (await countGiven(ctx, projectId, me)) < HELP_SHARE.trainingAnswers;
  const newest = await readNewest(ctx, seats);
  const fits = answerSchema(terms.questions);
  for (const row of seats) {
    const found = newest.get(row.contributionId);
    // What was sent while the questions were still another's does not fit them: nobody is shown it.
    const isFit = found !== undefined && !found.isExtra && fits.safeParse(JSON.parse(found.answer)).success;
    const may = isFit && !row.isGold && !isTraining;
    const drawn: HelpKind = isHelped(terms.key, row.contributionId, me, sha256) ? "shown" : "withheld";
    await ctx.db
      .update(seat)
      .set({ help: may ? drawn : "none", suggestionSet: may ? found.set : null })
      .where(and(eq(seat.id, row.id), eq(seat.holderId, me), isNull(seat.help)));
  }
}

/** Answers this person gave in the project, those that can still be taken back with them. */
async function countGiven(ctx: Ctx, projectId: string, me: string): Promise<number> {
  const [sealed] = await ctx.db
    .select({ answers: annotator.answers })
    .from(annotator)
    .where(and(eq(annotator.projectId, projectId), eq(annotator.userId, me)));
  const isWaiting = and(eq(seat.projectId, projectId), eq(seat.holderId, me), eq(seat.state, "answered"));
  return (sealed?.answers ?? 0) + (await ctx.db.$count(seat, isWaiting));
}

type Newest = { id: string; set: number; answer: string; isExtra: boolean };

/** The newest suggestion to each item, and whether more answers are asked of the item than at first. */
async function readNewest(ctx: Ctx, seats: readonly SeatRow[]): Promise<Map<string, Newest>> {
  const ids = `{${seats.map((row) => row.contributionId).join(",")}}`;
  const rows = await queryRows<Newest>(
    ctx.db,
    sql`select distinct on (s.contribution_id) s.contribution_id as id, s.set, s.answer,
        coalesce(i.seats > i.answers_wanted, false) as "isExtra"
      from ${suggestion} s left join ${item} i on i.contribution_id = s.contribution_id
      where s.contribution_id = any(${ids}::uuid[]) order by s.contribution_id, s.set desc`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function readShown(ctx: Ctx, seatIds: string[]): Promise<Map<string, ModelSays>> {
  const rows = await ctx.db
    .select({
      seatId: seat.id,
      answer: suggestion.answer,
      confidence: suggestion.confidence,
      model: suggestionSet.model,
      version: suggestionSet.version,
    })
    .from(seat)
    .innerJoin(
      suggestion,
      and(eq(suggestion.contributionId, seat.contributionId), eq(suggestion.set, seat.suggestionSet)),
    )
    .innerJoin(
      suggestionSet,
      and(eq(suggestionSet.projectId, seat.projectId), eq(suggestionSet.number, suggestion.set)),
    )
    .where(and(inArray(seat.id, seatIds), eq(seat.help, "shown"), eq(seat.isGold, false)));
  return new Map(
    rows.map(({ seatId, answer, ...said }) => [seatId, { ...said, answer: JSON.parse(answer) as Answer }]),
  );
}
