import { and, eq } from "drizzle-orm";
import { batch } from "#db/schema/batch";
import { isAppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { importChunk } from "./batch-chunk";
import { fileOf } from "./batch-file";
import { type PreparedRow, prepareRow } from "./batch-prepare";
import type { BatchRow } from "./batch-read";
import { rowChecker } from "./batch-row";
import { breathe } from "./breathe";
import { consentHashOf } from "./consent";
import { type Ctx, databaseCode } from "./context";
import { type Declaration, findDeclaration } from "./declaration";
import { waitForRoom } from "./outbox";
import { getProjectById, type ProjectRow } from "./project-find";

// A few milliseconds of work: so long others wait, and the chunk under way, whose next statement goes out when the last one's answer is seen.
const BREATH_ROWS = 20;

export type RunningBatch = {
  row: BatchRow;
  project: ProjectRow;
  consentId: string;
  consentHash: string;
  declaration: Declaration | undefined;
};

/**
 * Imports a started batch, chunk by chunk, each in one transaction that also moves `nextRow`: a killed import goes on where it was, and
 * two that run at once cannot take a row twice. Stops between chunks when told to; the job then stays due. Answers whether it is done.
 */
export async function runBatch(ctx: Ctx, batchId: string, isStopping: () => boolean = () => false): Promise<boolean> {
  const running = await findRunning(ctx, batchId);
  if (!running) return true;
  try {
    return await importRows(ctx, running, isStopping);
  } catch (error) {
    // A database or a store of files that is away comes back, and the job with it; so does the reader of a file that was whole at its
    // upload. Anything else would fail again in the same place.
    const isKilled = isAppError(error, "batch.file_refused") && error.details.died === true;
    if (databaseCode(error) === undefined && !isAppError(error, "storage.unavailable") && !isKilled)
      await failBatch(ctx, batchId, isAppError(error) ? error.reason : "internal");
    throw error;
  }
}

async function importRows(ctx: Ctx, running: RunningBatch, isStopping: () => boolean): Promise<boolean> {
  const { row: batchRow, project } = running;
  const table = await ctx.openTable(fileOf(ctx, batchRow), batchRow.reading ?? undefined);
  const check = rowChecker(project, batchRow.mapping ?? { columns: {} });
  const chunkRows = ctx.databaseKind === "pglite" ? limits.importChunkRowsPglite : limits.importChunkRows;
  let { nextRow } = batchRow;
  let chunk: PreparedRow[] = [];
  let flight = landed(true);
  // One chunk is being written while the next is read and checked; never more than these two are in memory.
  for await (const row of table.rows) {
    if (row.row < nextRow) continue;
    chunk.push(prepareRow(running, check(row)));
    if (chunk.length % BREATH_ROWS === 0) await breathe();
    if (chunk.length < chunkRows) continue;
    if (!(await flight).land()) return true;
    if (isStopping()) return false;
    await waitForRoom(ctx, isStopping);
    flight = launch(importChunk(ctx, running, chunk, table.readBytes()));
    nextRow += chunk.length;
    chunk = [];
  }
  if (!(await flight).land()) return true;
  if (chunk.length > 0 && !(await importChunk(ctx, running, chunk, table.readBytes()))) return true;
  await finishBatch(ctx, batchRow, nextRow + chunk.length);
  return true;
}

type Landing = { land(): boolean };

/** Keeps a failure until it is asked for: nobody waits while the chunk is under way. */
function launch(work: Promise<boolean>): Promise<Landing> {
  return work.then(
    (went) => ({ land: () => went }),
    (error: unknown) => ({
      land: () => {
        throw error;
      },
    }),
  );
}

function landed(went: boolean): Promise<Landing> {
  return Promise.resolve({ land: () => went });
}

async function findRunning(ctx: Ctx, batchId: string): Promise<RunningBatch | undefined> {
  const [row] = await ctx.db
    .select()
    .from(batch)
    .where(and(eq(batch.id, batchId), eq(batch.state, "running")));
  if (!row?.consentId) return undefined;
  const project = await getProjectById(ctx, row.projectId);
  const declaration = await findDeclaration(ctx, row.declarationId);
  const consentHash = consentHashOf(declaration ?? project);
  return { row, project, consentId: row.consentId, consentHash, declaration };
}

async function finishBatch(ctx: Ctx, row: BatchRow, rows: number): Promise<void> {
  const [finished] = await ctx.db
    .update(batch)
    .set({ state: "finished", readBytes: row.sizeBytes, blobKey: null, finishedAt: ctx.now() })
    .where(and(eq(batch.id, row.id), eq(batch.state, "running"), eq(batch.nextRow, rows)))
    .returning({ id: batch.id });
  if (finished && row.blobKey) await ctx.blob.remove(row.blobKey);
}

async function failBatch(ctx: Ctx, batchId: string, failure: string): Promise<void> {
  await ctx.db
    .update(batch)
    .set({ state: "failed", failure, finishedAt: ctx.now() })
    .where(and(eq(batch.id, batchId), eq(batch.state, "running")));
}
