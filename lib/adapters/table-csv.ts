import { limits } from "#lib/domain/limits";
import { type CsvDialect, type CsvRun, startRun } from "./table-csv-run";
import { fileFault } from "./table-fault";

/** One record of a CSV file, and the line it starts on; one that cannot be read has the reason instead of cells. */
export type CsvRecord = { line: number; cells: string[] } | { line: number; broken: "broken_quotes" | "line_too_long" };

/**
 * Splits CSV into records. Where a record is broken (a quotation mark never closed, a line over the limit) only its first line is
 * given up and reading goes on at the next, so that one slip does not swallow the rest of the file.
 */
export async function* splitCsv(chunks: AsyncIterable<Uint8Array>, dialect: CsvDialect): AsyncGenerator<CsvRecord> {
  const splitter = new Splitter(dialect);
  for await (const chunk of chunks) yield* splitter.read(chunk);
  yield* splitter.read(undefined);
}

class Splitter {
  private readonly dialect: CsvDialect;
  private run: CsvRun;
  /** Strict until a bare quotation mark stands inside a cell: such a file does not quote properly, so marks are taken as they are. */
  private relaxed = false;
  /** Bytes since the end of the last whole record: what has to be read again after a broken one. */
  private tail: Uint8Array = new Uint8Array();
  private line = 1;
  /** Inside a line that was given up. */
  private skipping = false;
  private brokenCount = 0;

  constructor(dialect: CsvDialect) {
    this.dialect = dialect;
    this.run = startRun(dialect, false);
  }

  /** Records that end in this chunk; undefined says that the file is over. */
  async *read(chunk: Uint8Array | undefined): AsyncGenerator<CsvRecord> {
    if (chunk) this.tail = this.tail.length > 0 ? Buffer.concat([this.tail, chunk]) : chunk;
    let input = chunk;
    for (;;) {
      if (this.skipping) {
        if (!this.leaveLine()) return;
        input = this.tail;
      }
      const failure = await this.run.feed(input, chunk === undefined);
      const suspect = yield* this.takeRecords();
      if (!suspect && !failure) return;
      if (!suspect && failure === "bare_quote" && !this.relaxed) {
        this.relaxed = true;
        this.run = startRun(this.dialect, true);
        input = this.tail;
        continue;
      }
      yield { line: this.line, broken: !suspect && failure === "too_long" ? "line_too_long" : "broken_quotes" };
      this.brokenCount += 1;
      if (this.brokenCount > limits.tableBrokenRows) throw fileFault("too_many_broken", { line: this.line });
      this.skipping = true;
    }
  }

  /** Hands on the records read so far. True when it stopped before one that has probably swallowed the lines below it. */
  private *takeRecords(): Generator<CsvRecord, boolean> {
    for (const { cells, sizeBytes } of this.run.take()) {
      if (this.relaxed && cells.some((cell) => cell.startsWith('"') && cell.includes(this.dialect.lineBreak)))
        return true;
      this.tail = this.tail.subarray(sizeBytes);
      const line = this.line;
      this.line += 1 + cells.reduce((sum, cell) => sum + this.countBreaks(cell), 0);
      const blank = cells.length === 1 && cells[0] === "";
      if (!blank) yield { line, cells };
    }
    return false;
  }

  /** Lets go of the rest of a given-up line and starts afresh behind it; false while its end has not come. */
  private leaveLine(): boolean {
    const end = this.tail.indexOf(this.dialect.lineBreak.charCodeAt(0));
    if (end < 0) {
      this.tail = new Uint8Array();
      return false;
    }
    this.tail = this.tail.subarray(end + 1);
    this.line += 1;
    this.skipping = false;
    this.run = startRun(this.dialect, this.relaxed);
    return true;
  }

  private countBreaks(cell: string): number {
    return cell.includes(this.dialect.lineBreak) ? cell.split(this.dialect.lineBreak).length - 1 : 0;
  }
}
