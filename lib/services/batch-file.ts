import type { TableFile } from "#lib/domain/adapter";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import type { ReadingChoice, TableFormat } from "#lib/domain/table";
import type { BatchRow } from "./batch-read";
import type { Ctx } from "./context";

/** The file of an import, as long as it is kept. */
export function fileOf(ctx: Ctx, { blobKey, fileName, sizeBytes }: BatchRow): TableFile {
  if (blobKey === null) throw new Error("the file of this import is gone");
  return storedFile(ctx, { blobKey, fileName, sizeBytes });
}

export function storedFile(
  ctx: Ctx,
  { blobKey, fileName, sizeBytes }: { blobKey: string; fileName: string; sizeBytes: number },
): TableFile {
  return { name: fileName, sizeBytes, read: (fromByte) => ctx.blob.read(blobKey, fromByte) };
}

export type Inspected = { format: TableFormat; rows: number; unreadableRows: number };

/** One pass through a whole file that refuses what is no table at all, and counts. */
export async function inspectTable(ctx: Ctx, file: TableFile, choice: ReadingChoice | undefined): Promise<Inspected> {
  const table = await ctx.openTable(file, choice);
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

/** Names of the columns and the first rows of a stored file. */
export async function readFirstRows(ctx: Ctx, file: TableFile, choice: ReadingChoice | undefined) {
  const table = await ctx.openTable(file, choice);
  const rows = [];
  for await (const row of table.rows) {
    rows.push(row);
    if (rows.length === limits.previewRows) break;
  }
  return { reading: table.reading, columns: table.columns, rows };
}
