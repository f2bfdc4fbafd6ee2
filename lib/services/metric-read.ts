import { count, eq, inArray, sql } from "drizzle-orm";
import { heartbeat, job } from "#db/schema/job";
import { outbox, tree } from "#db/schema/ledger";
import type { Policy } from "#lib/ledger/tlog-policy";
import { type AnchorReading, readAnchorState } from "./anchor-read";
import type { Ctx } from "./context";
import { LOOP_NAME } from "./heartbeat";
import { type LogState, readLogState } from "./log-read";

export type MetricReading = {
  now: Date;
  entries: number;
  log: LogState;
  outbox: { entries: number; oldestAt: Date | null };
  anchor: AnchorReading | null;
  jobs: { kind: string; state: "waiting" | "running" | "failed"; count: number }[];
  /** When a process last went round the job loop. */
  beatAt: Date | null;
};

/** What operators watch and alert on, as the database has it now. For whoever may read metrics, not for everybody. */
export async function readMetrics(ctx: Ctx, policy: Policy | undefined): Promise<MetricReading> {
  const [head] = await ctx.db.select({ size: tree.size }).from(tree).where(eq(tree.id, 1));
  const [waiting] = await ctx.db
    .select({ entries: count(), oldestAt: sql<Date | null>`min(${outbox.createdAt})`.mapWith(outbox.createdAt) })
    .from(outbox);
  const jobs = await ctx.db
    .select({ kind: job.kind, state: job.state, count: count() })
    .from(job)
    .where(inArray(job.state, ["waiting", "running", "failed"]))
    .groupBy(job.kind, job.state);
  const [beat] = await ctx.db.select().from(heartbeat).where(eq(heartbeat.name, LOOP_NAME));
  return {
    now: ctx.now(),
    entries: head?.size ?? 0,
    log: await readLogState(ctx, policy),
    outbox: { entries: waiting?.entries ?? 0, oldestAt: waiting?.oldestAt ?? null },
    anchor: await readAnchorState(ctx),
    jobs: jobs.flatMap(({ kind, state, count: rows }) => (state === "done" ? [] : [{ kind, state, count: rows }])),
    beatAt: beat?.beatAt ?? null,
  };
}
