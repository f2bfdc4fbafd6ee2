import type { TableRow } from "#lib/domain/batch";
import { limits } from "#lib/domain/limits";
import type { DocumentSplit } from "#lib/domain/table";
import { splitLines } from "./table-jsonl";

/** The one column of a document. */
export const DOCUMENT_COLUMNS = ["text"];

/** A text document as one row, or as a row for each paragraph: what stands between blank lines. `chunks` are UTF-8. */
export async function* readDocumentRows(
  chunks: AsyncIterable<Uint8Array>,
  split: DocumentSplit,
): AsyncGenerator<TableRow> {
  const decoder = new TextDecoder();
  let row = 0;
  for await (const { line, lines, isTooLong } of paragraphsOf(chunks, split)) {
    if (isTooLong) yield { row, line, refusal: { reason: "line_too_long", detail: String(limits.tableLineBytes) } };
    else yield { row, line, values: new Map([["text", decoder.decode(Buffer.concat(lines)).trim()]]) };
    row += 1;
  }
}

type Paragraph = { line: number; lines: Uint8Array[]; isTooLong: boolean };

const LF = Buffer.from("\n");

async function* paragraphsOf(chunks: AsyncIterable<Uint8Array>, split: DocumentSplit): AsyncGenerator<Paragraph> {
  let open: (Paragraph & { sizeBytes: number }) | undefined;
  for await (const { line, bytes } of splitLines(chunks)) {
    // Undefined is a line longer than a text may be.
    const isBlank = bytes !== undefined && Buffer.from(bytes).toString("latin1").trim() === "";
    if (isBlank && split === "paragraphs") {
      if (open) yield open;
      open = undefined;
      continue;
    }
    if (isBlank && !open) continue;
    open ??= { line, lines: [], isTooLong: false, sizeBytes: 0 };
    open.sizeBytes += (bytes?.length ?? limits.tableLineBytes) + 1;
    if (open.sizeBytes > limits.tableLineBytes) Object.assign(open, { isTooLong: true, lines: [] });
    else open.lines.push(bytes ?? new Uint8Array(), LF);
  }
  if (open) yield open;
}
