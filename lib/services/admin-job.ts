import { and, count, desc, eq, sql } from "drizzle-orm";
import { heartbeat, job } from "#db/schema/job";
import { outbox } from "#db/schema/ledger";
import { AppError } from "#lib/domain/error";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import { recordAudit } from "./audit";
import { authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { cursorOfPlace, pastCursor } from "./project-cursor";

export const jobStates = ["waiting", "running", "done", "failed"] as const;
type JobState = (typeof jobStates)[number];

/** A job without its payload, which may name people. */
type JobLine = {
  id: string;
  kind: string;
  state: JobState;
  attempts: number;
  maxAttempts: number;
  runAt: Date;
  createdAt: Date;
  finishedAt: Date | null;
  lastError: string | null;
};

export async function listJobs(ctx: Ctx, input: PageInput & { state?: JobState | undefined }): Promise<Page<JobLine>> {
  await authorise(ctx, "job.read");
  const rows = await ctx.db
    .select({
      id: job.id,
      kind: job.kind,
      state: job.state,
      attempts: job.attempts,
      maxAttempts: job.maxAttempts,
      runAt: job.runAt,
      createdAt: job.createdAt,
      finishedAt: job.finishedAt,
      lastError: job.lastError,
    })
    .from(job)
    .where(and(input.state ? eq(job.state, input.state) : undefined, pastCursor(input.cursor, job, "older")))
    .orderBy(desc(job.createdAt), desc(job.id))
    .limit(input.limit + 1);
  return pageOf(rows, input.limit, cursorOfPlace);
}

/** Gives a failed job a fresh set of attempts, at once. Pressing twice is pressing once. */
export async function retryJob(ctx: Ctx, input: { id: string }): Promise<{ id: string; state: JobState }> {
  await authorise(ctx, "job.retry");
  return inTx(ctx, async (tx) => {
    const [row] = await tx.db.select().from(job).where(eq(job.id, input.id)).for("update");
    if (!row) throw new AppError("job.not_found", { details: { job: input.id } });
    if (row.state !== "failed") return { id: row.id, state: row.state };
    // Another job of the same key may wait by now: it does this one's work.
    const [newer] = row.key
      ? await tx.db
          .select({ id: job.id, state: job.state })
          .from(job)
          .where(and(eq(job.key, row.key), sql`${job.state} in ('waiting', 'running')`))
      : [];
    if (newer) return newer;
    await tx.db
      .update(job)
      .set({ state: "waiting", attempts: 0, runAt: tx.now(), finishedAt: null, lockedUntil: null })
      .where(eq(job.id, row.id));
    await recordAudit(tx, { action: "job.retried", detail: { job: row.id, kind: row.kind } });
    return { id: row.id, state: "waiting" };
  });
}

type WorkReport = {
  jobs: Record<JobState, number>;
  /** Entries that wait for their index. */
  outbox: number;
  /** When a job loop last went round; null when none ever did. */
  beatAt: Date | null;
  /** How the data is kept. */
  database: Ctx["databaseKind"];
  mail: boolean;
};

// Counting stops here: "1,000+" says enough, and a long queue must not make this page slow.
const COUNTED = 1_000;

/** How the background work stands. */
export async function readWork(ctx: Ctx): Promise<WorkReport> {
  await authorise(ctx, "job.read");
  const jobs = { waiting: 0, running: 0, done: 0, failed: 0 };
  for (const state of jobStates) jobs[state] = await countUpTo(ctx, state);
  const waiting = ctx.db.select({ id: outbox.id }).from(outbox).limit(COUNTED).as("waiting");
  const [sum] = await ctx.db.select({ count: count() }).from(waiting);
  const [beat] = await ctx.db.select().from(heartbeat).orderBy(desc(heartbeat.beatAt)).limit(1);
  return {
    jobs,
    outbox: sum?.count ?? 0,
    beatAt: beat?.beatAt ?? null,
    database: ctx.databaseKind,
    mail: ctx.mail.available,
  };
}

async function countUpTo(ctx: Ctx, state: JobState): Promise<number> {
  const some = ctx.db.select({ id: job.id }).from(job).where(eq(job.state, state)).limit(COUNTED).as("some");
  const [row] = await ctx.db.select({ count: count() }).from(some);
  return row?.count ?? 0;
}
