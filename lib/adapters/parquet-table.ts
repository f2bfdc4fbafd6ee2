import { type FileMetaData, parquetMetadata, parquetSchema, type RowGroup, type SchemaTree } from "hyparquet";
import { limits } from "#lib/domain/limits";
import { cellWriter } from "./parquet-cell";
import { ColumnCursor } from "./parquet-column";
import { fileFault } from "./table-fault";
import { readHeader } from "./table-header";
import type { ChildTable, RangeReader } from "./table-range";
import type { WireCell, WireLine } from "./table-wire";

const MAGIC = "PAR1";
const TAIL_BYTES = 8;
const ROWS_AT_ONCE = 500;
const KINDS = new Set(["BOOLEAN", "INT32", "INT64", "INT96", "FLOAT", "DOUBLE", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"]);

/** Reads the plain columns of a Parquet file, page by page. */
export async function openParquet(file: RangeReader): Promise<ChildTable> {
  const metadata = await readMetadata(file);
  const { children, element } = parquetSchema(metadata);
  const root = { children, element } as SchemaTree;
  const usable = children.filter(isPlain);
  const unusable = children.filter((child) => !isPlain(child)).map((child) => child.element.name.slice(0, 80));
  if (usable.length === 0) throw fileFault("unsupported_parquet");
  const columns = readHeader(
    usable.map((child) => child.element.name),
    1,
  );
  return {
    ...{
      format: "parquet",
      split: null,
      columns,
      sheets: [],
      sheet: null,
      unusable: unusable.slice(0, limits.tableColumns),
    },
    rows: () => readRows(file, metadata, root, usable),
  };
}

function isPlain({ children, element }: SchemaTree): boolean {
  return children.length === 0 && element.repetition_type !== "REPEATED" && KINDS.has(element.type ?? "");
}

async function readMetadata(file: RangeReader): Promise<FileMetaData> {
  const { sizeBytes } = file;
  if (sizeBytes < TAIL_BYTES + MAGIC.length) throw fileFault("broken_parquet");
  const tail = Buffer.from(await file.read(sizeBytes - TAIL_BYTES, sizeBytes));
  const footerBytes = tail.readUInt32LE(0);
  if (tail.subarray(4).toString("latin1") !== MAGIC || footerBytes > sizeBytes - TAIL_BYTES - MAGIC.length) {
    throw fileFault("broken_parquet");
  }
  if (footerBytes > limits.parquetFooterBytes) throw fileFault("unsupported_parquet");
  return parquetMetadata(await file.read(sizeBytes - TAIL_BYTES - footerBytes, sizeBytes), { geoparquet: false });
}

async function* readRows(
  file: RangeReader,
  metadata: FileMetaData,
  root: SchemaTree,
  usable: readonly SchemaTree[],
): AsyncGenerator<WireLine> {
  const total = Math.max(1, Number(metadata.num_rows));
  let row = 0;
  for (const group of metadata.row_groups) {
    const groupRows = Number(group.num_rows);
    if (!Number.isSafeInteger(groupRows) || groupRows < 0) throw fileFault("broken_parquet");
    const columns = usable.map((column) => openColumn(file, group, root, column, groupRows));
    for (let done = 0; done < groupRows; ) {
      const count = Math.min(ROWS_AT_ONCE, groupRows - done);
      const cells: WireCell[][] = [];
      for (const { cursor, write } of columns) cells.push((await cursor.take(count)).map(write));
      for (let at = 0; at < count; at += 1) {
        row += 1;
        yield { r: row, c: cells.map((column) => column[at] ?? null) };
      }
      done += count;
      yield { at: Math.floor((Math.min(row, total) / total) * file.sizeBytes) };
    }
  }
}

function openColumn(file: RangeReader, group: RowGroup, root: SchemaTree, column: SchemaTree, rows: number) {
  const { name } = column.element;
  const meta = group.columns
    .map((chunk) => chunk.meta_data)
    .find((found) => found?.path_in_schema.length === 1 && found.path_in_schema[0] === name);
  if (!meta) throw fileFault("broken_parquet");
  return { cursor: new ColumnCursor(file, { meta, path: [root, column], rows }), write: cellWriter(column.element) };
}
