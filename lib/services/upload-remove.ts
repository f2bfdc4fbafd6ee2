import { and, asc, eq, inArray, isNull, lt, ne, notExists, or, sql } from "drizzle-orm";
import { media, upload } from "#db/schema/media";
import { AppError } from "#lib/domain/error";
import { actorId, authorise } from "./authorise";
import { sweepUnknown } from "./blob-sweep";
import { type Ctx, inTx } from "./context";
import { hex } from "./hash";
import { enqueueJob } from "./job";
import { releaseFile } from "./upload-file";
import { foldRoom } from "./upload-room";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long a file waits for its missing bytes, and for being sent in. */
const RECEIVING_MS = DAY_MS;
const WAITING_MS = 7 * DAY_MS;
const MEDIA_MS = DAY_MS;
const STEP_ROWS = 100;

/** Throws away a file of mine that is no part of a contribution. */
export async function removeUpload(ctx: Ctx, input: { id: string }): Promise<{ id: string }> {
  await authorise(ctx, "contribution.submit");
  // What an archive's report tells of goes with it; what was taken out of it stays.
  await ctx.db
    .delete(upload)
    .where(and(eq(upload.archiveId, input.id), eq(upload.userId, actorId(ctx)), eq(upload.state, "refused")));
  const own = and(eq(upload.id, input.id), eq(upload.userId, actorId(ctx)));
  const [gone] = await ctx.db
    .delete(upload)
    .where(and(own, isNull(upload.contributionId)))
    .returning({ id: upload.id, heldIn: upload.heldIn });
  if (gone) {
    for (const id of filesOf(gone)) await releaseFile(ctx, id);
    return { id: gone.id };
  }
  const [known] = await ctx.db.select({ id: upload.id }).from(upload).where(own);
  if (known) throw new AppError("upload.wrong_state", { details: { upload: input.id } });
  throw new AppError("upload.not_found", { details: { upload: input.id } });
}

/** Files that an upload's bytes may be in: its own, and what held them. */
function filesOf({ id, heldIn }: { id: string; heldIn: string | null }): string[] {
  return heldIn === null ? [id] : [id, heldIn];
}

/** Puts the sweep in line once an hour of this process; of several processes' the key lets one stand at a time. */
export function makeSweepRequester(): (ctx: Ctx) => Promise<void> {
  let askedAt = Number.NEGATIVE_INFINITY;
  return async (ctx) => {
    const now = ctx.now().getTime();
    if (now - askedAt < HOUR_MS) return;
    askedAt = now;
    await enqueueJob(ctx, { kind: "media.sweep", payload: {}, key: "media.sweep" });
  };
}

/** How many of each were taken away. */
type Swept = { uploads: number; images: number; strays: number; blobs: number; files: number };

/** Takes back the room of files that nothing refers to: given up uploads, files that were never sent in, images of neither. */
export async function sweepMedia(ctx: Ctx): Promise<Swept> {
  const uploads = await sweepUploads(ctx);
  const images = await sweepImages(ctx);
  const strays = await sweepStrays(ctx);
  await foldRoom(ctx);
  return { uploads, images, strays, ...(await sweepUnknown(ctx)) };
}

async function sweepUploads(ctx: Ctx): Promise<number> {
  const now = ctx.now().getTime();
  const waiting = isNull(upload.contributionId);
  const begun = and(waiting, eq(upload.state, "receiving"), lt(upload.changedAt, new Date(now - RECEIVING_MS)));
  const halves = await ctx.db.select({ id: upload.id }).from(upload).where(begun);
  const still = new Set(await ctx.media.listReceived(new Date(now - RECEIVING_MS)));
  const given: string[] = [];
  // A large file over a slow line grows for days: only what stopped growing was given up.
  for (const { id } of halves) {
    if (still.has(id) || (await ctx.media.receivedBytes(id)) === undefined) given.push(id);
  }
  const gone = await ctx.db
    .delete(upload)
    .where(
      and(
        waiting,
        or(
          and(inArray(upload.id, given), eq(upload.state, "receiving")),
          and(ne(upload.state, "receiving"), lt(upload.changedAt, new Date(now - WAITING_MS))),
        ),
      ),
    )
    .returning({ id: upload.id, heldIn: upload.heldIn });
  for (const id of new Set(gone.flatMap(filesOf))) await releaseFile(ctx, id);
  return gone.length;
}

async function sweepImages(ctx: Ctx): Promise<number> {
  let removed = 0;
  for (;;) {
    const step = await inTx(ctx, async (tx) => {
      const unused = tx.db
        .select({ sha256: media.sha256 })
        .from(media)
        .where(
          and(
            lt(media.touchedAt, new Date(tx.now().getTime() - MEDIA_MS)),
            notExists(tx.db.select({ one: sql`1` }).from(upload).where(eq(upload.mediaSha256, media.sha256))),
          ),
        )
        .orderBy(asc(media.sha256))
        .limit(STEP_ROWS)
        .for("update", { skipLocked: true });
      const rows = await unused;
      for (const { sha256 } of rows) {
        // The file goes while its row is locked, the one exception to the rule on transactions: an upload of the same image waits here and
        // then keeps its own copy, where a file removed after the commit would be that new one.
        await tx.media.remove(hex(sha256));
        await tx.db.delete(media).where(eq(media.sha256, sha256));
      }
      return rows.length;
    });
    removed += step;
    if (step < STEP_ROWS) return removed;
  }
}

/** Bytes whose row is gone or was never written: a process died between the two. */
async function sweepStrays(ctx: Ctx): Promise<number> {
  const old = await ctx.media.listReceived(new Date(ctx.now().getTime() - RECEIVING_MS));
  let removed = 0;
  for (const id of old) {
    if (await releaseFile(ctx, id)) removed += 1;
  }
  return removed;
}
