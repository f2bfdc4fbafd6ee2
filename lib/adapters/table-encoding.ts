import { isUtf8 } from "node:buffer";
import type { TableEncoding } from "#lib/domain/table";
import { guessEncoding } from "./table-encoding-guess";
import { fileFault } from "./table-fault";

const LF = 10;
// Enough of the beginning to tell UTF-8 from UTF-16.
const HEAD_BYTES = 4096;

/**
 * The bytes of a text file as strict UTF-8 without byte-order mark, whatever its chunks. Without a word from a person only UTF-8, and UTF-16
 * with a mark, are taken; everything else is refused with the line it stands on, so that a wrong guess can never be stored as mojibake.
 */
export function utf8Chunks(source: AsyncIterable<Uint8Array>, chosen?: TableEncoding): Utf8Text {
  const found: { encoding: TableEncoding } = { encoding: chosen ?? "utf-8" };
  return { chunks: decodeChunks(source, found, chosen), encoding: () => found.encoding };
}

/** `encoding` is known once the first chunk came. */
type Utf8Text = { chunks: AsyncGenerator<Uint8Array>; encoding(): TableEncoding };

async function* decodeChunks(
  source: AsyncIterable<Uint8Array>,
  found: { encoding: TableEncoding },
  chosen: TableEncoding | undefined,
): AsyncGenerator<Uint8Array> {
  const reader = source[Symbol.asyncIterator]();
  try {
    const head = await readHead(reader);
    if (head.length === 0) throw fileFault("empty");
    found.encoding = chosen ?? markedEncoding(head) ?? "utf-8";
    if (found.encoding !== "utf-8") yield* decode(chunksFrom(head, reader), found.encoding);
    else yield* checkUtf8(head, reader);
  } finally {
    await reader.return?.();
  }
}

function markedEncoding(head: Uint8Array): TableEncoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  return head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : undefined;
}

async function* checkUtf8(head: Uint8Array, reader: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const marked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  const start = marked ? head.subarray(3) : head;
  if (!marked && looksLikeUtf16(head)) throw fileFault("utf16_unmarked");
  let line = 1;
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunksFrom(start, reader)) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const cut = bytes.length - unfinishedBytes(bytes);
    const whole = bytes.subarray(0, cut);
    if (!isUtf8(whole)) throw fileFault("not_utf8", { line: line + badLine(whole), ...guessOf(head) });
    line += countLines(whole);
    rest = bytes.subarray(cut);
    if (whole.length > 0) yield whole;
  }
  if (rest.length > 0) throw fileFault("not_utf8", { line, ...guessOf(head) });
}

/** What the text may be instead, for a person to judge; nothing where no guess is worth a try. */
function guessOf(head: Uint8Array): { guess?: TableEncoding } {
  const guess = guessEncoding(head);
  return guess ? { guess } : {};
}

async function* decode(chunks: AsyncIterable<Uint8Array>, encoding: TableEncoding): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const encoder = new TextEncoder();
  let line = 1;
  try {
    for await (const chunk of chunks) {
      const bytes = encoder.encode(decoder.decode(chunk, { stream: true }));
      line += countLines(bytes);
      if (bytes.length > 0) yield bytes;
    }
    decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw fileFault("not_encoding", { line, encoding });
    throw error;
  }
}

async function readHead(reader: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  while (head.length < HEAD_BYTES) {
    const next = await reader.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return head;
}

async function* chunksFrom(head: Uint8Array, reader: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  for (;;) {
    const next = await reader.next();
    if (next.done) return;
    yield next.value;
  }
}

// Half of a Latin text in UTF-16 is NUL bytes; honest UTF-8 has none.
function looksLikeUtf16(head: Uint8Array): boolean {
  const sample = head.subarray(0, HEAD_BYTES);
  return sample.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0) > sample.length / 5;
}

/** Bytes at the end that begin a character which the next chunk finishes: 0 to 3. */
function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return size > back ? back : 0;
  }
  return 0;
}

/** Line (from 0) of the first one that is not UTF-8. */
function badLine(bytes: Uint8Array): number {
  let from = 0;
  for (let line = 0; ; line += 1) {
    const to = bytes.indexOf(LF, from);
    const end = to < 0 ? bytes.length : to + 1;
    if (to < 0 || !isUtf8(bytes.subarray(from, end))) return line;
    from = end;
  }
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) count += 1;
  return count;
}
