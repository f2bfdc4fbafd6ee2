import { and, asc, desc, eq, gt, lt } from "drizzle-orm";
import { batch, batchRefusal } from "#db/schema/batch";
import { project } from "#db/schema/project";
import type { BatchState, ColumnMapping } from "#lib/domain/batch";
import { AppError } from "#lib/domain/error";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import type { ReadingChoice, TableFormat } from "#lib/domain/table";
import { actorId, authorise } from "./authorise";
import type { Ctx } from "./context";

export type BatchRow = typeof batch.$inferSelect;

export type BatchView = {
  id: string;
  project: { slug: string; name: string };
  fileName: string;
  format: TableFormat;
  sizeBytes: number;
  state: BatchState;
  mapping: ColumnMapping | null;
  /** What was said of how the file is to be read; null when nothing was. */
  reading: ReadingChoice | null;
  /** How far the import has read: the measure of its progress. */
  readBytes: number;
  acceptedRows: number;
  refusedRows: number;
  /** Of the accepted ones: those that reviewers are shown with what may be personal in them. */
  flaggedRows: number;
  /** Why it failed: a reason of the error table; null otherwise. */
  failure: string | null;
  /** It was stopped, and its file is still here: it can go on where it was. */
  canResume: boolean;
  createdAt: Date;
  finishedAt: Date | null;
};

/** What an import can be resumed from. */
export const stoppedStates = ["cancelled", "failed"] as const satisfies readonly BatchState[];

export type RefusalView = {
  row: number;
  line: number;
  reason: string;
  field: string | null;
  detail: string | null;
  duplicateOf: string | null;
};

/** One's own import; anybody else's does not exist. */
export async function findOwnBatch(ctx: Ctx, id: string): Promise<BatchRow> {
  const [row] = await ctx.db
    .select()
    .from(batch)
    .where(and(eq(batch.id, id), eq(batch.userId, actorId(ctx))));
  if (!row) throw new AppError("batch.not_found", { details: { batch: id } });
  return row;
}

/** Throws unless the file still waits to be started: afterwards its bytes are on their way out. */
export function assertUploaded(row: BatchRow): void {
  if (row.state !== "uploaded") throw wrongState(row);
}

export function wrongState(row: BatchRow): AppError {
  return new AppError("batch.wrong_state", { details: { state: row.state } });
}

/** State and progress of one's own import. */
export async function getBatch(ctx: Ctx, input: { id: string }): Promise<BatchView> {
  await authorise(ctx, "contribution.read_own");
  const row = await findOwnBatch(ctx, input.id);
  const [named] = await ctx.db
    .select({ slug: project.slug, name: project.name })
    .from(project)
    .where(eq(project.id, row.projectId));
  if (!named) throw new Error(`batch ${row.id} has no project`);
  return viewOf(row, named);
}

/** One's own imports, newest first. */
export async function listBatches(
  ctx: Ctx,
  input: PageInput & { project?: string | undefined },
): Promise<Page<BatchView>> {
  await authorise(ctx, "contribution.read_own");
  const rows = await ctx.db
    .select({ row: batch, slug: project.slug, name: project.name })
    .from(batch)
    .innerJoin(project, eq(project.id, batch.projectId))
    .where(
      and(
        eq(batch.userId, actorId(ctx)),
        input.cursor ? lt(batch.id, uuidCursor(input.cursor)) : undefined,
        input.project ? eq(project.slug, input.project.toLowerCase()) : undefined,
      ),
    )
    .orderBy(desc(batch.id))
    .limit(input.limit + 1);
  const views = rows.map(({ row, slug, name }) => viewOf(row, { slug, name }));
  return pageOf(views, input.limit, (last) => last.id);
}

/** Refused rows of one's own import, in the order of the file. */
export async function listRefusals(ctx: Ctx, input: PageInput & { id: string }): Promise<Page<RefusalView>> {
  await authorise(ctx, "contribution.read_own");
  const row = await findOwnBatch(ctx, input.id);
  const after = input.cursor && /^\d{1,9}$/.test(input.cursor) ? Number(input.cursor) : -1;
  const rows = await readRefusals(ctx, row.id, after, input.limit + 1);
  return pageOf(rows, input.limit, (last) => String(last.row));
}

const STREAM_PAGE = 1_000;

/** All refused rows, a page of them in memory at a time: for the report that is downloaded. */
export async function* streamRefusals(ctx: Ctx, input: { id: string }): AsyncGenerator<RefusalView> {
  let after = -1;
  for (;;) {
    const rows = await readRefusals(ctx, input.id, after, STREAM_PAGE);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < STREAM_PAGE) return;
    after = last.row;
  }
}

function readRefusals(ctx: Ctx, batchId: string, after: number, limit: number): Promise<RefusalView[]> {
  return ctx.db
    .select(refusalColumns)
    .from(batchRefusal)
    .where(and(eq(batchRefusal.batchId, batchId), gt(batchRefusal.row, after)))
    .orderBy(asc(batchRefusal.row))
    .limit(limit);
}

const refusalColumns = {
  row: batchRefusal.row,
  line: batchRefusal.line,
  reason: batchRefusal.reason,
  field: batchRefusal.field,
  detail: batchRefusal.detail,
  duplicateOf: batchRefusal.duplicateOf,
};

export function isResumable(row: BatchRow): boolean {
  return row.blobKey !== null && row.consentId !== null && (row.state === "cancelled" || row.state === "failed");
}

export function viewOf(row: BatchRow, named: { slug: string; name: string }): BatchView {
  return {
    id: row.id,
    project: { slug: named.slug, name: named.name },
    fileName: row.fileName,
    format: row.format,
    sizeBytes: row.sizeBytes,
    state: row.state,
    mapping: row.mapping,
    reading: row.reading,
    readBytes: row.readBytes,
    acceptedRows: row.acceptedRows,
    refusedRows: row.refusedRows,
    flaggedRows: row.flaggedRows,
    failure: row.failure,
    canResume: isResumable(row),
    createdAt: row.createdAt,
    finishedAt: row.finishedAt,
  };
}

// A cursor that is no id names no place; the greatest id starts at the newest.
function uuidCursor(cursor: string): string {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(cursor) ? cursor : "ffffffff-ffff-ffff-ffff-ffffffffffff";
}
