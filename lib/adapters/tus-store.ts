import { createHash } from "node:crypto";
import { open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { DataStore, ERRORS, Upload } from "@tus/server";
import type { UploadPurpose } from "#lib/domain/media";
import type { PackIndexes } from "./pack-indexes";
import { writeBehind } from "./write-behind";

/** What the database knows of an upload; this store keeps nothing beside the bytes. */
export type KnownUpload = { id: string; sizeBytes: number; purpose: UploadPurpose };

/**
 * Bytes of uploads as files that grow in a folder, each named by its upload. One object for one request: `known` is the upload that it is
 * about, and `body` what the request brings. A file that came whole in this request has its hash taken on the way; a pack is looked
 * through as it comes.
 */
export class TusStore extends DataStore {
  override extensions = ["creation", "creation-with-upload", "termination"];
  known: KnownUpload | undefined;
  /** SHA-256 in hex of a file whose first and last byte came in this request. */
  sha256: string | undefined;

  private isInterrupted = false;
  private reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(
    private readonly folder: string,
    private readonly body: ReadableStream<Uint8Array> | null,
    private readonly indexes: PackIndexes,
  ) {
    super();
  }

  /** Ends the writing with what has come: somebody else wants to go on with this upload. */
  interrupt(): void {
    this.isInterrupted = true;
    this.reader?.cancel().catch(() => {});
  }

  override async create(upload: Upload): Promise<Upload> {
    const purpose = upload.metadata?.purpose === "pack" ? "pack" : "media";
    this.known = { id: upload.id, sizeBytes: upload.size ?? 0, purpose };
    // Without a first byte there is no file: a sender that comes back is told that there are none.
    await (await open(this.pathOf(upload.id), "a", 0o600)).close();
    return upload;
  }

  /** The library's own stream, which would copy each chunk three times over, stays empty: the bytes are read from the request's body. */
  override async write(_source: Readable, id: string, offset: number): Promise<number> {
    const isPack = this.known?.purpose === "pack";
    const hash = offset === 0 && !isPack ? createHash("sha256") : undefined;
    if (isPack) this.indexes.begin(id, offset);
    const file = await open(this.pathOf(id), "r+");
    try {
      const most = (this.known?.sizeBytes ?? 0) - offset;
      const end = await writeBehind(file, this.chunks(most), offset, (chunk) => {
        hash?.update(chunk);
        if (isPack) this.indexes.push(id, chunk);
      });
      if (end === this.known?.sizeBytes) {
        // Said to be here once a power cut would not take it.
        await file.datasync();
        this.sha256 = hash?.digest("hex");
      }
      return end;
    } finally {
      await file.close();
    }
  }

  /** The body's chunks; throws past `most` bytes. */
  private async *chunks(most: number): AsyncGenerator<Uint8Array> {
    if (!this.body || this.isInterrupted) return;
    const reader = this.body.getReader();
    this.reader = reader;
    for (let bytes = 0; ; ) {
      const { done, value } = await reader.read().catch(() => {
        throw ERRORS.ABORTED;
      });
      if (done) return;
      bytes += value.byteLength;
      if (bytes > most) throw ERRORS.ERR_SIZE_EXCEEDED;
      yield value;
    }
  }

  override async getUpload(id: string): Promise<Upload> {
    const found = await stat(this.pathOf(id)).catch(() => undefined);
    if (!found || this.known?.id !== id) throw ERRORS.FILE_NOT_FOUND;
    return new Upload({ id, size: this.known.sizeBytes, offset: found.size });
  }

  override async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  private pathOf(id: string): string {
    return join(/* turbopackIgnore: true */ this.folder, id);
  }
}
