import type { TableReading, TableRow } from "./batch";
import type { ImageFormat, ImageVariant } from "./media";

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

/** Names of a table's columns as its file lists them; of a JSON or JSONL file those seen so far, in the order they came. */
export type Table = {
  reading: TableReading;
  columns: string[];
  /** Bytes of the source that have been taken so far: how far the reading is. */
  readBytes(): number;
  rows: AsyncGenerator<TableRow>;
};

/**
 * Opens a table for one pass; whatever the size of the file, only a few chunks are ever in memory. The format is told by the first
 * bytes, and by the name only where they fit two formats. Throws batch.file_refused, on opening or while reading, for what makes the
 * file as a whole unreadable.
 */
export type OpenTable = (source: AsyncIterable<Uint8Array>, fileName: string) => Promise<Table>;

/** A published image as the store of media knows it; hashes are lower-case hex. */
export type StoredImage = { sha256: string; format: ImageFormat; width: number; height: number; sizeBytes: number };
export type PreparedImage = StoredImage & { originalSha256: string };

/** Files that people upload: first as they come, under the upload's id; then as what is published, under the hash of its bytes. */
export type MediaStore = {
  /** Bytes of an upload that are here; undefined when there is none of that id. */
  receivedBytes(uploadId: string): Promise<number | undefined>;
  /** Takes a whole upload at once; resolves when it is on disk. Rejects past `maxBytes`. */
  receive(uploadId: string, source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<void>;
  /** Ids of uploads whose bytes last grew before that moment. */
  listReceived(before: Date): Promise<string[]>;
  drop(uploadId: string): Promise<void>;
  /** Tests an upload that is all here and makes what is published of it, not yet kept. Throws media.* errors for what is wrong with the file. */
  prepareImage(uploadId: string, claimedSha256: string | null): Promise<PreparedImage>;
  /** Keeps what was prepared under the hash of its bytes; what is there already stays. */
  keep(uploadId: string, image: StoredImage): Promise<void>;
  remove(sha256: string): Promise<void>;
  /** Address under which anyone may read a variant for an hour or two from `now`. */
  link(image: StoredImage, variant: ImageVariant, now: Date): string;
  /** Bytes of uploads that one person, and one project, may hold. */
  quota: { personBytes: number; projectBytes: number };
};
