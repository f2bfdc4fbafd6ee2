import { isAppError } from "#lib/domain/error";
import { TarIndex } from "./tar-index";

// Of packs that are just coming; of others the file is read once more.
const MOST = 40;

/** What is in the packs that come to this process, by their uploads: known with the last byte, where all came here and in order. */
export class PackIndexes {
  private readonly indexes = new Map<string, TarIndex>();

  /** Says that a pack goes on at this byte. */
  begin(id: string, position: number): void {
    if (this.indexes.get(id)?.position === position) return;
    this.indexes.delete(id);
    if (position > 0) return;
    const [oldest] = this.indexes.keys();
    if (this.indexes.size >= MOST && oldest !== undefined) this.indexes.delete(oldest);
    this.indexes.set(id, new TarIndex());
  }

  push(id: string, chunk: Uint8Array): void {
    try {
      this.indexes.get(id)?.push(chunk);
    } catch (error) {
      if (!isAppError(error)) throw error;
      // Whoever takes the pack apart comes to the same, and says so.
      this.indexes.delete(id);
    }
  }

  /** What was found in a pack that has so many bytes, once. */
  take(id: string, sizeBytes: number): TarIndex | undefined {
    const found = this.indexes.get(id);
    this.indexes.delete(id);
    return found?.position === sizeBytes ? found : undefined;
  }
}
