import { and, desc, eq, gt, gte, lt, or } from "drizzle-orm";
import { job } from "#db/schema/job";
import { entry, published } from "#db/schema/ledger";
import { snapshot } from "#db/schema/snapshot";
import type { SnapshotPolicy } from "#lib/domain/snapshot-state";
import { recordAudit } from "./audit";
import { authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { enqueueJob } from "./job";

const KIND = "points.snapshot";
const HOUR_MS = 3_600_000;
// After a job that failed for good, an admin's word is waited for, at least so long.
const FAILED_PAUSE_MS = 24 * HOUR_MS;

/** `newest` is the size of the newest snapshot, 0 before the first. */
type Target = { newest: number } & (
  | { state: "due"; size: number }
  /** No checkpoint is published, or no points have moved in what is. */
  | { state: "unpublished" | "unmoved" }
);

/** The size that a snapshot would be of now: that of the newest published checkpoint, when points have moved since the newest snapshot. */
export async function findTarget(ctx: Ctx): Promise<Target> {
  const [last] = await ctx.db.select({ size: snapshot.size }).from(snapshot).orderBy(desc(snapshot.size)).limit(1);
  const [log] = await ctx.db.select({ size: published.size }).from(published).where(eq(published.id, 1));
  const newest = last?.size ?? 0;
  if (!log?.size) return { newest, state: "unpublished" };
  const [moved] = await ctx.db
    .select({ index: entry.index })
    .from(entry)
    .where(and(eq(entry.kind, "transfer.posted"), gte(entry.index, newest), lt(entry.index, log.size)))
    .limit(1);
  return moved ? { newest, state: "due", size: log.size } : { newest, state: "unmoved" };
}

/** Enqueues a snapshot when one is due by time or growth; for the job loop. True when it did. */
export async function requestDueSnapshot(ctx: Ctx, policy: SnapshotPolicy): Promise<boolean> {
  if (policy.everyHours === 0) return false;
  const target = await findTarget(ctx);
  if (target.state !== "due") return false;
  const sinceMs = ctx.now().getTime() - (await takenAt(ctx, target.newest)).getTime();
  const isDue = sinceMs >= policy.everyHours * HOUR_MS || target.size - target.newest >= policy.entries;
  if (!isDue || (await isHeldUp(ctx))) return false;
  return enqueueJob(ctx, { kind: KIND, payload: { beyond: target.newest }, key: KIND });
}

/** When the newest was taken; before the first, when the log began. */
async function takenAt(ctx: Ctx, newest: number): Promise<Date> {
  const [row] =
    newest > 0
      ? await ctx.db.select({ at: snapshot.createdAt }).from(snapshot).where(eq(snapshot.size, newest))
      : await ctx.db.select({ at: entry.createdAt }).from(entry).where(eq(entry.index, 0));
  return row?.at ?? ctx.now();
}

/** True while one waits or runs, or has failed not long ago. */
async function isHeldUp(ctx: Ctx): Promise<boolean> {
  const pausedSince = new Date(ctx.now().getTime() - FAILED_PAUSE_MS);
  const [row] = await ctx.db
    .select({ id: job.id })
    .from(job)
    .where(
      and(
        eq(job.kind, KIND),
        or(
          eq(job.state, "waiting"),
          eq(job.state, "running"),
          and(eq(job.state, "failed"), gt(job.finishedAt, pausedSince)),
        ),
      ),
    )
    .limit(1);
  return row !== undefined;
}

export type SnapshotRequest = { state: "requested" | "under_way" | "unmoved" | "unpublished" };

/** An admin's word that a snapshot be taken now. Pressing twice is pressing once. */
export async function requestSnapshot(ctx: Ctx): Promise<SnapshotRequest> {
  await authorise(ctx, "snapshot.request");
  return inTx(ctx, async (tx) => {
    const target = await findTarget(tx);
    if (target.state !== "due") return { state: target.state };
    const isNew = await enqueueJob(tx, { kind: KIND, payload: { beyond: target.newest }, key: KIND });
    if (isNew) await recordAudit(tx, { action: "snapshot.requested", detail: { size: target.size } });
    return { state: isNew ? "requested" : "under_way" };
  });
}
