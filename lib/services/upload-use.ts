import { and, eq, isNull, or } from "drizzle-orm";
import { upload } from "#db/schema/media";
import { type Content, mediaOf } from "#lib/domain/content";
import { AppError } from "#lib/domain/error";
import type { Ctx } from "./context";
import { fromHex } from "./hash";

/**
 * Makes an upload part of a contribution, in the transaction that writes the content. Whoever names a file must have uploaded it to this
 * project: knowing a hash gives nobody a file. Contents without one pass.
 */
export async function bindUpload(
  ctx: Ctx,
  content: Content,
  holder: { userId: string; projectId: string; contributionId: string },
): Promise<void> {
  const file = mediaOf(content);
  if (file === undefined) return;
  const [found] = await ctx.db
    .select({ id: upload.id })
    .from(upload)
    .where(
      and(
        eq(upload.userId, holder.userId),
        eq(upload.projectId, holder.projectId),
        eq(upload.mediaSha256, fromHex(file)),
        eq(upload.originalSha256, fromHex(content.original ?? "")),
        or(isNull(upload.contributionId), eq(upload.contributionId, holder.contributionId)),
      ),
    )
    .orderBy(upload.contributionId)
    .limit(1)
    .for("update");
  if (!found) {
    const path = content.image === undefined ? "content.audio" : "content.image";
    throw new AppError("input.invalid", { details: { issues: [{ path, message: "not_uploaded" }] } });
  }
  await ctx.db
    .update(upload)
    .set({ contributionId: holder.contributionId, changedAt: ctx.now() })
    .where(eq(upload.id, found.id));
}
