import type { OpenTable, Table, TableFile } from "#lib/domain/adapter";
import { isColumnName, type TableRow } from "#lib/domain/batch";
import { limits } from "#lib/domain/limits";
import type { ReadingChoice, TableReading } from "#lib/domain/table";
import { DOCUMENT_COLUMNS, readDocumentRows } from "./document-text";
import { sniffBinary } from "./table-binary";
import { openChildTable } from "./table-child";
import { type CsvRecord, splitCsv } from "./table-csv";
import { utf8Chunks } from "./table-encoding";
import { fileFault } from "./table-fault";
import { chooseDelimiter, chooseLineBreak, looksLikeHeader, sniffText, type TextFormat } from "./table-format";
import { nameColumns, readHeader } from "./table-header";
import { splitArray } from "./table-json-array";
import { readJsonRows, splitLines } from "./table-jsonl";

/** Reads CSV, TSV, JSONL and JSON here, Excel and Parquet in a process of their own; see OpenTable. */
export const openTable: OpenTable = async (file, choice = {}) => {
  const binary = await sniffBinary(file);
  return binary ? openChildTable(file, binary === "zip" ? "xlsx" : binary, choice) : openText(file, choice);
};

const noReading = { delimiter: null, header: null, sheets: [], sheet: null, split: null, unusable: [] };

async function openText(file: TableFile, choice: ReadingChoice): Promise<Table> {
  const counter = { bytes: 0 };
  const readBytes = () => counter.bytes;
  const text = utf8Chunks(countBytes(file.read(), counter), choice.encoding);
  const { start, isWhole } = await readStart(text.chunks);
  if (start.length === 0) throw fileFault("empty");
  const shown = new TextDecoder().decode(start);
  if (shown.trim() === "") throw fileFault("empty");
  // A page or a drawing is text, too, and would be read as a column of its own source.
  if (/^\s*<(?:!doctype|\?xml|html|svg)\b/i.test(shown)) {
    await text.chunks.return(undefined);
    throw fileFault("not_table");
  }
  const all = withFirst(start, text.chunks);
  const found = formatOf(file.name, shown, isWhole, choice);
  const encoding = text.encoding();
  if (found === "text") {
    const split = choice.split ?? "whole";
    const reading = { ...noReading, format: found, encoding, split };
    return { reading, columns: [...DOCUMENT_COLUMNS], readBytes, rows: readDocumentRows(all, split) };
  }
  if (found === "jsonl" || found === "json" || found === "wrapped") {
    const rows = readJsonRows(found === "jsonl" ? splitLines(all) : splitArray(all));
    const columns: string[] = [];
    const format = found === "jsonl" ? found : "json";
    return { reading: { ...noReading, format, encoding }, columns, readBytes, rows: noteColumns(rows, columns) };
  }
  const delimiter = choice.delimiter ?? chooseDelimiter(shown, found);
  const records = splitCsv(all, { delimiter, lineBreak: chooseLineBreak(shown) });
  const reading = {
    ...noReading,
    format: delimiter === "\t" ? ("tsv" as const) : ("csv" as const),
    encoding,
    delimiter,
  };
  return openCsv(records, reading, choice.header, readBytes);
}

function formatOf(name: string, shown: string, isWhole: boolean, { format }: ReadingChoice): TextFormat {
  if (format === "csv" || format === "jsonl" || format === "text") return format;
  const found = sniffText(name, shown, isWhole);
  if (format !== "json") return found;
  return found === "json" ? found : "wrapped";
}

async function openCsv(
  records: AsyncGenerator<CsvRecord>,
  reading: Omit<TableReading, "header">,
  chosenHeader: boolean | undefined,
  readBytes: () => number,
): Promise<Table> {
  try {
    const first = await records.next();
    if (first.done) throw fileFault("no_rows");
    if ("broken" in first.value) throw fileFault("broken_header", { line: first.value.line });
    const { cells, line } = first.value;
    const header = chosenHeader ?? looksLikeHeader(cells);
    const columns = header ? readHeader(cells, line) : nameColumns(cells.length, line);
    const all = header ? records : withFirst(first.value, records);
    return { reading: { ...reading, header }, columns, readBytes, rows: readCsvRows(all, columns) };
  } catch (error) {
    // Nobody will iterate the rows, so nobody else would close the source.
    await records.return(undefined);
    throw error;
  }
}

/** The first chunk; of what may be JSON so much that its first line can be judged. */
async function readStart(chunks: AsyncGenerator<Uint8Array>): Promise<{ start: Uint8Array; isWhole: boolean }> {
  let start: Uint8Array = new Uint8Array();
  for (;;) {
    const next = await chunks.next();
    if (next.done) return { start, isWhole: true };
    start = start.length === 0 ? next.value : Buffer.concat([start, next.value]);
    if (!/^\s*\{/.test(Buffer.from(start.subarray(0, 64)).toString("latin1"))) return { start, isWhole: false };
    if (start.length > limits.tableLineBytes) return { start, isWhole: false };
  }
}

async function* readCsvRows(records: AsyncGenerator<CsvRecord>, columns: readonly string[]): AsyncGenerator<TableRow> {
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

async function* withFirst<T>(first: T, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
