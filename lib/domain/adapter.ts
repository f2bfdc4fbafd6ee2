import type { Archive } from "./archive";
import type { TableRow } from "./batch";
import type { AudioFormat, ImageFormat, MediaFormat, MediaKind, MediaVariant } from "./media";
import type { ModelReply } from "./model-endpoint";
import type { ReadingChoice, TableReading } from "./table";

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
  /** Keys of what was written before that moment; what a killed process left half-written then is taken away on the way. */
  list(before: Date): AsyncIterable<string>;
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

/** A file that a table is read from; `read` may be called again and again. */
export type TableFile = { name: string; sizeBytes: number; read(fromByte?: number): AsyncIterable<Uint8Array> };

/**
 * Opens a table for one pass; whatever the size of the file, only a few chunks are ever in memory. How it is read is told by the first
 * bytes, by the name only where they fit two formats, and before both by what a person said. Throws batch.file_refused, on opening or
 * while reading, for what makes the file as a whole unreadable.
 */
export type OpenTable = (file: TableFile, choice?: ReadingChoice) => Promise<Table>;

/** What is published of a file, as its check found it; hashes are lower-case hex. */
type StoredImage = { kind: "image"; format: ImageFormat; width: number; height: number };
type StoredAudio = {
  kind: "audio";
  format: AudioFormat;
  durationMs: number;
  sampleRate: number;
  channels: number;
  /** How loud it is from beginning to end, 0 to 255. */
  peaks: Uint8Array;
};
export type StoredMedia = {
  sha256: string;
  sizeBytes: number;
  /** What it looks or sounds like (near-media.ts); null when that says nothing. */
  print: Uint8Array | null;
} & (StoredImage | StoredAudio);
export type PreparedMedia = StoredMedia & { originalSha256: string };

/** Files that people upload: first as they come, under the upload's id; then as what is published, under the hash of its bytes. */
export type MediaStore = {
  /** Bytes of an upload that are here; undefined when there is none of that id. */
  receivedBytes(uploadId: string): Promise<number | undefined>;
  /** Takes a whole upload at once, in place of what is there; resolves when it is on disk. Rejects past `maxBytes`. */
  receive(
    uploadId: string,
    source: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<{ sizeBytes: number; sha256: string }>;
  /** The bytes of an upload as they came. */
  read(uploadId: string): AsyncIterable<Uint8Array>;
  /** Their SHA-256 in hex. */
  hash(uploadId: string): Promise<string>;
  /** Looks through an uploaded archive. Throws archive.* errors. */
  openArchive(uploadId: string): Promise<Archive>;
  /** Ids of uploads whose bytes last grew before that moment. */
  listReceived(before: Date): Promise<string[]>;
  drop(uploadId: string): Promise<void>;
  /** Makes the file of an upload out of bytes of another one's, which goes on holding them: it is not flushed. */
  cutOut(uploadId: string, from: { id: string; at: number; sizeBytes: number }): Promise<void>;
  /** Tests an upload that is all here and makes what is published of it, not yet kept. Throws media.* errors for what is wrong with the file. */
  prepare(kind: MediaKind, uploadId: string, claimedSha256: string | null): Promise<PreparedMedia>;
  /** Keeps what was prepared under the hash of its bytes; what is there already stays. */
  keep(uploadId: string, media: StoredMedia): Promise<void>;
  remove(sha256: string): Promise<void>;
  /** Hashes of published files that were written before that moment; what a killed process left half-written then is taken away on the way. */
  listKept(before: Date): AsyncIterable<string>;
  /** Address under which anyone may read a variant for an hour or two from `now`. */
  link(file: { sha256: string; format: MediaFormat }, variant: MediaVariant, now: Date): string;
  /** Bytes of uploads that one person, and one project, may hold. */
  quota: { personBytes: number; projectBytes: number };
};

/** Programs elsewhere that are asked what they make of items: only at origins that the operator lists. */
export type ModelCaller = {
  /** Listed origins, such as "https://models.example.org"; empty where nothing may be asked. */
  origins: readonly string[];
  /** True when an address lies at one of them. */
  isAllowed(address: string): boolean;
  /** Posts JSON and reads the answer, `maxBytes` at most; follows no redirect. Rejects only when `ended` resolves first, or the address is not allowed. */
  post(request: {
    address: string;
    key: string | null;
    body: string;
    timeoutMs: number;
    maxBytes: number;
    ended: Promise<unknown>;
  }): Promise<ModelReply>;
  /** A key as it may lie in the database; `place` is what it belongs to, and it opens for nothing else. */
  sealKey(key: string, place: string): Uint8Array;
  /** Undefined when it was sealed by another secret, or for something else. */
  openKey(sealed: Uint8Array, place: string): string | undefined;
};
