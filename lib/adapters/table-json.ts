import type { RowRefusal } from "#lib/domain/batch";
import { limits } from "#lib/domain/limits";

const QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;
const OPEN = new Set([91, 123]);
const CLOSE = new Set([93, 125]);

/** Bytes of one JSON object and the line they start on; undefined instead of bytes that were over the limit and let go. */
export type JsonPiece = { line: number; bytes: Uint8Array | undefined };

/** The members of a piece's object, or why it has none; undefined for nothing but white space. */
export function readPiece({ bytes }: JsonPiece): Map<string, unknown> | RowRefusal | undefined {
  if (!bytes) return { reason: "line_too_long", detail: String(limits.tableLineBytes) };
  const trimmed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8").trim();
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

/** Collects a piece from the chunks it lies in; past the limit its bytes are let go as they come. */
export class PieceBuffer {
  private parts: Uint8Array[] = [];
  size = 0;

  add(part: Uint8Array): void {
    this.size += part.length;
    if (this.size <= limits.tableLineBytes) this.parts.push(part);
    else this.parts = [];
  }

  take(): Uint8Array | undefined {
    const [only] = this.parts;
    const isWhole = this.size <= limits.tableLineBytes;
    const bytes = !isWhole ? undefined : this.parts.length === 1 && only ? only : Buffer.concat(this.parts);
    this.parts = [];
    this.size = 0;
    return bytes;
  }
}

/**
 * How many members the outermost object names, equal names counted each, and how deep the text nests. Input: text that JSON.parse
 * accepted. One pass without recursion, so depth cannot hurt it.
 */
function countTopKeys(json: string): { keys: number; depth: number } {
  let keys = 0;
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    // Outside strings, a colon at depth one follows exactly one key.
    else if (code === COLON && depth === 1) keys += 1;
    else if (OPEN.has(code)) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (CLOSE.has(code)) depth -= 1;
  }
  return { keys, depth: deepest };
}

/** Index of the quotation mark that closes the string opened at `start`. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let slashes = 0;
    while (json.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return json.length;
}
