import { z } from "zod";
import { languageSchema } from "./language";

/** Content field (or "language") -> name of the table's column that fills it. */
export const columnMappingSchema = z.strictObject({
  columns: z.record(z.string().max(40), z.string().max(200)),
  /** Language of every row, when no column says it. */
  language: languageSchema.optional(),
});
export type ColumnMapping = z.infer<typeof columnMappingSchema>;

export const tableFormats = ["csv", "tsv", "jsonl"] as const;
export type TableFormat = (typeof tableFormats)[number];

export const batchStates = ["uploaded", "running", "finished", "failed", "cancelled"] as const;

/** Why a row was refused, beside the field messages of "error.field": the keys of "import.reason". */
export const rowReasons = [
  "invalid_field",
  "duplicate",
  "duplicate_in_file",
  "too_few_cells",
  "too_many_cells",
  "not_json",
  "not_object",
  "line_too_long",
  "language",
  "budget_exhausted",
  "project_closed",
] as const;
export type RowReason = (typeof rowReasons)[number];
