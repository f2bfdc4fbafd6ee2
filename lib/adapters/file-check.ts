import { open, stat } from "node:fs/promises";
import { fileTypeFromBuffer } from "file-type";
import { AppError, isAppError } from "#lib/domain/error";
import { hashFile } from "./hash-file";

const SNIFFED_BYTES = 4_100;

/** SHA-256 in hex of a file as it came; throws for an empty one and for one that is not what its sender said. */
export async function hashSource(path: string, claimedSha256: string | null): Promise<string> {
  const { size } = await stat(path);
  if (size === 0) throw new AppError("media.empty");
  const sha256 = await hashFile(path);
  if (claimedSha256 !== null && claimedSha256 !== sha256) throw new AppError("media.hash_mismatch");
  return sha256;
}

/** What a file's first bytes say it is, whatever its name says; undefined for nothing known. Throws for text that a browser would run. */
export async function sniffFile(path: string): Promise<{ mime: string; ext: string } | undefined> {
  const start = await readStart(path);
  const found = await fileTypeFromBuffer(start);
  if (isMarkup(start) || found?.mime.endsWith("xml")) throw new AppError("media.active_content");
  return found;
}

/** The first few thousand bytes of a file. */
export async function readStart(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFFED_BYTES), 0, SNIFFED_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** SVG, HTML and their like: text that a browser would run. */
function isMarkup(start: Uint8Array): boolean {
  const text = Buffer.from(start)
    .toString("latin1")
    .replaceAll("\0", "")
    .replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, "");
  return /^\s*<[a-z!?]/i.test(text);
}

/** A decoder's own words name its insides, not what to do: whatever it throws becomes media.unreadable. */
export async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw isAppError(cause) ? cause : new AppError("media.unreadable", { cause });
  }
}
