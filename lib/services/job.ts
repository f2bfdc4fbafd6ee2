import { and, asc, eq, inArray, lt, lte, or, sql } from "drizzle-orm";
import { job } from "#db/schema/job";
import type { Ctx } from "./context";
import { insertRows } from "./insert-rows";

type JobRow = typeof job.$inferSelect;
export type JobKind =
  | "batch.import"
  | "contribution.erase"
  | "mail.send"
  | "points.snapshot"
  | "media.check"
  | "media.sweep"
  | "archive.unpack"
  | "label.fill"
  | "consensus.run"
  | "label.settle"
  | "model.run";
/** `isStopping` turns true when the process is told to end; a handler that gives up for it, or lets others have a turn, answers false: its job is due again, after those that wait. */
export type JobHandler = (ctx: Ctx, payload: Record<string, unknown>, isStopping: () => boolean) => Promise<unknown>;
type NewJob = { kind: JobKind; payload: Record<string, unknown>; key?: string };
export type JobHandlers = Record<JobKind, JobHandler>;

// A running job says every now and then that it lives; one that is silent for this long is taken over by another process.
const LOCK_MS = 60_000;
const RENEW_MS = 20_000;
const MAX_ATTEMPTS = 5;

/**
 * Enqueues work in the caller's transaction. With a key, a job of that key that still waits or runs makes this a no-op. True when it was
 * enqueued.
 */
export async function enqueueJob(ctx: Ctx, input: NewJob): Promise<boolean> {
  return (await enqueueJobs(ctx, [input])) > 0;
}

/** The same for several at once; says how many were enqueued. */
export async function enqueueJobs(ctx: Ctx, inputs: readonly NewJob[]): Promise<number> {
  if (inputs.length === 0) return 0;
  const rows = await insertRows(
    ctx,
    job,
    inputs.map(({ kind, payload, key }) => ({ id: ctx.newId(), kind, payload, key: key ?? null })),
    {
      common: { state: "waiting" as const, maxAttempts: MAX_ATTEMPTS, runAt: ctx.now(), createdAt: ctx.now() },
      onConflict: "nothing",
    },
  );
  return rows.length;
}

/**
 * Runs one due job of the kinds that there are handlers for; a job whose process died is due again. Returns whether one was run.
 */
export async function runNextJob(
  ctx: Ctx,
  handlers: Partial<JobHandlers>,
  isStopping: () => boolean = () => false,
): Promise<boolean> {
  const taken = await takeJob(ctx, Object.keys(handlers));
  if (!taken) return false;
  const renewal = setInterval(() => {
    // A failed renewal only means that another process may take over; handlers are safe to run twice.
    renewLock(ctx, taken.id).catch(() => {});
  }, RENEW_MS);
  try {
    const done = await handlers[taken.kind as JobKind]?.(ctx, taken.payload, isStopping);
    if (done === false) await returnJob(ctx, taken.id);
    else await finishJob(ctx, taken.id, { state: "done", lastError: null });
  } catch (error) {
    await failJob(ctx, taken, error);
  } finally {
    clearInterval(renewal);
  }
  return true;
}

async function takeJob(ctx: Ctx, kinds: string[]): Promise<JobRow | undefined> {
  const now = ctx.now();
  const due = ctx.db
    .select({ id: job.id })
    .from(job)
    .where(
      and(
        inArray(job.kind, kinds),
        or(and(eq(job.state, "waiting"), lte(job.runAt, now)), and(eq(job.state, "running"), lt(job.lockedUntil, now))),
      ),
    )
    .orderBy(asc(job.runAt))
    .limit(1)
    .for("update", { skipLocked: true });
  const [taken] = await ctx.db
    .update(job)
    .set({
      state: "running",
      attempts: sql`${job.attempts} + 1`,
      lockedUntil: new Date(now.getTime() + LOCK_MS),
    })
    .where(inArray(job.id, due))
    .returning();
  return taken;
}

async function renewLock(ctx: Ctx, id: string): Promise<void> {
  const lockedUntil = new Date(ctx.now().getTime() + LOCK_MS);
  await ctx.db
    .update(job)
    .set({ lockedUntil })
    .where(and(eq(job.id, id), eq(job.state, "running")));
}

async function finishJob(
  ctx: Ctx,
  id: string,
  end: { state: "done" | "failed"; lastError: string | null },
): Promise<void> {
  await ctx.db
    .update(job)
    .set({ ...end, finishedAt: ctx.now(), lockedUntil: null })
    .where(eq(job.id, id));
}

/** Gives back a job that was not finished through no fault of its own; it goes to the end of the line. */
async function returnJob(ctx: Ctx, id: string): Promise<void> {
  await ctx.db
    .update(job)
    .set({ state: "waiting", lockedUntil: null, runAt: ctx.now(), attempts: sql`${job.attempts} - 1` })
    .where(eq(job.id, id));
}

async function failJob(ctx: Ctx, row: JobRow, error: unknown): Promise<void> {
  const lastError = (error instanceof Error ? error.message : String(error)).slice(0, 500).replaceAll("\0", "");
  if (row.attempts >= row.maxAttempts) return finishJob(ctx, row.id, { state: "failed", lastError });
  const delayMs = 1000 * 4 ** row.attempts;
  await ctx.db
    .update(job)
    .set({ state: "waiting", lastError, lockedUntil: null, runAt: new Date(ctx.now().getTime() + delayMs) })
    .where(eq(job.id, row.id));
}

/** Jobs a process that was killed left "running" become due at its own restart, without waiting for the lock to run out. */
export async function releaseOwnJobs(ctx: Ctx): Promise<void> {
  if (ctx.databaseKind !== "pglite") return;
  await ctx.db.update(job).set({ state: "waiting", lockedUntil: null }).where(eq(job.state, "running"));
}
