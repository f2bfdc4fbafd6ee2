import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { modelAsk, modelRun } from "#db/schema/model-endpoint";
import type { Answer } from "#lib/domain/answer";
import { limits } from "#lib/domain/limits";
import type { SuggestionFault, SuggestionRow } from "#lib/domain/model-help";
import { canonicalText } from "#lib/ledger/canonical";
import { type Ctx, inTx } from "./context";
import type { Asked } from "./model-ask";
import { takeSuggestions } from "./suggestion-add";
import { lockTask } from "./task-find";

export type RunRow = typeof modelRun.$inferSelect;
type Settled = Exclude<Asked, { is: "stopped" }>;

/** Keeps what came of asking for an item, once, and counts it; the run as it is then. */
export async function storeAsked(ctx: Ctx, runId: string, contributionId: string, asked: Settled): Promise<RunRow> {
  return inTx(ctx, async (tx) => {
    // Held until the end, so that an item which is being erased leaves nothing here.
    const isThere = and(eq(contribution.id, contributionId), isNull(contribution.erasedAt));
    const [there] = await tx.db.select({ id: contribution.id }).from(contribution).where(isThere).for("share");
    const isAnswered = asked.is === "answered" && there !== undefined;
    const [stored] = await tx.db
      .insert(modelAsk)
      .values({ runId, contributionId, ...(isAnswered ? rowOf(asked) : faultRowOf(asked)) })
      .onConflictDoNothing()
      .returning({ id: modelAsk.contributionId });
    const [row] = await tx.db
      .update(modelRun)
      .set({
        // Two processes can ask for the same item; it counts once, its tokens twice.
        asked: sql`${modelRun.asked} + ${stored ? 1 : 0}`,
        failed: sql`${modelRun.failed} + ${stored && !isAnswered ? 1 : 0}`,
        failedInRow: isAnswered ? 0 : sql`${modelRun.failedInRow} + 1`,
        tokens: sql`${modelRun.tokens} + ${asked.tokens}`,
      })
      .where(eq(modelRun.id, runId))
      .returning();
    if (!row) throw new Error("a run that is asking has its row");
    return row;
  });
}

const rowOf = ({ answer, confidence }: Settled & { is: "answered" }) =>
  ({ state: "answered", answer: canonicalText(answer), confidence }) as const;

function faultRowOf(asked: Settled) {
  if (asked.is === "answered") return { state: "failed", fault: "not_found" } as const;
  const { fault, status, question, message } = asked;
  return { state: "failed", fault, status, question, message } as const;
}

/**
 * Makes sets of what is stored and not yet recorded, a thousand at most in each transaction, the same way as suggestions that are sent; a run that is
 * killed on the way goes on where it was. `least`: fewer are left for later.
 */
export async function recordAnswers(ctx: Ctx, run: RunRow, least = 1): Promise<void> {
  const by: Ctx = { ...ctx, actor: { kind: "user", userId: run.actorId, isAdmin: false, scopes: null } };
  while (await inTx(by, (tx) => recordSome(tx, run, least)));
}

/** True when something was recorded, and more may be left. */
async function recordSome(tx: Ctx, { id, projectId, terms }: RunRow, least: number): Promise<boolean> {
  const task = await lockTask(tx, projectId);
  const stored = await tx.db
    .select()
    .from(modelAsk)
    .where(and(eq(modelAsk.runId, id), eq(modelAsk.state, "answered")))
    .orderBy(asc(modelAsk.contributionId))
    .limit(limits.suggestionRows)
    .for("update");
  if (!task || stored.length < least) return false;
  const rows = stored.map(({ contributionId, answer, confidence }): SuggestionRow => {
    const sure = confidence === null ? null : confidence / 10_000;
    return {
      contribution: contributionId,
      content: "",
      confidence: sure,
      answer: JSON.parse(answer ?? "{}") as Answer,
    };
  });
  const { model, version } = terms;
  const { taken, faults } = await takeSuggestions(tx, task, { source: "endpoint", model, version, rows });
  const idOf = ({ row }: SuggestionFault) => stored[row - 1]?.contributionId ?? "";
  const ids = stored.map(({ contributionId }) => contributionId);
  // What they say stands in the set now, and nowhere twice.
  await tx.db
    .update(modelAsk)
    .set({ state: "recorded", answer: null, confidence: null })
    .where(and(eq(modelAsk.runId, id), inArray(modelAsk.contributionId, ids)));
  for (const fault of faults)
    await tx.db
      .update(modelAsk)
      .set({ state: "failed", fault: "answer", question: fault.question, message: fault.message })
      .where(and(eq(modelAsk.runId, id), eq(modelAsk.contributionId, idOf(fault))));
  await tx.db
    .update(modelRun)
    .set({ taken: sql`${modelRun.taken} + ${taken}`, failed: sql`${modelRun.failed} + ${faults.length}` })
    .where(eq(modelRun.id, id));
  return true;
}
