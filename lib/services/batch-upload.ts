import { and, desc, eq, inArray, isNotNull } from "drizzle-orm";
import { batch } from "#db/schema/batch";
import { limits } from "#lib/domain/limits";
import type { ReadingChoice } from "#lib/domain/table";
import { cleanFileName } from "#lib/domain/text";
import { actorId, authorise } from "./authorise";
import { inspectTable, storedFile } from "./batch-file";
import { type BatchView, stoppedStates, viewOf } from "./batch-read";
import type { Ctx } from "./context";
import { assertOpen } from "./contribution-submit";
import { getProject } from "./project-find";

export type UploadInput = {
  project: string;
  fileName: string;
  source: AsyncIterable<Uint8Array>;
  /** How it is to be read, where somebody knows better than its bytes say. */
  reading?: ReadingChoice | undefined;
};

export type UploadedBatch = BatchView & {
  /** Rows in the file, and how many of them cannot be read at all whatever the mapping. */
  rows: number;
  unreadableRows: number;
};

// Files that were uploaded and never started, or stopped half-way, are kept for a few more tries, then make way for newer ones.
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
  const stored = await ctx.blob.put(input.source, limits.uploadBytes);
  const fileName = cleanFileName(input.fileName, "table");
  try {
    const { key: blobKey, sizeBytes } = stored;
    const file = storedFile(ctx, { blobKey, fileName, sizeBytes });
    const { format, rows, unreadableRows } = await inspectTable(ctx, file, input.reading);
    const [row] = await ctx.db
      .insert(batch)
      .values({
        id: ctx.newId(),
        projectId: project.id,
        userId,
        fileName,
        format,
        sizeBytes,
        blobKey,
        reading: input.reading ?? null,
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

async function dropOldFiles(ctx: Ctx, userId: string): Promise<void> {
  const old = await ctx.db
    .select({ id: batch.id, blobKey: batch.blobKey })
    .from(batch)
    .where(
      and(eq(batch.userId, userId), inArray(batch.state, ["uploaded", ...stoppedStates]), isNotNull(batch.blobKey)),
    )
    .orderBy(desc(batch.id))
    .offset(WAITING_FILES);
  if (old.length === 0) return;
  const ids = old.map((row) => row.id);
  const deleted = await ctx.db
    .delete(batch)
    .where(and(inArray(batch.id, ids), eq(batch.state, "uploaded")))
    .returning({ id: batch.id });
  const emptied = await ctx.db
    .update(batch)
    .set({ blobKey: null })
    .where(and(inArray(batch.id, ids), inArray(batch.state, stoppedStates)))
    .returning({ id: batch.id });
  const dropped = new Set([...deleted, ...emptied].map(({ id }) => id));
  for (const { id, blobKey } of old) if (blobKey && dropped.has(id)) await ctx.blob.remove(blobKey);
}
