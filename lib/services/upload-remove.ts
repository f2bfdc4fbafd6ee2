import { and, asc, eq, isNull, lt, notExists, or, sql } from "drizzle-orm";
import { media, upload } from "#db/schema/media";
import { AppError } from "#lib/domain/error";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { hex } from "./hash";
import { enqueueJob } from "./job";

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
  const own = and(eq(upload.id, input.id), eq(upload.userId, actorId(ctx)));
  const [gone] = await ctx.db
    .delete(upload)
    .where(and(own, isNull(upload.contributionId)))
    .returning({ id: upload.id });
  if (gone) {
    await ctx.media.drop(gone.id);
    return gone;
  }
  const [known] = await ctx.db.select({ id: upload.id }).from(upload).where(own);
  if (known) throw new AppError("upload.wrong_state", { details: { upload: input.id } });
  throw new AppError("upload.not_found", { details: { upload: input.id } });
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

/** Takes back the room of files that nothing refers to: given up uploads, files that were never sent in, images of neither. */
export async function sweepMedia(ctx: Ctx): Promise<{ uploads: number; images: number; strays: number }> {
  const uploads = await sweepUploads(ctx);
  const images = await sweepImages(ctx);
  return { uploads, images, strays: await sweepStrays(ctx) };
}

async function sweepUploads(ctx: Ctx): Promise<number> {
  const now = ctx.now().getTime();
  const gone = await ctx.db
    .delete(upload)
    .where(
      and(
        isNull(upload.contributionId),
        or(
          and(eq(upload.state, "receiving"), lt(upload.changedAt, new Date(now - RECEIVING_MS))),
          lt(upload.changedAt, new Date(now - WAITING_MS)),
        ),
      ),
    )
    .returning({ id: upload.id });
  for (const { id } of gone) await ctx.media.drop(id);
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
    const [row] = await ctx.db.select({ state: upload.state }).from(upload).where(eq(upload.id, id));
    if (row && (row.state === "receiving" || row.state === "received")) continue;
    await ctx.media.drop(id);
    removed += 1;
  }
  return removed;
}
