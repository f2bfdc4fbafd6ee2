import { and, count, eq, inArray, isNotNull } from "drizzle-orm";
import { batch } from "#db/schema/batch";
import { user } from "#db/schema/user";
import type { ColumnMapping } from "#lib/domain/batch";
import type { DeclarationInput } from "#lib/domain/declaration";
import { AppError, type InputIssue } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { unmappedFields } from "#lib/domain/mapping";
import { type ReadingChoice, sameChoice } from "#lib/domain/table";
import { tableFields } from "#lib/domain/table-field";
import { authorise } from "./authorise";
import { fileOf, inspectTable, readFirstRows } from "./batch-file";
import {
  assertUploaded,
  type BatchRow,
  type BatchView,
  findOwnBatch,
  isResumable,
  stoppedStates,
  viewOf,
  wrongState,
} from "./batch-read";
import { type Ctx, inTx } from "./context";
import { assertOpen } from "./contribution-submit";
import { recordRights } from "./declaration";
import { enqueueJob } from "./job";
import { getProjectById, type ProjectRow } from "./project-find";
import { keepMapping } from "./saved-mapping";

export type StartInput = {
  id: string;
  mapping: ColumnMapping;
  /** How the file is to be read, when that is not how it was looked through at its upload. */
  reading?: ReadingChoice | undefined;
  consentHash: string;
  declaration: DeclarationInput;
};

/**
 * Starts an import: the mapping is held to the file and the project, consent is recorded for all rows at once, and the work is left to
 * the job loop. Starting twice (double click, retry) starts once.
 */
export async function startBatch(ctx: Ctx, input: StartInput): Promise<BatchView> {
  const row = await findOwnBatch(ctx, input.id);
  const project = await getProjectById(ctx, row.projectId);
  await authorise(ctx, "contribution.submit", project.id);
  if (isStarted(row, input.mapping)) return viewOf(row, project);
  assertUploaded(row);
  assertOpen(project);
  const reading = input.reading ?? row.reading;
  const { format, columns } = await readAgain(ctx, row, reading);
  assertMapping(project, input.mapping, columns);
  return inTx(ctx, async (tx) => {
    await assertFewRunning(tx, row.userId);
    const { declared, consentId } = await recordRights(tx, project, row.userId, input);
    const [started] = await tx.db
      .update(batch)
      .set({
        ...{ state: "running", mapping: input.mapping, reading, format },
        ...{ consentId, declarationId: declared.id },
      })
      .where(and(eq(batch.id, row.id), eq(batch.state, "uploaded")))
      .returning();
    if (!started) {
      const now = await findOwnBatch(tx, row.id);
      if (isStarted(now, input.mapping)) return viewOf(now, project);
      throw wrongState(now);
    }
    await keepMapping(tx, { projectId: project.id, columns: columns.names, mapping: input.mapping });
    await enqueueJob(tx, { kind: "batch.import", payload: { batchId: row.id }, key: `batch.import:${row.id}` });
    return viewOf(started, project);
  });
}

/**
 * Goes on with an import that was cancelled or failed, under the same mapping and consent, at the first row that was not taken yet. Rows of
 * before are not looked at again.
 */
export async function resumeBatch(ctx: Ctx, input: { id: string }): Promise<BatchView> {
  const row = await findOwnBatch(ctx, input.id);
  const project = await getProjectById(ctx, row.projectId);
  await authorise(ctx, "contribution.submit", project.id);
  if (row.state === "running") return viewOf(row, project);
  if (!isResumable(row)) throw wrongState(row);
  assertOpen(project);
  return inTx(ctx, async (tx) => {
    await assertFewRunning(tx, row.userId);
    const [resumed] = await tx.db
      .update(batch)
      .set({ state: "running", failure: null, finishedAt: null })
      .where(and(eq(batch.id, row.id), inArray(batch.state, stoppedStates), isNotNull(batch.blobKey)))
      .returning();
    if (!resumed) throw wrongState(await findOwnBatch(tx, row.id));
    // A job of before may be about to see that it was stopped, so this one stands beside it; no two can take a row twice.
    await enqueueJob(tx, { kind: "batch.import", payload: { batchId: row.id }, key: `batch.import:${tx.newId()}` });
    return viewOf(resumed, project);
  });
}

/** Stops an import where it is: what came in stays, what has not been read is left out. The file of one that ran is kept for a while. */
export async function cancelBatch(ctx: Ctx, input: { id: string }): Promise<BatchView> {
  await authorise(ctx, "contribution.submit");
  const row = await findOwnBatch(ctx, input.id);
  const project = await getProjectById(ctx, row.projectId);
  const [cancelled] = await ctx.db
    .update(batch)
    .set({ state: "cancelled", finishedAt: ctx.now(), ...(row.state === "uploaded" ? { blobKey: null } : {}) })
    .where(and(eq(batch.id, row.id), eq(batch.state, row.state), inArray(batch.state, ["uploaded", "running"])))
    .returning();
  if (cancelled) {
    if (row.blobKey && cancelled.blobKey === null) await ctx.blob.remove(row.blobKey);
    return viewOf(cancelled, project);
  }
  const now = await findOwnBatch(ctx, row.id);
  if (now.state === "cancelled") return viewOf(now, project);
  throw wrongState(now);
}

function isStarted(row: BatchRow, mapping: ColumnMapping): boolean {
  return (row.state === "running" || row.state === "finished") && sameMapping(row.mapping, mapping);
}

function sameMapping(a: ColumnMapping | null, b: ColumnMapping): boolean {
  const key = (mapping: ColumnMapping) =>
    JSON.stringify([Object.entries(mapping.columns).sort(), mapping.language ?? null]);
  return a !== null && key(a) === key(b);
}

type Columns = { names: readonly string[]; isOpen: boolean };

/** The columns of the file; where it is to be read in another way than before, all of it is looked through once more. */
async function readAgain(ctx: Ctx, row: BatchRow, reading: ReadingChoice | null) {
  const file = fileOf(ctx, row);
  if (!sameChoice(reading, row.reading)) await inspectTable(ctx, file, reading ?? undefined);
  const first = await readFirstRows(ctx, file, reading ?? undefined);
  const { format } = first.reading;
  // An object may first name a column far below what was looked at; other files list all there are.
  return { format, columns: { names: first.columns, isOpen: format === "jsonl" || format === "json" } };
}

function assertMapping(project: ProjectRow, mapping: ColumnMapping, columns: Columns): void {
  const fields = tableFields(project.modality, project.labelSchema);
  const issues: InputIssue[] = unmappedFields(mapping, fields).map((field) => ({
    path: field === "language" ? "mapping.language" : `mapping.columns.${field}`,
    message: "required",
  }));
  for (const [field, column] of Object.entries(mapping.columns)) {
    const path = `mapping.columns.${field}`;
    if (field !== "language" && !fields.includes(field)) issues.push({ path, message: "not_asked" });
    else if (!columns.isOpen && !columns.names.includes(column)) issues.push({ path, message: "not_in_list" });
  }
  if (mapping.language !== undefined && !project.languages.includes(mapping.language)) {
    issues.push({ path: "mapping.language", message: "not_in_list" });
  }
  if (issues.length > 0) throw new AppError("input.invalid", { details: { issues } });
}

async function assertFewRunning(ctx: Ctx, userId: string): Promise<void> {
  // The person's row is the lock: two starts of one person cannot both see room for one more.
  await ctx.db.select({ id: user.id }).from(user).where(eq(user.id, userId)).for("update");
  const [running] = await ctx.db
    .select({ count: count() })
    .from(batch)
    .where(and(eq(batch.userId, userId), eq(batch.state, "running")));
  const max = limits.runningImportsPerUser;
  if ((running?.count ?? 0) >= max) throw new AppError("batch.too_many", { details: { max } });
}
