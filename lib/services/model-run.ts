import { and, eq } from "drizzle-orm";
import { modelRun } from "#db/schema/model-endpoint";
import { limits } from "#lib/domain/limits";
import { ASK_TIMING, type AskTiming, isAskable, type RunCause } from "#lib/domain/model-endpoint";
import { type Ctx, databaseCode } from "./context";
import { type AskedRow, type Asking, askItem } from "./model-ask";
import { findEndpoint, openSecret } from "./model-endpoint";
import { nextItems } from "./model-items";
import { type RunRow, recordAnswers, storeAsked } from "./model-run-store";
import { waitForRoom } from "./outbox";
import { getProjectById } from "./project-find";
import { getTask } from "./task-find";

/**
 * The job "model.run": asks a model for the next hundred items, a few at a time, and keeps each answer as it comes; answers whether the run is over.
 * Killed at any moment it goes on with what is not stored. A thousand answers, or the last ones of a run, make a set.
 */
export async function runModel(
  ctx: Ctx,
  runId: string,
  isStopping: () => boolean = () => false,
  timing: AskTiming = ASK_TIMING,
): Promise<boolean> {
  const run = await findRun(ctx, runId);
  if (run?.state !== "running") return true;
  try {
    return await runSlice(ctx, run, isStopping, timing);
  } catch (error) {
    // A database that is away comes back, and the job with it; anything else would fail again in the same place.
    if (databaseCode(error) === undefined) {
      await recordAnswers(ctx, run).catch(() => {});
      await endRun(ctx, run, { state: "stopped", cause: "internal" });
    }
    throw error;
  }
}

async function findRun(ctx: Ctx, id: string): Promise<RunRow | undefined> {
  const [row] = await ctx.db.select().from(modelRun).where(eq(modelRun.id, id));
  return row;
}

async function runSlice(ctx: Ctx, run: RunRow, isStopping: () => boolean, timing: AskTiming): Promise<boolean> {
  const { projectId, terms } = run;
  const [project, task] = [await getProjectById(ctx, projectId), await getTask(ctx, projectId)];
  const endpoint = await findEndpoint(ctx, projectId);
  const key = endpoint && openSecret(ctx, endpoint);
  if (!ctx.model.isAllowed(terms.address)) return stop(ctx, run, "not_allowed");
  if (!isAskable(project.modality, task.questions)) return stop(ctx, run, "questions");
  if (key === undefined) return stop(ctx, run, "key_unreadable");
  await waitForRoom(ctx, isStopping);
  const most = Math.min(limits.endpointSlice, run.items - run.asked);
  const rows = most > 0 ? await nextItems(ctx, run.id, { projectId, ...terms }, most) : [];
  const ending = new AbortController();
  const ended = new Promise((resolve) => ending.signal.addEventListener("abort", resolve, { once: true }));
  const { signal } = ending;
  const asking = { terms, key, modality: project.modality, questions: task.questions, timing, signal, ended };
  const watch = watchEnd(ctx, run.id, isStopping, ending, timing.watchMs);
  const cause = await askAll(ctx, run, asking, rows, () => isStopping() || ending.signal.aborted).finally(watch.end);
  const now = await findRun(ctx, run.id);
  const isDone = now !== undefined && now.asked >= now.items;
  if (now?.isCancelled) return close(ctx, now, { state: "cancelled", cause: null });
  if (cause && !(isDone && cause === "tokens")) return stop(ctx, run, cause);
  if (isStopping()) return false;
  if (isDone || rows.length < limits.endpointSlice) return close(ctx, run, { state: "finished", cause: null });
  await recordAnswers(ctx, run, limits.suggestionRows);
  return false;
}

/** Asks for rows, some at once, until there is none or the run is to stop; why, if it is. */
async function askAll(
  ctx: Ctx,
  run: RunRow,
  asking: Asking,
  rows: readonly AskedRow[],
  isEnding: () => boolean,
): Promise<RunCause | undefined> {
  const queue = [...rows];
  let cause = causeToStop(run);
  const stopFor = (why: RunCause | undefined) => {
    cause ??= why;
    if (cause) queue.length = 0;
  };
  const work = async () => {
    for (let row = queue.shift(); row && !cause && !isEnding(); row = queue.shift()) {
      const asked = await askItem(ctx, asking, row);
      if (asked.is === "stopped") stopFor(asked.cause);
      else stopFor(causeToStop(await storeAsked(ctx, run.id, row.id, asked)));
    }
  };
  const results = await Promise.allSettled(Array.from({ length: limits.endpointParallel }, work));
  // What was ended on the way is asked again by whoever goes on.
  const failure = results.find((one) => one.status === "rejected" && !asking.signal.aborted);
  if (failure?.status === "rejected") throw failure.reason;
  return cause;
}

function causeToStop({ failedInRow, tokens, terms }: RunRow): RunCause | undefined {
  if (failedInRow >= limits.endpointFailuresInRow) return "failing";
  return terms.maxTokens !== null && tokens >= terms.maxTokens ? "tokens" : undefined;
}

/** Ends what is under way when the process is to stop or somebody cancels the run. */
function watchEnd(ctx: Ctx, runId: string, isStopping: () => boolean, ending: AbortController, watchMs: number) {
  const look = async () => {
    if (isStopping() || (await findRun(ctx, runId))?.isCancelled) ending.abort();
  };
  const timer = setInterval(() => {
    // A look that fails is repeated soon; what is under way goes on meanwhile.
    look().catch(() => {});
  }, watchMs);
  return { end: () => clearInterval(timer) };
}

type End = Pick<RunRow, "state" | "cause">;
const stop = (ctx: Ctx, run: RunRow, cause: RunCause) => close(ctx, run, { state: "stopped", cause });

async function close(ctx: Ctx, run: RunRow, end: End): Promise<true> {
  await recordAnswers(ctx, run);
  await endRun(ctx, run, end);
  return true;
}

async function endRun(ctx: Ctx, { id }: RunRow, end: End): Promise<void> {
  await ctx.db
    .update(modelRun)
    .set({ ...end, finishedAt: ctx.now() })
    .where(and(eq(modelRun.id, id), eq(modelRun.state, "running")));
}
