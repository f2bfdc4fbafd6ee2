import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import {
  ARCHIVE_START_BYTES,
  type Archive,
  type ArchiveMember,
  isGzipStart,
  isTarStart,
  isZipStart,
  markDuplicates,
} from "#lib/domain/archive";
import { AppError } from "#lib/domain/error";
import { asArchiveError, assertRatio } from "./archive-limit";
import { listTar, readTar } from "./archive-tar";
import { listZip, readZip } from "./archive-zip";
import { TarIndex } from "./tar-index";

const READ_BYTES = 262_144;

/**
 * Looks through a ZIP, TAR or TAR.GZ whole before anything of it is taken: what is cut short, too much, or grows beyond reason is refused with
 * nothing taken. Only a few chunks are ever in memory. Throws archive.* errors.
 */
export async function openArchive(path: string): Promise<Archive> {
  const { size } = await stat(path);
  const start = await readStart(path);
  if (isZipStart(start)) return archiveOf(await listZip(path), (members) => readZip(path, members));
  if (isTarStart(start)) return heldArchive(await indexTar(path));
  if (isGzipStart(start)) {
    const inflated = () => inflate(path, size);
    return archiveOf(await listTar(inflated()), (members) => readTar(inflated(), members));
  }
  throw new AppError("archive.unreadable");
}

/** A plain TAR that was looked through: all its members stay where they are. Throws archive.* errors. */
export function heldArchive(index: TarIndex): Archive {
  return archiveOf(index.end(), async function* () {});
}

async function indexTar(path: string): Promise<TarIndex> {
  const index = new TarIndex();
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) index.push(chunk as Uint8Array);
  return index;
}

function archiveOf(listed: ArchiveMember[], read: (members: readonly ArchiveMember[]) => ReturnType<Archive["read"]>) {
  const members = markDuplicates(listed);
  if (members.length === 0) throw new AppError("archive.empty");
  return {
    members,
    read: (from: number) => read(members.filter(({ index, fault, held }) => index >= from && fault === null && !held)),
  };
}

async function readStart(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(ARCHIVE_START_BYTES), 0, ARCHIVE_START_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The contents of a gzip file; stops a bomb while it grows. */
async function* inflate(path: string, compressedBytes: number): AsyncGenerator<Uint8Array> {
  const source = createReadStream(path);
  const gunzip = createGunzip();
  source.on("error", (error) => gunzip.destroy(error));
  let inflatedBytes = 0;
  try {
    for await (const chunk of source.pipe(gunzip) as AsyncIterable<Uint8Array>) {
      inflatedBytes += chunk.byteLength;
      assertRatio(inflatedBytes, compressedBytes);
      yield chunk;
    }
  } catch (error) {
    throw asArchiveError(error);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}
