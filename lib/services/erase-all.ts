import { and, asc, count, eq, inArray, isNull, lte, ne, or } from "drizzle-orm";
import { batch, batchRefusal, savedMapping } from "#db/schema/batch";
import { contribution, draft } from "#db/schema/contribution";
import { job } from "#db/schema/job";
import { upload } from "#db/schema/media";
import { user } from "#db/schema/user";
import { AppError } from "#lib/domain/error";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { releaseFiles } from "./contribution-destroy";
import { eraseItem } from "./contribution-erase";
import { enqueueJob } from "./job";
import { waitForRoom } from "./outbox";

const STEP_ROWS = 100;

export type ErasureState = {
  /** True from the request until the last item is erased. */
  isRunning: boolean;
  /** Contributions of mine whose content is still there. */
  left: number;
};

const jobKey = (userId: string) => `contribution.erase ${userId}`;

/** Asks for everything of one's own to be erased. A job does it, item by item, and goes on where a killed process left off. */
export async function requestErasure(ctx: Ctx, input: { handle: string }): Promise<ErasureState> {
  await authorise(ctx, "contribution.erase_own");
  const userId = actorId(ctx);
  const [me] = await ctx.db.select({ handle: user.handle }).from(user).where(eq(user.id, userId));
  if (me?.handle !== input.handle.trim().toLowerCase().replace(/^@/, ""))
    throw new AppError("input.invalid", { details: { issues: [{ path: "handle", message: "handle_differs" }] } });
  const payload = { userId, until: ctx.now().toISOString() };
  await enqueueJob(ctx, { kind: "contribution.erase", payload, key: jobKey(userId) });
  ctx.wake();
  return readErasure(ctx);
}

export async function readErasure(ctx: Ctx): Promise<ErasureState> {
  await authorise(ctx, "contribution.read_own");
  const userId = actorId(ctx);
  const [running] = await ctx.db
    .select({ id: job.id })
    .from(job)
    .where(and(eq(job.key, jobKey(userId)), inArray(job.state, ["waiting", "running"])));
  const [left] = await ctx.db
    .select({ count: count() })
    .from(contribution)
    .where(and(eq(contribution.authorId, userId), isNull(contribution.erasedAt)));
  return { isRunning: running !== undefined, left: left?.count ?? 0 };
}

/** The job of erasing: of a table whose row was erased, or of everything of one's own. */
export async function runErasure(
  ctx: Ctx,
  payload: Record<string, unknown>,
  isStopping: () => boolean,
): Promise<boolean> {
  if (typeof payload.batchId === "string") return dropTable(ctx, payload.batchId);
  return eraseAll(ctx, String(payload.userId), new Date(String(payload.until)), isStopping);
}

/** Takes away the table that an erased item came in with: a stopped import keeps it to go on with, and it holds the item's row. */
async function dropTable(ctx: Ctx, batchId: string): Promise<boolean> {
  const [row] = await ctx.db.select().from(batch).where(eq(batch.id, batchId));
  if (!row?.blobKey) return true;
  // Its end takes the table away; the job is tried again later, to make sure of it.
  if (row.state === "running") throw new Error("the import of an erased row is under way: its table waits");
  await ctx.blob.remove(row.blobKey);
  await ctx.db
    .update(batch)
    .set({ blobKey: null })
    .where(and(eq(batch.id, batchId), ne(batch.state, "running")));
  return true;
}

/** Erases what a person had sent in, begun or uploaded by the moment they asked. Safe to run again from any point. */
async function eraseAll(ctx: Ctx, userId: string, until: Date, isStopping: () => boolean): Promise<boolean> {
  await forgetImports(ctx, userId, until);
  await ctx.db.delete(draft).where(and(eq(draft.userId, userId), lte(draft.updatedAt, until)));
  await ctx.db.delete(savedMapping).where(and(eq(savedMapping.userId, userId), lte(savedMapping.usedAt, until)));
  await dropUploads(ctx, userId, until);
  // The chunk that an import was writing when it was stopped may be younger than the wish.
  const ofImport = ctx.db
    .select({ id: batch.id })
    .from(batch)
    .where(and(eq(batch.userId, userId), lte(batch.createdAt, until)));
  for (;;) {
    const rows = await ctx.db
      .select({ id: contribution.id })
      .from(contribution)
      .where(
        and(
          eq(contribution.authorId, userId),
          isNull(contribution.erasedAt),
          or(lte(contribution.createdAt, until), inArray(contribution.batchId, ofImport)),
        ),
      )
      .orderBy(asc(contribution.id))
      .limit(STEP_ROWS);
    for (const { id } of rows) {
      if (isStopping()) return false;
      await waitForRoom(ctx, isStopping);
      await eraseItem(ctx, { id, actor: userId, cause: "author" });
    }
    if (rows.length < STEP_ROWS) return true;
  }
}

/** Stops imports that run, and takes away the tables that were sent, their names, and the reports about their rows. */
async function forgetImports(ctx: Ctx, userId: string, until: Date): Promise<void> {
  const mine = await ctx.db
    .select({ id: batch.id, blobKey: batch.blobKey })
    .from(batch)
    .where(and(eq(batch.userId, userId), lte(batch.createdAt, until)))
    .orderBy(asc(batch.id));
  for (const { id, blobKey } of mine) {
    await ctx.db
      .update(batch)
      .set({ state: "cancelled", finishedAt: ctx.now() })
      .where(and(eq(batch.id, id), inArray(batch.state, ["uploaded", "running"])));
    if (blobKey) await ctx.blob.remove(blobKey);
    await ctx.db.delete(batchRefusal).where(eq(batchRefusal.batchId, id));
    await ctx.db.update(batch).set({ blobKey: null, fileName: "", mapping: null }).where(eq(batch.id, id));
  }
}

/** Files that wait to be sent in: their bytes first, so that a row always leads to what is left. What was published of them goes with the row. */
async function dropUploads(ctx: Ctx, userId: string, until: Date): Promise<void> {
  const waiting = and(eq(upload.userId, userId), isNull(upload.contributionId), lte(upload.createdAt, until));
  const rows = await ctx.db.select({ id: upload.id }).from(upload).where(waiting);
  for (const { id } of rows) {
    await ctx.media.drop(id);
    await inTx(ctx, async (tx) => {
      const gone = await tx.db
        .delete(upload)
        .where(and(eq(upload.id, id), isNull(upload.contributionId)))
        .returning({ sha256: upload.mediaSha256 });
      await releaseFiles(
        tx,
        gone.flatMap(({ sha256 }) => sha256 ?? []),
        id,
      );
    });
  }
}
