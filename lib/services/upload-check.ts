import { and, eq, inArray } from "drizzle-orm";
import { media, upload } from "#db/schema/media";
import { project } from "#db/schema/project";
import type { PreparedMedia } from "#lib/domain/adapter";
import { mediaKindOf } from "#lib/domain/content";
import { type AppError, isAppError } from "#lib/domain/error";
import type { UploadPurpose } from "#lib/domain/media";
import { authorise } from "./authorise";
import { coalesce } from "./coalesce";
import { type Ctx, inTx } from "./context";
import { fromHex, hex } from "./hash";
import { enqueueJobs, type JobKind } from "./job";
import { findLikeUpload } from "./near-media";
import { releaseFile } from "./upload-file";
import { getUpload, type UploadView } from "./upload-read";

// A table waits to be opened by its sender.
const workOf: Record<UploadPurpose, JobKind | undefined> = {
  media: "media.check",
  archive: "archive.unpack",
  pack: "archive.unpack",
  table: undefined,
};

/** Says that all bytes of an upload were sent: once they are here it is put in line for its check. Saying so twice is the same as once. */
export async function finishUpload(ctx: Ctx, input: { id: string }): Promise<UploadView> {
  await authorise(ctx, "contribution.submit");
  const found = await getUpload(ctx, input);
  if (found.state !== "receiving" || found.receivedBytes < found.sizeBytes) return found;
  await completeUpload(ctx, { id: found.id, sha256: undefined });
  return getUpload(ctx, input);
}

type Completed = { id: string; sha256: string | undefined };

type Asked = Completed & { ctx: Ctx };

const completers = new WeakMap<Ctx["db"], (asked: Asked) => Promise<void>>();

/** Puts an upload in line whose bytes are all here, by whoever was let at it; those that end at the same time are written down together. */
export function completeUpload(ctx: Ctx, input: Completed): Promise<void> {
  const known = completers.get(ctx.db) ?? coalesce<Asked, void>(completeAll);
  completers.set(ctx.db, known);
  return known({ ...input, ctx });
}

async function completeAll(inputs: readonly Asked[]): Promise<undefined[]> {
  const [first] = inputs;
  if (!first) return [];
  const hashes = new Map(inputs.map(({ id, sha256 }) => [id, sha256]));
  await inTx(first.ctx, async (tx) => {
    const moved = await tx.db
      .update(upload)
      .set({ state: "received", changedAt: tx.now() })
      .where(and(inArray(upload.id, [...hashes.keys()]), eq(upload.state, "receiving")))
      .returning({ id: upload.id, purpose: upload.purpose, claimed: upload.claimedSha256 });
    for (const { id, claimed } of moved) {
      const sha256 = hashes.get(id);
      if (!sha256 || !claimed || hex(claimed) === sha256) continue;
      await settle(tx, id, { state: "refused", refusal: "media.hash_mismatch", refusalDetails: {} });
    }
    await enqueueJobs(
      tx,
      moved.flatMap(({ id, purpose }) => {
        const kind = workOf[purpose];
        return kind ? [{ kind, payload: { uploadId: id }, key: `${kind} ${id}` }] : [];
      }),
    );
  });
  return inputs.map(() => undefined);
}

/**
 * Tests an upload and keeps what is published of it, or writes down why not. A job: killed anywhere in between, it is run again and comes to
 * the same.
 */
export async function checkUpload(ctx: Ctx, uploadId: string): Promise<void> {
  const [row] = await ctx.db
    .select({
      ...{
        claimedSha256: upload.claimedSha256,
        sizeBytes: upload.sizeBytes,
        heldIn: upload.heldIn,
        heldAt: upload.heldAt,
      },
      project,
    })
    .from(upload)
    .innerJoin(project, eq(project.id, upload.projectId))
    .where(and(eq(upload.id, uploadId), eq(upload.state, "received"), eq(upload.purpose, "media")));
  const kind = row && mediaKindOf[row.project.modality];
  if (!kind) return ctx.media.drop(uploadId);
  const { heldIn, heldAt, sizeBytes } = row;
  if (heldIn !== null) await ctx.media.cutOut(uploadId, { id: heldIn, at: heldAt ?? 0, sizeBytes });
  try {
    const file = await ctx.media.prepare(kind, uploadId, row.claimedSha256 && hex(row.claimedSha256));
    await touchMedia(ctx, file);
    await ctx.media.keep(uploadId, file);
    const near = await findLikeUpload(ctx, row.project, { id: uploadId, kind, sha256: file.sha256 });
    await settle(ctx, uploadId, {
      state: "ready",
      nearTo: near?.id ?? null,
      nearPercent: near?.percent ?? null,
      originalSha256: fromHex(file.originalSha256),
      mediaSha256: fromHex(file.sha256),
    });
  } catch (error) {
    if (!isFileFault(error)) throw error;
    await settle(ctx, uploadId, { state: "refused", refusal: error.reason, refusalDetails: plainDetails(error) });
  }
  await ctx.media.drop(uploadId);
  if (heldIn !== null) await releaseFile(ctx, heldIn);
}

function isFileFault(error: unknown): error is AppError {
  return isAppError(error) && error.reason.startsWith("media.");
}

export function plainDetails({ details }: AppError): Record<string, string | number | boolean | null> {
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
async function touchMedia(ctx: Ctx, { sha256, originalSha256: _, ...found }: PreparedMedia): Promise<void> {
  await ctx.db
    .insert(media)
    .values({ sha256: fromHex(sha256), ...found, touchedAt: ctx.now() })
    .onConflictDoUpdate({ target: media.sha256, set: { touchedAt: ctx.now(), print: found.print } });
}
