/** Where whole files are kept by name: a folder, or a bucket of S3. What is under a name is whole, or not there. */
export type ObjectStore = {
  /** Keeps what comes under a name; resolves when a power cut would not take it. Leaves nothing behind where the source fails. */
  write(name: string, source: AsyncIterable<Uint8Array>): Promise<void>;
  /** The same for finished files of this machine, one after the other, which are gone from their places afterwards. What is there under a name already stays. */
  adopt(files: readonly { name: string; path: string }[]): Promise<void>;
  /** Bytes under a name; undefined when there is nothing. */
  size(name: string): Promise<number | undefined>;
  /** From a byte on; rejects when there is nothing under the name. */
  read(name: string, fromByte?: number): AsyncIterable<Uint8Array>;
  /** Names of what was last written before that moment, and of what a killed process left half-written then. */
  list(before: Date): AsyncIterable<string>;
  /** Also when there is nothing. */
  remove(name: string): Promise<void>;
};
