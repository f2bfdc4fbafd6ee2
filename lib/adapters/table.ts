import type { OpenTable, Table } from "#lib/domain/adapter";
import { isColumnName, type TableRow } from "#lib/domain/batch";
import { limits } from "#lib/domain/limits";
import { type CsvRecord, splitCsv } from "./table-csv";
import { utf8Chunks } from "./table-encoding";
import { fileFault } from "./table-fault";
import { chooseDelimiter, chooseLineBreak, sniffText } from "./table-format";
import { readHeader } from "./table-header";
import { splitArray } from "./table-json-array";
import { readJsonRows, splitLines } from "./table-jsonl";

/** Reads CSV, TSV, JSONL and JSON; see OpenTable. */
export const openTable: OpenTable = async (source, fileName) => {
  const counter = { bytes: 0 };
  const readBytes = () => counter.bytes;
  const text = utf8Chunks(countBytes(source, counter));
  const { start, isWhole } = await readStart(text.chunks);
  if (start.length === 0) throw fileFault("empty");
  const shown = new TextDecoder().decode(start);
  if (shown.trim() === "") throw fileFault("empty");
  const all = withFirst(start, text.chunks);
  const found = sniffText(fileName, shown, isWhole);
  const encoding = text.encoding();
  if (found === "jsonl" || found === "json" || found === "wrapped") {
    const rows = readJsonRows(found === "jsonl" ? splitLines(all) : splitArray(all));
    const columns: string[] = [];
    const format = found === "jsonl" ? found : "json";
    return { reading: { format, encoding, delimiter: null }, columns, readBytes, rows: noteColumns(rows, columns) };
  }
  const delimiter = chooseDelimiter(shown, found);
  const records = splitCsv(all, { delimiter, lineBreak: chooseLineBreak(shown) });
  return { reading: { format: found, encoding, delimiter }, readBytes, ...(await openCsv(records)) };
};

async function openCsv(records: AsyncGenerator<CsvRecord>): Promise<Pick<Table, "columns" | "rows">> {
  try {
    const first = await records.next();
    if (first.done) throw fileFault("no_rows");
    if ("broken" in first.value) throw fileFault("broken_header", { line: first.value.line });
    const columns = readHeader(first.value.cells, first.value.line);
    return { columns, rows: readCsvRows(records, columns) };
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

async function* withFirst(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
