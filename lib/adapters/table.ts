import type { OpenTable } from "#lib/domain/adapter";
import { isColumnName, type TableRow } from "#lib/domain/batch";
import { limits } from "#lib/domain/limits";
import { splitCsv } from "./table-csv";
import { utf8Chunks } from "./table-encoding";
import { fileFault } from "./table-fault";
import { chooseDelimiter, chooseLineBreak, sniffFormat } from "./table-format";
import { readJsonl } from "./table-jsonl";

/** Reads CSV, TSV and JSONL; see OpenTable. */
export const openTable: OpenTable = async (source, fileName) => {
  const counter = { bytes: 0 };
  const chunks = utf8Chunks(countBytes(source, counter));
  const first = await chunks.next();
  if (first.done) throw fileFault("empty");
  const start = new TextDecoder().decode(first.value);
  if (start.trim() === "") throw fileFault("empty");
  const all = withFirst(first.value, chunks);
  const format = sniffFormat(fileName, start);
  const readBytes = () => counter.bytes;
  if (format === "jsonl") {
    const columns: string[] = [];
    return { format, columns, readBytes, rows: noteColumns(readJsonl(all), columns) };
  }
  const records = splitCsv(all, { delimiter: chooseDelimiter(start, format), lineBreak: chooseLineBreak(start) });
  try {
    const columns = await readHeader(records);
    return { format, columns, readBytes, rows: readCsvRows(records, columns) };
  } catch (error) {
    // Nobody will iterate the rows, so nobody else would close the source.
    await records.return(undefined);
    throw error;
  }
};

type CsvRecords = ReturnType<typeof splitCsv>;

async function readHeader(records: CsvRecords): Promise<string[]> {
  const first = await records.next();
  if (first.done) throw fileFault("no_rows");
  const header = first.value;
  if ("broken" in header) throw fileFault("broken_header", { line: header.line });
  const { line, cells } = header;
  const columns = cells.map((cell) => cell.trim());
  if (columns.length > limits.tableColumns) {
    throw fileFault("too_many_columns", { line, count: columns.length, max: limits.tableColumns });
  }
  const unnamed = columns.indexOf("");
  if (unnamed >= 0) throw fileFault("unnamed_column", { line, column: unnamed + 1 });
  const repeated = columns.find((name, at) => columns.indexOf(name) !== at);
  if (repeated !== undefined) throw fileFault("repeated_column", { line, name: repeated.slice(0, 80) });
  const bad = columns.findIndex((name) => !isColumnName(name));
  if (bad >= 0) throw fileFault("bad_column_name", { line, column: bad + 1, max: limits.columnNameChars });
  return columns;
}

async function* readCsvRows(records: CsvRecords, columns: readonly string[]): AsyncGenerator<TableRow> {
  let row = 0;
  for await (const record of records) {
    const { line } = record;
    if ("broken" in record) {
      const detail = record.broken === "line_too_long" ? String(limits.tableLineBytes) : undefined;
      yield { row, line, refusal: detail ? { reason: record.broken, detail } : { reason: record.broken } };
    } else if (record.cells.length !== columns.length) {
      const reason = record.cells.length < columns.length ? "too_few_cells" : "too_many_cells";
      yield { row, line, refusal: { reason, detail: `${record.cells.length}/${columns.length}` } };
    } else {
      yield { row, line, values: new Map(columns.map((column, at) => [column, record.cells[at]])) };
    }
    row += 1;
  }
}

async function* noteColumns(rows: AsyncGenerator<TableRow>, columns: string[]): AsyncGenerator<TableRow> {
  const known = new Set<string>();
  for await (const row of rows) {
    for (const name of row.values?.keys() ?? []) {
      if (known.size >= limits.tableColumns || known.has(name) || !isColumnName(name)) continue;
      known.add(name);
      columns.push(name);
    }
    yield row;
  }
}

async function* countBytes(source: AsyncIterable<Uint8Array>, counter: { bytes: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    counter.bytes += chunk.length;
    yield chunk;
  }
}

async function* withFirst(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
