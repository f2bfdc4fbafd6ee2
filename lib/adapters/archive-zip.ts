import { isUtf8 } from "node:buffer";
import { crc32 } from "node:zlib";
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from "yauzl";
import { type ArchiveMember, isLitter, isUnsafeName, type MemberFault } from "#lib/domain/archive";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { asArchiveError, assertRatio } from "./archive-limit";
import { guessEncoding } from "./table-encoding-guess";

const UTF8_FLAG = 0x800;
const TYPE_MASK = 0xf000;
const REGULAR = 0x8000;
const UNIX = 3;
const NEW_LINE = Buffer.from("\n");
const GUESS_BYTES = 65_536;

/** The files of a ZIP by its central directory. Sizes are what it claims; reading holds each member to its own. */
export async function listZip(path: string): Promise<ArchiveMember[]> {
  const entries: Entry[] = [];
  let [bytes, packedBytes] = [0, 0];
  await eachEntry(path, (entry) => {
    if (entries.length >= limits.archiveEntries) {
      throw new AppError("archive.too_many_files", { details: { max: limits.archiveEntries } });
    }
    bytes += entry.uncompressedSize;
    packedBytes += entry.compressedSize;
    assertRatio(bytes, Math.max(packedBytes, 1));
    entries.push(entry);
  });
  const encoding = encodingOfNames(entries);
  return entries.flatMap((entry, index) => {
    const name = nameOf(entry, encoding);
    const fault = faultOf(entry, name);
    const isFolder = /[\\/]$/.test(name);
    if (fault !== "archive.path" && (isFolder || isLitter(name))) return [];
    return { index, name, sizeBytes: entry.uncompressedSize, fault, claimedSha256: null, held: null };
  });
}

/** Bytes of the wanted members, in order. */
export async function* readZip(path: string, wanted: readonly ArchiveMember[]) {
  const byIndex = new Map(wanted.map((member) => [member.index, member]));
  const last = wanted.at(-1)?.index ?? -1;
  const zip = await openZip(path);
  try {
    let index = 0;
    for await (const entry of zip.eachEntry()) {
      const member = byIndex.get(index);
      if (member) yield { member, bytes: contentOf(zip, entry) };
      if (index >= last) break;
      index += 1;
    }
  } finally {
    zip.close();
  }
}

async function* contentOf(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  let sum = 0;
  try {
    // Held to its claimed size by the library, to its checksum here.
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (cause) {
    throw new AppError("archive.member_unreadable", { cause });
  }
  if (sum !== entry.crc32) throw new AppError("archive.member_unreadable");
}

async function eachEntry(path: string, visit: (entry: Entry) => void): Promise<void> {
  const zip = await openZip(path);
  try {
    for await (const entry of zip.eachEntry()) visit(entry);
  } catch (error) {
    throw asArchiveError(error);
  } finally {
    zip.close();
  }
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false });
  } catch (error) {
    throw asArchiveError(error);
  }
}

function faultOf(entry: Entry, name: string): MemberFault | null {
  if (isUnsafeName(name)) return "archive.path";
  const type = (entry.externalFileAttributes >>> 16) & TYPE_MASK;
  const isUnix = entry.versionMadeBy >>> 8 === UNIX;
  if (isUnix && type !== 0 && type !== REGULAR && !name.endsWith("/")) return "archive.link";
  if (entry.isEncrypted()) return "archive.encrypted";
  return entry.canDecodeFileData() ? null : "archive.member_unreadable";
}

/** By its flag UTF-8; without it whatever the packer's system wrote: UTF-8 all the same, or one encoding for all of its names. */
function nameOf({ fileNameRaw: raw, generalPurposeBitFlag: flags, extraFields }: Entry, encoding: string | null) {
  for (const each of saysNoEncoding(raw, flags) ? ["utf-8", encoding] : []) {
    if (each === null) continue;
    try {
      return new TextDecoder(each, { fatal: true }).decode(raw);
    } catch {
      // The next one.
    }
  }
  return getFileNameLowLevel(flags, raw, extraFields, true);
}

/** What most likely was written, by all names that do not say so: one alone is often too short to tell. Null for the West's. */
function encodingOfNames(entries: readonly Entry[]): string | null {
  const names = entries
    .filter(({ fileNameRaw, generalPurposeBitFlag }) => saysNoEncoding(fileNameRaw, generalPurposeBitFlag))
    .flatMap(({ fileNameRaw }) => (isUtf8(fileNameRaw) ? [] : [fileNameRaw, NEW_LINE]));
  const head = Buffer.concat(names).subarray(0, GUESS_BYTES);
  const guess = guessEncoding(head);
  // A Windows of Taiwan writes Big5.
  if (guess === undefined || guess === "big5") return "big5";
  // In names of the West bytes above ASCII are few, and pairs of them chance; the library reads those.
  const isWestern = head.reduce((high, byte) => high + (byte >= 0x80 ? 1 : 0), 0) * 4 < head.byteLength;
  return isWestern ? null : guess;
}

function saysNoEncoding(raw: Buffer, flags: number): boolean {
  return !(flags & UTF8_FLAG) && raw.some((byte) => byte >= 0x80);
}
