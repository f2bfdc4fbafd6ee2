import { contentOfFile, FILE_FIELD } from "#lib/domain/table-field";
import { deterministicId } from "./account";
import { findFiles, type NamedFile } from "./batch-media";
import type { CheckedRow } from "./batch-row";
import type { RunningBatch } from "./batch-run";
import type { Ctx } from "./context";
import type { NewContribution } from "./contribution-add";
import { sealContent } from "./hash";
import { sketchOf } from "./near";

export type Offered = NewContribution & { row: number; line: number; uploadId?: string };
export type PreparedRow = CheckedRow & { offered?: Offered | undefined };

/** All of a row's own work, hashes and sketch, done while the chunk before it is being written. A row that names a file waits for it. */
export function prepareRow(running: RunningBatch, checked: CheckedRow): PreparedRow {
  return checked.content && checked.file === undefined ? offer(running, checked) : checked;
}

/** Rows that name a file with that file, locked for this transaction, or refused; each file is for one row. */
export async function takeFiles(ctx: Ctx, running: RunningBatch, rows: readonly PreparedRow[]): Promise<PreparedRow[]> {
  const names = rows.flatMap(({ file }) => file ?? []);
  if (names.length === 0) return [...rows];
  const holder = { userId: running.row.userId, projectId: running.project.id };
  const files = await findFiles(ctx, holder, names, true);
  const used = new Set<string>();
  return rows.map((row) => {
    const found = row.file === undefined ? undefined : files.get(row.file);
    if (!row.content || !found) return row;
    const { row: number, line } = row;
    if ("reason" in found) return { row: number, line, refusals: [found] };
    if (used.has(found.uploadId)) {
      return { row: number, line, refusals: [{ reason: "file_used", field: FILE_FIELD, detail: row.file ?? "" }] };
    }
    used.add(found.uploadId);
    return offer(running, row, found);
  });
}

type Taken = Extract<CheckedRow, { refusals?: undefined }>;

function offer({ row: { id: batchId }, project }: RunningBatch, checked: Taken, file?: NamedFile): PreparedRow {
  const { row, line, language, found, looksLike } = checked;
  const content = file ? contentOfFile(project.modality, checked.content, file) : checked.content;
  const texts = content as typeof checked.content;
  const flagged = found.length > 0 ? { found, statement: null } : undefined;
  const own = { flagged, looksLike, sketch: sketchOf(project, texts), ...sealContent(texts) };
  const offered = { row, line, id: deterministicId("batch", batchId, row), language, ...own };
  return { ...checked, offered: file ? { ...offered, uploadId: file.uploadId } : offered };
}
