import type { TableRow } from "#lib/domain/batch";
import { type JsonPiece, PieceBuffer, readPiece } from "./table-json";

const LF = 10;

/** Rows of pieces of JSON, each one object; a bad piece refuses itself alone, one of white space is passed over. */
export async function* readJsonRows(pieces: AsyncIterable<JsonPiece>): AsyncGenerator<TableRow> {
  let row = 0;
  for await (const piece of pieces) {
    const { line } = piece;
    const read = readPiece(piece);
    if (read === undefined) continue;
    yield read instanceof Map ? { row, line, values: read } : { row, line, refusal: read };
    row += 1;
  }
}

/** The lines of a JSONL file; only LF ends a line. */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<JsonPiece> {
  let line = 1;
  const piece = new PieceBuffer();
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(LF); to >= 0; to = chunk.indexOf(LF, from)) {
      piece.add(chunk.subarray(from, to));
      yield { line, bytes: piece.take() };
      line += 1;
      from = to + 1;
    }
    if (from < chunk.length) piece.add(chunk.subarray(from));
  }
  if (piece.size > 0) yield { line, bytes: piece.take() };
}
