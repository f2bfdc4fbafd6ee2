import { isColumnName } from "#lib/domain/batch";
import { limits } from "#lib/domain/limits";
import { columnLetter } from "#lib/domain/table";
import { fileFault } from "./table-fault";

/** Names of the columns as the header's cells give them; refuses the file when one of them names nothing, or two the same. */
export function readHeader(cells: readonly string[], line: number): string[] {
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

/** Names for the columns of a table that has none: letters, as in a spreadsheet. */
export function nameColumns(count: number, line: number): string[] {
  if (count > limits.tableColumns) throw fileFault("too_many_columns", { line, count, max: limits.tableColumns });
  return Array.from({ length: count }, (_, at) => columnLetter(at));
}
