import { createHash, type Hash } from "node:crypto";
import {
  ARCHIVE_START_BYTES,
  type ArchiveMember,
  isArchiveStart,
  isLitter,
  isUnsafeName,
  type MemberFault,
} from "#lib/domain/archive";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { PACK_SHA256 } from "#lib/domain/pack";
import { assertRatio } from "./archive-limit";
import { readPax, readTarHeader, TAR_BLOCK_BYTES, type TarHeader, tarText } from "./tar-header";

// A long name, or the records of a pax header.
const EXTRA_BYTES = 1_048_576;
const SHA256 = /^[0-9a-f]{64}$/;

type Body = { header: TarHeader; at: number; hash: Hash; start: Uint8Array };

/**
 * Looks through a plain TAR as its bytes come, in pieces of any size, without holding them: where each member stands and what its SHA-256
 * is. The members stay in the file. Throws archive.* errors for what makes the TAR as a whole one that is not taken.
 */
export class TarIndex {
  /** Bytes that it was given. */
  position = 0;
  private readonly members: ArchiveMember[] = [];
  /** The piece of a header that came at the end of a chunk. */
  private block = new Uint8Array(TAR_BLOCK_BYTES);
  private blockBytes = 0;
  /** What is under way behind a header: records that belong to the next one, or a member's bytes; then padding. */
  private extra: { type: string; bytes: Uint8Array; filled: number } | undefined;
  private body: Body | undefined;
  private left = 0;
  private padding = 0;
  private path: string | undefined;
  private pax: Record<string, string> = {};
  private globalPax: Record<string, string> = {};
  private count = 0;
  private totalBytes = 0;

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.byteLength; ) {
      const rest = chunk.subarray(at);
      const taken =
        this.left > 0 ? this.takeBytes(rest) : this.padding > 0 ? this.takePadding(rest) : this.takeBlock(rest);
      at += taken;
      this.position += taken;
    }
  }

  /** All members, once all bytes came. Throws archive.unreadable when the TAR was cut short. */
  end(): ArchiveMember[] {
    if (this.left > 0 || this.padding > 0 || this.blockBytes > 0) throw new AppError("archive.unreadable");
    return this.members;
  }

  private takeBytes(rest: Uint8Array): number {
    const bytes = rest.subarray(0, this.left);
    this.left -= bytes.byteLength;
    if (this.extra) {
      this.extra.bytes.set(bytes, this.extra.filled);
      this.extra.filled += bytes.byteLength;
      if (this.left === 0) this.endExtra(this.extra);
    } else if (this.body) {
      this.body.hash.update(bytes);
      if (this.body.start.byteLength < ARCHIVE_START_BYTES) {
        this.body.start = Buffer.concat([this.body.start, bytes.subarray(0, ARCHIVE_START_BYTES)]);
      }
      if (this.left === 0) this.endBody(this.body);
    }
    return bytes.byteLength;
  }

  private takePadding(rest: Uint8Array): number {
    const taken = Math.min(rest.byteLength, this.padding);
    this.padding -= taken;
    return taken;
  }

  private takeBlock(rest: Uint8Array): number {
    const bytes = rest.subarray(0, TAR_BLOCK_BYTES - this.blockBytes);
    this.block.set(bytes, this.blockBytes);
    this.blockBytes += bytes.byteLength;
    if (this.blockBytes === TAR_BLOCK_BYTES) {
      this.blockBytes = 0;
      const header = readTarHeader(this.block);
      if (header) this.begin(header, this.position + bytes.byteLength);
    }
    return bytes.byteLength;
  }

  private begin(header: TarHeader, at: number): void {
    if ("xgLK".includes(header.type)) {
      if (header.sizeBytes > EXTRA_BYTES) throw new AppError("archive.unreadable");
      this.expect(header.sizeBytes);
      this.extra = { type: header.type, bytes: new Uint8Array(header.sizeBytes), filled: 0 };
      if (header.sizeBytes === 0) this.endExtra(this.extra);
      return;
    }
    if (this.count >= limits.archiveEntries) {
      throw new AppError("archive.too_many_files", { details: { max: limits.archiveEntries } });
    }
    const records = { ...this.globalPax, ...this.pax };
    const { path = this.path ?? header.name, size } = records;
    const isFolder = header.type === "5";
    const sizeBytes = isFolder ? 0 : size === undefined ? header.sizeBytes : Number(size);
    if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) throw new AppError("archive.unreadable");
    this.totalBytes += sizeBytes;
    assertRatio(this.totalBytes, this.totalBytes);
    this.expect(sizeBytes);
    this.body = {
      header: { ...header, name: path, sizeBytes },
      at,
      hash: createHash("sha256"),
      start: new Uint8Array(),
    };
    if (sizeBytes === 0) this.endBody(this.body);
  }

  private expect(sizeBytes: number): void {
    this.left = sizeBytes;
    this.padding = (TAR_BLOCK_BYTES - (sizeBytes % TAR_BLOCK_BYTES)) % TAR_BLOCK_BYTES;
  }

  private endExtra({ type, bytes }: { type: string; bytes: Uint8Array }): void {
    this.extra = undefined;
    if (type === "x") this.pax = readPax(bytes);
    if (type === "g") this.globalPax = { ...this.globalPax, ...readPax(bytes) };
    if (type === "L") this.path = tarText(bytes);
  }

  private endBody({ header: { name, type, sizeBytes }, at, hash, start }: Body): void {
    const claimed = this.pax[PACK_SHA256] ?? "";
    const fault = faultOf(name, type);
    if (fault === "archive.path" || !(type === "5" || isLitter(name))) {
      this.members.push({
        ...{ index: this.count, name, sizeBytes, fault },
        claimedSha256: SHA256.test(claimed) ? claimed : null,
        held: fault ? null : { at, sha256: hash.digest("hex"), isArchive: isArchiveStart(start) },
      });
    }
    this.count += 1;
    [this.body, this.path, this.pax] = [undefined, undefined, {}];
  }
}

function faultOf(name: string, type: string): MemberFault | null {
  if (isUnsafeName(name)) return "archive.path";
  return type === "0" || type === "7" || type === "5" ? null : "archive.link";
}
