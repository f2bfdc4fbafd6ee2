import type { RowRefusal, TableRow } from "#lib/domain/batch";
import { limits } from "#lib/domain/limits";
import { countTopKeys } from "./table-json";

const LF = 10;

/** Rows of a JSONL file: one JSON object a line. Only LF ends a line; blank lines are passed over; a bad line refuses itself alone. */
export async function* readJsonl(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TableRow> {
  let row = 0;
  for await (const { line, bytes } of splitLines(chunks)) {
    const read = bytes
      ? readLine(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"))
      : tooLong();
    if (read === undefined) continue;
    yield read instanceof Map ? { row, line, values: read } : { row, line, refusal: read };
    row += 1;
  }
}

/** Lines with their number; `bytes` is undefined for one over the limit, whose bytes are let go as they come. */
async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ line: number; bytes: Uint8Array | undefined }> {
  let line = 1;
  let parts: Uint8Array[] = [];
  let size = 0;
  const take = () => {
    const [only] = parts;
    const bytes = size > limits.tableLineBytes ? undefined : parts.length === 1 && only ? only : Buffer.concat(parts);
    parts = [];
    size = 0;
    return bytes;
  };
  const add = (part: Uint8Array) => {
    size += part.length;
    if (size <= limits.tableLineBytes) parts.push(part);
    else parts = [];
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(LF); to >= 0; to = chunk.indexOf(LF, from)) {
      add(chunk.subarray(from, to));
      yield { line, bytes: take() };
      line += 1;
      from = to + 1;
    }
    if (from < chunk.length) add(chunk.subarray(from));
  }
  if (size > 0) yield { line, bytes: take() };
}

function tooLong(): RowRefusal {
  return { reason: "line_too_long", detail: String(limits.tableLineBytes) };
}

/** The members of the line's object, why it has none, or undefined for a blank line. */
function readLine(text: string): Map<string, unknown> | RowRefusal | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(trimmed);
  } catch {
    return { reason: "not_json" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { reason: "not_object" };
  const entries = Object.entries(value);
  const { keys, depth } = countTopKeys(trimmed);
  if (depth > limits.tableDepth) return { reason: "too_deep", detail: String(limits.tableDepth) };
  // JSON.parse keeps the last of two equal keys without a word; which one was meant is not ours to guess.
  if (keys !== entries.length) return { reason: "repeated_key" };
  return new Map(entries);
}
