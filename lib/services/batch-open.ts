import { and, eq } from "drizzle-orm";
import { upload } from "#db/schema/media";
import { project } from "#db/schema/project";
import { AppError, isAppError } from "#lib/domain/error";
import type { ReadingChoice } from "#lib/domain/table";
import { actorId, authorise } from "./authorise";
import { type UploadedBatch, uploadBatch } from "./batch-upload";
import type { Ctx } from "./context";
import { hex } from "./hash";

/**
 * Makes an import of a table that came by tus. What is no table is refused and stays for a day, so that another way of reading it can be tried
 * without sending it again; what arrived changed is thrown away.
 */
export async function openUploadedTable(
  ctx: Ctx,
  input: { id: string; reading?: ReadingChoice | undefined },
): Promise<UploadedBatch> {
  await authorise(ctx, "contribution.submit");
  const mine = and(eq(upload.id, input.id), eq(upload.userId, actorId(ctx)), eq(upload.purpose, "table"));
  const [row] = await ctx.db
    .select({ upload, slug: project.slug })
    .from(upload)
    .innerJoin(project, eq(project.id, upload.projectId))
    .where(mine);
  if (!row) throw new AppError("upload.not_found", { details: { upload: input.id } });
  if (row.upload.state !== "received") throw new AppError("upload.wrong_state", { details: { upload: input.id } });
  try {
    await assertSame(ctx, row.upload);
    const { fileName } = row.upload;
    const source = ctx.media.read(input.id);
    const opened = await uploadBatch(ctx, { project: row.slug, fileName, source, reading: input.reading });
    await drop(ctx, input.id);
    return opened;
  } catch (error) {
    if (isAppError(error, "media.hash_mismatch")) await drop(ctx, input.id);
    throw error;
  }
}

async function assertSame(ctx: Ctx, { id, claimedSha256 }: typeof upload.$inferSelect): Promise<void> {
  if (claimedSha256 && (await ctx.media.hash(id)) !== hex(claimedSha256)) throw new AppError("media.hash_mismatch");
}

async function drop(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.delete(upload).where(eq(upload.id, id));
  await ctx.media.drop(id);
}
