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
