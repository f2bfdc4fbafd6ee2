import { finished } from "node:stream/promises";
import { type CsvError, Parser } from "csv-parse";
import { limits } from "#lib/domain/limits";

/** `lineBreak` is CR only in a file whose header ends with a lone CR; elsewhere a lone CR is part of its cell. */
export type CsvDialect = { delimiter: string; lineBreak: "\n" | "\r" };

export type CsvFailure = "bare_quote" | "bad_quote" | "too_long";
export type CsvRun = ReturnType<typeof startRun>;

type Piece = { cells: string[]; sizeBytes: number };

/** One csv-parse parser and what it has found. It is thrown away at its first failure. */
export function startRun(dialect: CsvDialect, relaxed: boolean) {
  let pieces: Piece[] = [];
  let endByte = 0;
  let failure: CsvFailure | undefined;
  const parser = new Parser({
    delimiter: dialect.delimiter,
    record_delimiter: dialect.lineBreak === "\n" ? ["\r\n", "\n"] : "\r",
    relax_column_count: true,
    relax_quotes: relaxed,
    max_record_size: limits.tableLineBytes,
    // Taking records here and not from the stream keeps those before a failure, with their exact size.
    on_record: (cells: string[], info) => {
      pieces.push({ cells, sizeBytes: info.bytes - endByte });
      endByte = info.bytes;
      return null;
    },
  });
  parser.on("error", (error: CsvError) => {
    failure = failureOf(error);
  });
  parser.resume();
  return {
    async feed(input: Uint8Array | undefined, isLast: boolean): Promise<CsvFailure | undefined> {
      if (input && input.length > 0) await new Promise<void>((resolve) => parser.write(input, () => resolve()));
      if (isLast && !failure) {
        parser.end();
        await finished(parser).catch(() => {});
      }
      return failure;
    },
    take(): Piece[] {
      const taken = pieces;
      pieces = [];
      return taken;
    },
  };
}

function failureOf(error: CsvError): CsvFailure {
  // The type's list of codes has a prefix that this one code lacks at run time.
  const code: string = error.code;
  if (code.endsWith("INVALID_OPENING_QUOTE")) return "bare_quote";
  return code === "CSV_MAX_RECORD_SIZE" ? "too_long" : "bad_quote";
}
