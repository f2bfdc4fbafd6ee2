import { and, eq, isNull, ne, sql } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { upload } from "#db/schema/media";
import { project } from "#db/schema/project";
import { user } from "#db/schema/user";
import { hasImage } from "#lib/domain/content";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import type { NewUpload } from "#lib/domain/media";
import { cleanFileName } from "#lib/domain/text";
import { actorId } from "./authorise";
import { type Ctx, inTx } from "./context";
import { assertOpen } from "./contribution-submit";
import { fromHex } from "./hash";
import { getProjectFor, type ProjectRow } from "./project-find";

/**
 * Opens a place for a file before its first byte: rights, the project's kind of data, size, quotas, and whether the project has this very
 * file already. Returns the upload's id.
 */
export async function createUpload(ctx: Ctx, input: NewUpload): Promise<{ id: string }> {
  const found = await getProjectFor(ctx, input.project, "contribution.submit");
  const userId = actorId(ctx);
  if (!hasImage(found.modality)) throw new AppError("media.not_collected", { details: { project: found.slug } });
  await assertTakes(ctx, found, userId);
  if (input.sizeBytes === 0) throw new AppError("media.empty");
  if (input.sizeBytes > limits.imageBytes) {
    throw new AppError("input.too_large", { details: { maxBytes: limits.imageBytes } });
  }
  const claimedSha256 = input.sha256 ? fromHex(input.sha256) : null;
  if (claimedSha256) await assertNew(ctx, found.id, claimedSha256);
  const id = ctx.newId();
  await inTx(ctx, async (tx) => {
    await assertQuota(tx, found, userId, input.sizeBytes);
    await tx.db.insert(upload).values({
      id,
      userId,
      projectId: found.id,
      fileName: cleanFileName(input.fileName, "image"),
      sizeBytes: input.sizeBytes,
      state: "receiving",
      claimedSha256,
      createdAt: tx.now(),
      changedAt: tx.now(),
    });
  });
  return { id };
}

/** New items only while the project is open; somebody who was asked for changes may replace an image at any time. */
async function assertTakes(ctx: Ctx, found: ProjectRow, userId: string): Promise<void> {
  if (found.state === "open") return;
  const [asked] = await ctx.db
    .select({ id: contribution.id })
    .from(contribution)
    .where(
      and(
        eq(contribution.authorId, userId),
        eq(contribution.status, "changes_requested"),
        eq(contribution.projectId, found.id),
      ),
    )
    .limit(1);
  if (!asked) assertOpen(found);
}

/** Spares a way across the network for what would be refused at its end. */
async function assertNew(ctx: Ctx, projectId: string, sha256: Uint8Array): Promise<void> {
  const [first] = await ctx.db
    .select({ id: contribution.id })
    .from(upload)
    .innerJoin(
      contribution,
      and(eq(contribution.id, upload.contributionId), eq(contribution.mediaHash, upload.mediaSha256)),
    )
    .where(
      and(eq(upload.projectId, projectId), eq(upload.originalSha256, sha256), ne(contribution.status, "withdrawn")),
    )
    .limit(1);
  if (first) throw new AppError("contribution.duplicate", { details: { contribution: first.id } });
}

// Person and project are locked in this order, so that two uploads cannot both take the last of a quota.
async function assertQuota(ctx: Ctx, found: ProjectRow, userId: string, sizeBytes: number): Promise<void> {
  const { personBytes, projectBytes } = ctx.media.quota;
  await ctx.db.select({ id: user.id }).from(user).where(eq(user.id, userId)).for("update");
  await ctx.db.select({ id: project.id }).from(project).where(eq(project.id, found.id)).for("update");
  const held = (where: ReturnType<typeof eq>) =>
    ctx.db
      .select({ bytes: sql<number>`coalesce(sum(${upload.sizeBytes}), 0)`.mapWith(Number) })
      .from(upload)
      .where(and(where, ne(upload.state, "refused")))
      .then(([row]) => row?.bytes ?? 0);
  const usedBytes = await held(eq(upload.userId, userId));
  if (usedBytes + sizeBytes > personBytes) {
    throw new AppError("upload.quota_person", { details: { usedBytes, sizeBytes, maxBytes: personBytes } });
  }
  const projectUsed = await held(eq(upload.projectId, found.id));
  if (projectUsed + sizeBytes > projectBytes) {
    throw new AppError("upload.quota_project", {
      details: { usedBytes: projectUsed, sizeBytes, maxBytes: projectBytes },
    });
  }
  const [waiting] = await ctx.db
    .select({ count: sql<number>`count(*)`.mapWith(Number) })
    .from(upload)
    .where(and(eq(upload.userId, userId), eq(upload.projectId, found.id), isNull(upload.contributionId)));
  if ((waiting?.count ?? 0) >= limits.waitingUploads) {
    throw new AppError("upload.too_many", { details: { max: limits.waitingUploads } });
  }
}
