import { once } from "node:events";
import { openParquet } from "#lib/adapters/parquet-table";
import { type ChildTable, type RangeReader, StoreFailure } from "#lib/adapters/table-range";
import type { ChildMessage, OpenMessage, RangeAnswer, WireLine } from "#lib/adapters/table-wire";
import { openOffice } from "#lib/adapters/workbook";
import { isAppError } from "#lib/domain/error";
import type { FileFault } from "#lib/domain/table";

/**
 * Reads other people's workbooks and Parquet files in a process of its own: one that crashes, hangs or eats memory takes nobody along.
 * Started and spoken to by lib/adapters/table-child.ts; ends with the process that started it.
 */
const PIECE_CHARS = 65_536;
const broken = { xlsx: "broken_workbook", parquet: "broken_parquet", pdf: "broken_document" } as const;

process.on("disconnect", () => process.exit());
process.once("message", (request: OpenMessage) => void run(request));

async function run({ kind, sizeBytes, sheet, split, isDocument }: OpenMessage): Promise<void> {
  const file = { sizeBytes, read: readRange };
  const fallback = isDocument ? "broken_document" : broken[kind];
  let table: ChildTable;
  try {
    if (kind === "xlsx") table = await openOffice(file, { sheet, split });
    else if (kind === "parquet") table = await openParquet(file);
    // A megabyte and a half of PDF.js, for those who bring one.
    else table = await (await import("#lib/adapters/document-pdf")).openPdf(file, split ?? "whole");
  } catch (error) {
    return tell(faultOf(error, fallback, isDocument));
  }
  const { rows: _, ...opened } = table;
  tell({ opened });
  try {
    await write(table.rows());
  } catch (error) {
    await print(`${JSON.stringify(faultOf(error, fallback, isDocument))}\n`);
  }
  process.disconnect();
}

async function write(lines: AsyncGenerator<WireLine>): Promise<void> {
  let piece = "";
  for await (const line of lines) {
    piece += `${JSON.stringify(line)}\n`;
    if (piece.length < PIECE_CHARS) continue;
    await print(piece);
    piece = "";
  }
  await print(`${piece}${JSON.stringify({ end: true })}\n`);
}

async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}

/** What a decoder throws is its file's fault; only the words of our own refusals are kept. */
function faultOf(error: unknown, fallback: FileFault, isDocument: boolean) {
  if (!isAppError(error, "batch.file_refused")) return { fault: fallback, details: {} };
  const { fault, ...details } = error.details;
  // The parts of a ZIP are read for both, and speak of workbooks.
  const isOther = isDocument && (fault === "broken_workbook" || fault === "not_workbook" || fault === "archive");
  return { fault: isOther ? fallback : (fault as FileFault), details };
}

let last: Promise<unknown> = Promise.resolve();

/** Bytes of the file, which the parent has; one range at a time, in the order they are asked for. */
const readRange: RangeReader["read"] = (from, to) => {
  const turn = last.then(async () => {
    tell({ range: { from, to } });
    const [answer] = (await once(process, "message")) as [RangeAnswer];
    if ("failure" in answer) throw new StoreFailure(answer.failure);
    return answer.bytes;
  });
  last = turn.catch(() => {});
  return turn;
};

function tell(message: ChildMessage): void {
  process.send?.(message);
}
