import { and, desc, eq, inArray } from "drizzle-orm";
import { batch } from "#db/schema/batch";
import type { TableFormat } from "#lib/domain/batch";
import { hasImage } from "#lib/domain/content";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { cleanFileName } from "#lib/domain/text";
import { actorId, authorise } from "./authorise";
import { type BatchView, viewOf } from "./batch-read";
import type { Ctx } from "./context";
import { assertOpen } from "./contribution-submit";
import { getProject } from "./project-find";

export type UploadInput = { project: string; fileName: string; source: AsyncIterable<Uint8Array> };

export type UploadedBatch = BatchView & {
  /** Rows in the file, and how many of them cannot be read at all whatever the mapping. */
  rows: number;
  unreadableRows: number;
};

// Files that were uploaded and never started are kept for a few tries at the mapping, then make way for newer ones.
const WAITING_FILES = 5;

/**
 * Takes a file for import: rights first, then its bytes into the blob store as they come, then one pass that refuses what is no table at
 * all before anything of it is imported. Nothing is contributed yet.
 */
export async function uploadBatch(ctx: Ctx, input: UploadInput): Promise<UploadedBatch> {
  const project = await getProject(ctx, input.project);
  await authorise(ctx, "contribution.submit", project.id);
  const userId = actorId(ctx);
  assertOpen(project);
  if (hasImage(project.modality)) throw new AppError("batch.images", { details: { project: project.slug } });
  const stored = await ctx.blob.put(input.source, limits.uploadBytes);
  const fileName = cleanFileName(input.fileName, "table");
  try {
    const { format, rows, unreadableRows } = await inspectTable(ctx, stored.key, fileName);
    const [row] = await ctx.db
      .insert(batch)
      .values({
        id: ctx.newId(),
        projectId: project.id,
        userId,
        fileName,
        format,
        sizeBytes: stored.sizeBytes,
        blobKey: stored.key,
        state: "uploaded",
        createdAt: ctx.now(),
      })
      .returning();
    if (!row) throw new Error("the batch was not inserted");
    await dropOldFiles(ctx, userId);
    return { ...viewOf(row, project), rows, unreadableRows };
  } catch (error) {
    await ctx.blob.remove(stored.key);
    throw error;
  }
}

async function inspectTable(
  ctx: Ctx,
  key: string,
  fileName: string,
): Promise<{ format: TableFormat; rows: number; unreadableRows: number }> {
  const table = await ctx.openTable(ctx.blob.read(key), fileName);
  let rows = 0;
  let unreadableRows = 0;
  let firstLine: number | undefined;
  let firstReason: string | undefined;
  for await (const row of table.rows) {
    rows += 1;
    if (!row.refusal) continue;
    unreadableRows += 1;
    firstLine ??= row.line;
    firstReason ??= row.refusal.reason;
  }
  if (rows === unreadableRows) {
    throw new AppError("batch.file_refused", {
      details: { fault: rows === 0 ? "no_rows" : "no_readable_rows", line: firstLine, why: firstReason },
    });
  }
  return { format: table.reading.format, rows, unreadableRows };
}

async function dropOldFiles(ctx: Ctx, userId: string): Promise<void> {
  const old = await ctx.db
    .select({ id: batch.id })
    .from(batch)
    .where(and(eq(batch.userId, userId), eq(batch.state, "uploaded")))
    .orderBy(desc(batch.id))
    .offset(WAITING_FILES);
  if (old.length === 0) return;
  const ids = old.map((row) => row.id);
  const dropped = await ctx.db
    .delete(batch)
    .where(and(inArray(batch.id, ids), eq(batch.state, "uploaded")))
    .returning({ blobKey: batch.blobKey });
  for (const { blobKey } of dropped) await ctx.blob.remove(blobKey);
}
