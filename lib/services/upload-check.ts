import { and, eq } from "drizzle-orm";
import { media, upload } from "#db/schema/media";
import type { PreparedImage } from "#lib/domain/adapter";
import { type AppError, isAppError } from "#lib/domain/error";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { fromHex, hex } from "./hash";
import { enqueueJob } from "./job";
import { getUpload, type UploadView } from "./upload-read";

/** Says that all bytes of an upload were sent: once they are here it is put in line for its check. Saying so twice is the same as once. */
export async function finishUpload(ctx: Ctx, input: { id: string }): Promise<UploadView> {
  await authorise(ctx, "contribution.submit");
  const found = await getUpload(ctx, input);
  if (found.state !== "receiving" || found.receivedBytes < found.sizeBytes) return found;
  await inTx(ctx, async (tx) => {
    const [moved] = await tx.db
      .update(upload)
      .set({ state: "received", changedAt: tx.now() })
      .where(and(eq(upload.id, input.id), eq(upload.userId, actorId(tx)), eq(upload.state, "receiving")))
      .returning({ id: upload.id });
    if (moved) await enqueueJob(tx, { kind: "media.check", payload: { uploadId: input.id }, key: `check ${input.id}` });
  });
  return getUpload(ctx, input);
}

/**
 * Tests an upload and keeps what is published of it, or writes down why not. A job: killed anywhere in between, it is run again and comes to
 * the same.
 */
export async function checkUpload(ctx: Ctx, uploadId: string): Promise<void> {
  const [row] = await ctx.db
    .select()
    .from(upload)
    .where(and(eq(upload.id, uploadId), eq(upload.state, "received")));
  if (!row) return ctx.media.drop(uploadId);
  try {
    const image = await ctx.media.prepareImage(uploadId, row.claimedSha256 && hex(row.claimedSha256));
    await touchMedia(ctx, image);
    await ctx.media.keep(uploadId, image);
    await settle(ctx, uploadId, {
      state: "ready",
      originalSha256: fromHex(image.originalSha256),
      mediaSha256: fromHex(image.sha256),
    });
  } catch (error) {
    if (!isFileFault(error)) throw error;
    await settle(ctx, uploadId, { state: "refused", refusal: error.reason, refusalDetails: plainDetails(error) });
  }
  await ctx.media.drop(uploadId);
}

function isFileFault(error: unknown): error is AppError {
  return isAppError(error) && error.reason.startsWith("media.");
}

function plainDetails({ details }: AppError): Record<string, string | number | boolean | null> {
  const isPlain = (value: unknown) => value === null || ["string", "number", "boolean"].includes(typeof value);
  return Object.fromEntries(Object.entries(details).filter(([, value]) => isPlain(value))) as ReturnType<
    typeof plainDetails
  >;
}

async function settle(ctx: Ctx, id: string, outcome: Partial<typeof upload.$inferInsert>): Promise<void> {
  await ctx.db
    .update(upload)
    .set({ ...outcome, changedAt: ctx.now() })
    .where(and(eq(upload.id, id), eq(upload.state, "received")));
}

/** Before a file is kept its row is there and young, so that the sweep, which locks that row, cannot take the file away meanwhile. */
async function touchMedia(ctx: Ctx, { sha256, format, width, height, sizeBytes }: PreparedImage): Promise<void> {
  await ctx.db
    .insert(media)
    .values({ sha256: fromHex(sha256), format, width, height, sizeBytes, touchedAt: ctx.now() })
    .onConflictDoUpdate({ target: media.sha256, set: { touchedAt: ctx.now() } });
}
