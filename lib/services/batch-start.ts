import { and, count, eq, inArray } from "drizzle-orm";
import { batch } from "#db/schema/batch";
import { user } from "#db/schema/user";
import type { ColumnMapping } from "#lib/domain/batch";
import { contentFields } from "#lib/domain/content";
import type { DeclarationInput } from "#lib/domain/declaration";
import { AppError, type InputIssue } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { unmappedFields } from "#lib/domain/mapping";
import { authorise } from "./authorise";
import { readFirstRows } from "./batch-preview";
import { assertUploaded, type BatchRow, type BatchView, findOwnBatch, viewOf, wrongState } from "./batch-read";
import { type Ctx, inTx } from "./context";
import { assertOpen } from "./contribution-submit";
import { recordRights } from "./declaration";
import { enqueueJob } from "./job";
import { getProjectById, type ProjectRow } from "./project-find";

export type StartInput = {
  id: string;
  mapping: ColumnMapping;
  consentHash: string;
  declaration?: DeclarationInput | undefined;
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
  await assertMapping(ctx, row, project, input.mapping);
  return inTx(ctx, async (tx) => {
    await assertFewRunning(tx, row.userId);
    const { declared, consentId } = await recordRights(tx, project, row.userId, input);
    const [started] = await tx.db
      .update(batch)
      .set({ state: "running", mapping: input.mapping, consentId, declarationId: declared?.id ?? null })
      .where(and(eq(batch.id, row.id), eq(batch.state, "uploaded")))
      .returning();
    if (!started) {
      const now = await findOwnBatch(tx, row.id);
      if (isStarted(now, input.mapping)) return viewOf(now, project);
      throw wrongState(now);
    }
    await enqueueJob(tx, { kind: "batch.import", payload: { batchId: row.id }, key: `batch.import:${row.id}` });
    return viewOf(started, project);
  });
}

/** Stops an import where it is: what came in stays, what has not been read is left out. */
export async function cancelBatch(ctx: Ctx, input: { id: string }): Promise<BatchView> {
  await authorise(ctx, "contribution.submit");
  const row = await findOwnBatch(ctx, input.id);
  const project = await getProjectById(ctx, row.projectId);
  const [cancelled] = await ctx.db
    .update(batch)
    .set({ state: "cancelled", finishedAt: ctx.now() })
    .where(and(eq(batch.id, row.id), inArray(batch.state, ["uploaded", "running"])))
    .returning();
  if (cancelled) {
    await ctx.blob.remove(cancelled.blobKey);
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

async function assertMapping(ctx: Ctx, row: BatchRow, project: ProjectRow, mapping: ColumnMapping): Promise<void> {
  const fields = contentFields(project.modality, project.labelSchema);
  const { columns, reading } = await readFirstRows(ctx, row);
  // An object may first name a column far below what was looked at; other files list all there are.
  const isOpen = reading.format === "jsonl" || reading.format === "json";
  const issues: InputIssue[] = unmappedFields(mapping, fields).map((field) => ({
    path: field === "language" ? "mapping.language" : `mapping.columns.${field}`,
    message: "required",
  }));
  for (const [field, column] of Object.entries(mapping.columns)) {
    const path = `mapping.columns.${field}`;
    if (field !== "language" && !fields.includes(field)) issues.push({ path, message: "not_asked" });
    else if (!isOpen && !columns.includes(column)) issues.push({ path, message: "not_in_list" });
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
