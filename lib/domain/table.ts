import { z } from "zod";
import { limits } from "./limits";

export const tableFormats = [
  "csv",
  "tsv",
  "jsonl",
  "json",
  "xlsx",
  "parquet",
  "text",
  "docx",
  "pdf",
  "documents",
] as const;
export type TableFormat = (typeof tableFormats)[number];

/** A document becomes one contribution, or each of its paragraphs one. */
export const documentSplits = ["whole", "paragraphs"] as const;
export type DocumentSplit = (typeof documentSplits)[number];

const DOCUMENT_NAME = /\.(?:txt|md|markdown|docx|pdf)$/i;

/** True for names of documents, several of which can come as one ZIP. What a file is, its bytes tell. */
export function isDocumentName(name: string): boolean {
  return DOCUMENT_NAME.test(name);
}

/** Found by themselves are UTF-8, and UTF-16 with a mark; the others only where a person says so, because a guess can be mojibake. */
export const tableEncodings = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "big5",
  "gb18030",
  "shift_jis",
  "euc-kr",
  "windows-1252",
] as const;
export type TableEncoding = (typeof tableEncodings)[number];

export const tableDelimiters = [",", ";", "\t", "|"] as const;

/** How a file is read, as found from its bytes or said by a person: for people to see that it was understood. */
export type TableReading = {
  format: TableFormat;
  /** Null for files that are no text. */
  encoding: TableEncoding | null;
  /** What stands between the cells of a CSV or TSV file; null elsewhere. */
  delimiter: string | null;
  /** Whether the first row names the columns; null where names stand in the file in another way. */
  header: boolean | null;
  /** Names of a workbook's sheets, in its order, and the one that is read; none elsewhere. */
  sheets: string[];
  sheet: string | null;
  /** What of a document is a row; null for tables. */
  split: DocumentSplit | null;
  /** Columns that hold no plain values (lists, structs of a Parquet file) and can fill nothing. */
  unusable: string[];
};

/** What a person says of how a file is to be read; what is not said is found out. */
export const readingChoiceSchema = z.strictObject({
  format: z.enum(["csv", "jsonl", "json", "text"], { error: "not_in_list" }).optional(),
  encoding: z.enum(tableEncodings, { error: "not_in_list" }).optional(),
  delimiter: z.enum(tableDelimiters, { error: "not_in_list" }).optional(),
  header: z.boolean({ error: "wrong_type" }).optional(),
  sheet: z.string({ error: "wrong_type" }).max(limits.columnNameChars, { error: "too_long" }).optional(),
  split: z.enum(documentSplits, { error: "not_in_list" }).optional(),
});
export type ReadingChoice = z.infer<typeof readingChoiceSchema>;

/** True for two choices that read a file alike. */
export function sameChoice(a: ReadingChoice | null, b: ReadingChoice | null): boolean {
  const key = (choice: ReadingChoice | null) =>
    JSON.stringify(
      Object.entries(choice ?? {})
        .filter(([, value]) => value !== undefined)
        .sort(),
    );
  return key(a) === key(b);
}

/** Why a whole file was refused: the keys of "import.fault"; `details.fault` of batch.file_refused. */
export const fileFaults = [
  "empty",
  "no_rows",
  "no_readable_rows",
  "not_utf8",
  "not_encoding",
  "utf16_unmarked",
  "archive",
  "not_table",
  "old_excel",
  "not_workbook",
  "broken_workbook",
  "too_much_unpacked",
  "no_sheet",
  "not_parquet",
  "broken_parquet",
  "unsupported_parquet",
  "unnamed_column",
  "repeated_column",
  "bad_column_name",
  "too_many_columns",
  "broken_header",
  "too_many_broken",
  "broken_json",
  "several_arrays",
  "broken_document",
  "encrypted_document",
  "old_document",
  "no_text",
  "document_too_large",
] as const;
export type FileFault = (typeof fileFaults)[number];

/** Why a cell that was chosen cannot be taken for what it says: a reason of rows. */
export const cellFaults = ["big_integer", "not_text", "excel_error"] as const;

/** Why a document among others cannot be taken: reasons of rows; the detail is its name. */
export const documentReasons = [
  "document_name",
  "document_kind",
  "document_broken",
  "document_locked",
  "document_empty",
  "document_large",
  "document_encoding",
] as const;
export type DocumentReason = (typeof documentReasons)[number];

/** A cell that holds something, but nothing that could be taken without changing it. */
export class UnreadableCell {
  readonly reason: (typeof cellFaults)[number];
  /** What stands there, where that can be shown. */
  readonly detail: string | undefined;

  constructor(reason: (typeof cellFaults)[number], detail?: string) {
    this.reason = reason;
    this.detail = detail;
  }
}

/** What makes a cell unreadable although it was read: an integer that may have lost digits already. */
export function faultOfCell(cell: unknown): UnreadableCell | undefined {
  if (cell instanceof UnreadableCell) return cell;
  if (typeof cell !== "number" || !Number.isInteger(cell) || Number.isSafeInteger(cell)) return undefined;
  return new UnreadableCell("big_integer");
}

/** Name of a column that has none: A, B, … Z, AA, as spreadsheets count. */
export function columnLetter(index: number): string {
  const rest = Math.floor(index / 26) - 1;
  return (rest >= 0 ? columnLetter(rest) : "") + String.fromCharCode(65 + (index % 26));
}
