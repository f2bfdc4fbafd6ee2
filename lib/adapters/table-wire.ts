import type { ErrorDetails } from "#lib/domain/error";
import type { DocumentReason, DocumentSplit, FileFault, TableFormat } from "#lib/domain/table";

/** What a server and its reader of tables (bin/table-worker.ts) say to each other: by messages, and rows by lines on standard output. */
export type OpenMessage = {
  kind: "xlsx" | "parquet" | "pdf";
  sizeBytes: number;
  sheet?: string | undefined;
  split?: DocumentSplit | undefined;
  /** Calls itself a Word document, and is refused as one. */
  isDocument: boolean;
};
export type RangeRequest = { from: number; to: number };
export type RangeAnswer = { bytes: Uint8Array } | { failure: string };
export type Fault = { fault: FileFault; details: ErrorDetails };
export type Opened = {
  format: TableFormat;
  split: DocumentSplit | null;
  /** Null where the first row may name them. */
  columns: string[] | null;
  sheets: string[];
  sheet: string | null;
  unusable: string[];
};
export type ChildMessage = { range: RangeRequest } | { opened: Opened } | Fault | { failure: string };

/** A cell that is a text, one that is empty, or why what stands there cannot be taken. */
export type WireCell = string | null | { x: string; d?: string };

/**
 * One line of the output: a row with its number in the file (null: longer than a row may be), a document that cannot be taken as such a row,
 * how far the reading is, the end, or what stopped it.
 */
export type WireLine =
  | { r: number; c: WireCell[] | null }
  | { r: number; x: DocumentReason; d: string }
  | { at: number }
  | { end: true }
  | Fault;
