import { z } from "zod";
import type { Content } from "./content";
import type { FieldFinding } from "./door";
import { type Language, languageSchema, languageTags } from "./language";
import { limits } from "./limits";
import type { Look } from "./script";
import { cellFaults, documentReasons } from "./table";

// PostgreSQL's jsonb holds neither NUL nor half a surrogate pair, so no column of that name can be chosen.
const columnName = z
  .string({ error: "wrong_type" })
  .max(limits.columnNameChars, { error: "too_long" })
  .refine(isColumnName, { error: "control_characters" });

/** Content field (or "language") -> name of the table's column that fills it. */
export const columnMappingSchema = z.strictObject({
  columns: z.record(z.string().max(40), columnName),
  /** Language of every row, when no column says it. */
  language: languageSchema.optional(),
});
export type ColumnMapping = z.infer<typeof columnMappingSchema>;

/** True for a name that can stand in a mapping: no NUL, no lone surrogate, not blank, of a length that can be shown. */
export function isColumnName(name: string): boolean {
  return name.trim() !== "" && name.length <= limits.columnNameChars && !/[\0\p{Surrogate}]/u.test(name);
}

export const batchStates = ["uploaded", "running", "finished", "failed", "cancelled"] as const;
export type BatchState = (typeof batchStates)[number];

/** Why a row was refused, beside the field messages of "error.field": the keys of "import.reason". */
export const rowReasons = [
  "invalid_field",
  "personal_data",
  "duplicate",
  "duplicate_in_file",
  "near_duplicate",
  "duplicate_elsewhere",
  "too_few_cells",
  "too_many_cells",
  "broken_quotes",
  "not_json",
  "not_object",
  "repeated_key",
  "too_deep",
  "line_too_long",
  ...documentReasons,
  ...cellFaults,
  "file_missing",
  "file_ambiguous",
  "file_unchecked",
  "file_refused",
  "file_used",
  "language",
  "other_language",
  "budget_exhausted",
  "project_closed",
] as const;
export type RowReason = (typeof rowReasons)[number];

export function isRowReason(value: string): value is RowReason {
  return (rowReasons as readonly string[]).includes(value);
}

/** What a refused row is reported with: the line it starts on (from 1), why, and for "invalid_field" which field and its message. */
export type RowRefusal = { reason: RowReason; field?: string; detail?: string };

/** Cells of one row by column name. Any JSON value in JSON and JSONL; strings, null for an empty cell, or an UnreadableCell elsewhere. */
export type RowValues = ReadonlyMap<string, unknown>;

/**
 * One row of a table. `row` counts from 0 over all rows, refused ones included, so that it names the row in every run; `line` is
 * where it starts in the file, from 1; in a workbook the sheet's own number of the row, in a Parquet file that of the row.
 */
export type TableRow =
  | { row: number; line: number; values: RowValues; refusal?: undefined }
  | { row: number; line: number; values?: undefined; refusal: RowRefusal };

/** Content of a row as the mapping reads it, not checked yet: missing and null cells are empty text, so that they read "required". */
export function contentOfRow(values: RowValues, mapping: ColumnMapping): Record<string, unknown> {
  const pairs = Object.entries(mapping.columns).filter(([field]) => field !== "language");
  return Object.fromEntries(pairs.map(([field, column]) => [field, values.get(column) ?? ""]));
}

/** Language of a row: its own cell, else the one given for all; undefined when the cell names no language we know. */
export function languageOfRow(values: RowValues, mapping: ColumnMapping): Language | undefined {
  const column = mapping.columns.language;
  if (column === undefined) return mapping.language;
  const cell = values.get(column);
  if (cell === undefined || cell === null || cell === "") return mapping.language;
  const wanted = typeof cell === "string" ? cell.trim().replace("_", "-").toLowerCase() : undefined;
  return languageTags.find((tag) => tag.toLowerCase() === wanted);
}

/** What a row of content says to the eye: for previews and reports, in the order of the fields. */
export type PreviewRow = {
  row: number;
  line: number;
  content: Content | null;
  language: string | null;
  refusals: RowRefusal[];
  /** What may be personal in a row that would be taken. */
  found: FieldFinding[];
  /** What a row that would be taken looks like, when that is not its language. */
  looksLike: Look | null;
};
