import { fileFault } from "./table-fault";
import { type JsonPiece, PieceBuffer } from "./table-json";

const LF = 10;
const QUOTE = 34;
const COMMA = 44;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/**
 * Cuts the elements out of a JSON array, or of the one array of objects that an object holds, without looking into them: what an
 * element is worth is readPiece's to say. Refuses the file where the array itself is broken. One element at most is in memory.
 */
export async function* splitArray(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<JsonPiece> {
  const splitter = new ArraySplitter();
  for await (const chunk of chunks) yield* splitter.read(chunk);
  splitter.end();
}

/** True when an object that starts with this text holds an array of objects among its members. */
export function holdsArray(start: Uint8Array): boolean {
  const splitter = new ArraySplitter();
  try {
    for (const _ of splitter.read(start)) return true;
  } catch {
    return false;
  }
  return splitter.hasFound;
}

type Phase = "start" | "members" | "asking" | "elements" | "over";

class ArraySplitter {
  private phase: Phase = "start";
  /** The array has been met: a second one would leave open which of them is the table. */
  hasFound = false;
  private depth = 0;
  /** How deep the commas between elements lie: 1 in an array, 2 in an array within an object. */
  private base = 1;
  private inString = false;
  /** Backslashes at the end of the last chunk, inside a string. */
  private slashes = 0;
  private line = 1;
  /** Up to where the line breaks of this chunk are counted. */
  private counted = 0;
  private element = new PieceBuffer();
  private elementLine = 0;
  private elementCount = 0;
  /** Where the running element's bytes in this chunk begin; -1 while none has begun. */
  private from = -1;

  *read(chunk: Uint8Array): Generator<JsonPiece> {
    this.counted = 0;
    this.from = this.elementLine > 0 ? 0 : -1;
    for (let at = 0; at < chunk.length; at += 1) {
      if (this.inString) {
        at = this.leaveString(chunk, at);
        continue;
      }
      const byte = chunk[at] ?? 0;
      if (byte === 0x20 || byte === LF || byte === 0x0d || byte === 0x09) continue;
      if (this.phase === "elements" && this.depth === this.base && (byte === COMMA || byte === CLOSE_LIST)) {
        const piece = this.closeElement(chunk, at, byte);
        if (piece) yield piece;
      } else this.step(chunk, at, byte);
    }
    this.lineAt(chunk, chunk.length);
    if (this.from >= 0) this.element.add(chunk.subarray(this.from));
  }

  /** Throws when the file ends inside the array. */
  end(): void {
    if (this.phase !== "over") throw fileFault("broken_json", { line: this.elementLine || this.line });
  }

  private step(chunk: Uint8Array, at: number, byte: number): void {
    if (this.phase === "over") throw fileFault("broken_json", { line: this.lineAt(chunk, at) });
    if (this.phase === "asking") this.answer(chunk, at, byte);
    if (this.phase === "elements" && this.elementLine === 0) {
      this.elementLine = this.lineAt(chunk, at);
      this.from = at;
    }
    if (byte === QUOTE) {
      this.inString = true;
      this.slashes = 0;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) this.open(byte);
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) this.close(chunk, at);
  }

  private open(byte: number): void {
    this.depth += 1;
    if (this.phase === "start") {
      this.hasFound = byte === OPEN_LIST;
      this.base = this.hasFound ? 1 : 2;
      this.phase = this.hasFound ? "elements" : "members";
    } else if (this.phase === "members" && byte === OPEN_LIST && this.depth === 2) this.phase = "asking";
  }

  private close(chunk: Uint8Array, at: number): void {
    this.depth -= 1;
    if (this.phase === "elements" && this.depth < this.base)
      throw fileFault("broken_json", { line: this.lineAt(chunk, at) });
    if (this.phase === "members" && this.depth === 0) this.phase = "over";
  }

  /** The first thing in a list of the object's: only a list of objects is the table. */
  private answer(chunk: Uint8Array, at: number, byte: number): void {
    this.phase = byte === OPEN_OBJECT ? "elements" : "members";
    if (this.phase === "members") return;
    if (this.hasFound) throw fileFault("several_arrays", { line: this.lineAt(chunk, at) });
    this.hasFound = true;
  }

  private closeElement(chunk: Uint8Array, at: number, byte: number): JsonPiece | undefined {
    const isLast = byte === CLOSE_LIST;
    let piece: JsonPiece | undefined;
    if (this.elementLine > 0) {
      if (this.from >= 0) this.element.add(chunk.subarray(this.from, at));
      piece = { line: this.elementLine, bytes: this.element.take() };
    } else if (!isLast || this.elementCount > 0) throw fileFault("broken_json", { line: this.lineAt(chunk, at) });
    this.elementCount += 1;
    this.elementLine = 0;
    this.from = -1;
    if (isLast) {
      this.depth -= 1;
      this.phase = this.base === 1 ? "over" : "members";
    }
    return piece;
  }

  /** Index of the mark that ends the running string, or of the chunk's last byte. */
  private leaveString(chunk: Uint8Array, start: number): number {
    for (let end = chunk.indexOf(QUOTE, start); ; end = chunk.indexOf(QUOTE, end + 1)) {
      const stop = end < 0 ? chunk.length : end;
      let slashes = 0;
      while (stop - 1 - slashes >= start && chunk[stop - 1 - slashes] === BACKSLASH) slashes += 1;
      if (stop - slashes === start) slashes += this.slashes;
      if (end < 0) {
        this.slashes = slashes;
        return chunk.length;
      }
      if (slashes % 2 === 0) {
        this.inString = false;
        return end;
      }
    }
  }

  /** The line on which a byte of this chunk stands; asked for in order. */
  private lineAt(chunk: Uint8Array, at: number): number {
    for (let next = chunk.indexOf(LF, this.counted); next >= 0 && next < at; next = chunk.indexOf(LF, next + 1)) {
      this.line += 1;
      this.counted = next + 1;
    }
    return this.line;
  }
}
