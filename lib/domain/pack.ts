import { encodeUtf8 } from "#lib/ledger/utf8";
import { isArchiveName, isLitter } from "./archive";
import { limits } from "./limits";

/*
 * Packs: many small files sent as one. A pack is a plain TAR (POSIX.1-2001, pax) in which the header of each member also says its SHA-256,
 * so that the server compares every file as if it had come alone.
 */

/** Keyword of the pax record that holds the SHA-256 of a member, 64 lower-case hex digits. */
export const PACK_SHA256 = "ASSAY.sha256";

// A larger file costs its own requests little; a smaller pack is sooner begun anew when a file is taken out of it.
const SMALL_BYTES = 1_048_576;
const PACK_FILL_BYTES = 33_554_432;
const PACK_FILES = 400;
// Two make a pack; one would be a pack for nothing.
const FEWEST = 2;

const BLOCK_BYTES = 512;
const SHA256_HEX_CHARS = 64;
// Header, records and the header before them, with room for the longest name.
const MEMBER_EXTRA_BYTES = 8 * BLOCK_BYTES;

type Packable = { name: string; sizeBytes: number };

/** True for a file that is better sent together with others. */
function isSmall({ name, sizeBytes }: Packable): boolean {
  return sizeBytes > 0 && sizeBytes <= SMALL_BYTES && !isArchiveName(name) && !isLitter(name);
}

/** Which of these files go together, in their order, and which alone. The same files in the same order come to the same packs. */
export function planPacks<T extends Packable>(
  files: readonly T[],
  maxBytes: number = PACK_FILL_BYTES,
): { packs: T[][]; alone: T[] } {
  const packs: T[][] = [];
  let [open, openBytes]: [T[], number] = [[], 0];
  const close = () => {
    if (open.length > 0) packs.push(open);
    [open, openBytes] = [[], 0];
  };
  for (const file of files.filter(isSmall)) {
    const bytes = file.sizeBytes + MEMBER_EXTRA_BYTES;
    if (open.length === PACK_FILES || openBytes + bytes > Math.min(maxBytes, limits.packBytes)) close();
    open.push(file);
    openBytes += bytes;
  }
  close();
  const isAlone = (file: T) => !isSmall(file) || packs.some((pack) => pack.length < FEWEST && pack[0] === file);
  return { packs: packs.filter((pack) => pack.length >= FEWEST), alone: files.filter(isAlone) };
}

/** What stands before the bytes of a member. `name` may be any text without NUL; `sha256` is of its bytes, in hex. */
export function packHeader({
  name,
  sizeBytes,
  sha256,
}: {
  name: string;
  sizeBytes: number;
  sha256: string;
}): Uint8Array {
  const records = joinBytes([paxRecord("path", name), paxRecord(PACK_SHA256, sha256)]);
  return joinBytes([
    tarHeader("x", "pax", records.byteLength),
    records,
    packPadding(records.byteLength),
    // Programs that know no pax find a name of plain letters.
    tarHeader("0", "file", sizeBytes),
  ]);
}

/** How long that is, before the hash is known. */
export function packHeaderBytes(name: string): number {
  const records = paxRecordBytes("path", encodeUtf8(name).byteLength) + paxRecordBytes(PACK_SHA256, SHA256_HEX_CHARS);
  return 2 * BLOCK_BYTES + Math.ceil(records / BLOCK_BYTES) * BLOCK_BYTES;
}

/** What stands behind the bytes of a member. */
export function packPadding(sizeBytes: number): Uint8Array {
  return new Uint8Array((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

/** What ends a pack. */
export function packEnd(): Uint8Array {
  return new Uint8Array(2 * BLOCK_BYTES);
}

/** "LENGTH KEYWORD=VALUE\n", where LENGTH counts itself. */
function paxRecord(keyword: string, value: string): Uint8Array {
  const length = paxRecordBytes(keyword, encodeUtf8(value).byteLength);
  return encodeUtf8(`${length} ${keyword}=${value}\n`);
}

function paxRecordBytes(keyword: string, valueBytes: number): number {
  const rest = ` ${keyword}=\n`.length + valueBytes;
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return length;
}

/** A ustar header: an ordinary file of nobody's, from no time, so that the same files always come to the same bytes. */
function tarHeader(type: string, name: string, sizeBytes: number): Uint8Array {
  const header = new Uint8Array(BLOCK_BYTES);
  const put = (text: string, at: number) => header.set(encodeUtf8(text), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  put(name, 0);
  put(octal(0o644, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(sizeBytes, 11), 124);
  put(octal(0, 11), 136);
  put("        ", 148);
  put(type, 156);
  put("ustar\u000000", 257);
  let sum = 0;
  for (const byte of header) sum += byte;
  put(`${octal(sum, 6)}\u0000 `, 148);
  return header;
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
