import type { TableFormat, TableRow } from "./batch";

/** The outside world as services see it; lib/adapters implements these, tests fake only these. */
export type BlobStore = {
  /** Stores a stream under a new key; resolves when the bytes are on disk. Rejects past `maxBytes`. */
  put(
    source: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<{ key: string; sizeBytes: number; sha256: Uint8Array }>;
  /** Reads from a byte offset; rejects when the key is unknown. */
  read(key: string, fromByte?: number): AsyncIterable<Uint8Array>;
  remove(key: string): Promise<void>;
};

export type Mail = { to: string; subject: string; text: string };

export type Mailer = {
  /** False when no SMTP server is configured: links are then handed over by an admin. */
  available: boolean;
  send(mail: Mail): Promise<void>;
};

/** Header of a CSV or TSV file; of a JSONL file the names seen so far, in the order they came. */
export type Table = {
  format: TableFormat;
  columns: string[];
  /** Bytes of the source that have been taken so far: how far the reading is. */
  readBytes(): number;
  rows: AsyncGenerator<TableRow>;
};

/**
 * Opens a table for one streaming pass; only a few chunks are ever in memory. The format is sniffed from name and first bytes.
 * Throws batch.file_refused, on opening or while reading, for what makes the file as a whole unreadable.
 */
export type OpenTable = (source: AsyncIterable<Uint8Array>, fileName: string) => Promise<Table>;
