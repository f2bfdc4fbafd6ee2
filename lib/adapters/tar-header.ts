import { AppError } from "#lib/domain/error";

/*
 * Headers of a TAR: POSIX.1-2001 (ustar and pax) and GNU's long names. All of it is text of fixed places in blocks of 512 bytes.
 */
export const TAR_BLOCK_BYTES = 512;

/** `type` is the header's own letter: 0 a file, 5 a folder, x g L K what belongs to the next header. */
export type TarHeader = { name: string; sizeBytes: number; type: string };

const CHECKSUM = [148, 156] as const;
const BINARY_SIZE = 0x80;
const SPACE = 0x20;
const PAX_RECORD = /^(\d{1,7}) ([^=]*)=/s;
const decoder = new TextDecoder();

/** A header; undefined for a block of zeros. Throws archive.unreadable for what is none. */
export function readTarHeader(block: Uint8Array): TarHeader | undefined {
  let sum = 0;
  for (let at = 0; at < TAR_BLOCK_BYTES; at += 1) {
    sum += at >= CHECKSUM[0] && at < CHECKSUM[1] ? SPACE : (block[at] ?? 0);
  }
  if (sum === SPACE * (CHECKSUM[1] - CHECKSUM[0])) return undefined;
  const magic = latin(block, 257, 263);
  if (sum !== octal(block, ...CHECKSUM) || !magic.startsWith("ustar")) throw new AppError("archive.unreadable");
  const prefix = magic === "ustar\0" ? tarText(block.subarray(345, 500)) : "";
  const name = tarText(block.subarray(0, 100));
  const letter = latin(block, 156, 157);
  return {
    name: prefix ? `${prefix}/${name}` : name,
    sizeBytes: sizeOf(block),
    // Programs of before POSIX wrote nothing for a file, and a folder by its name alone.
    type: letter === "\0" ? (name.endsWith("/") ? "5" : "0") : letter,
  };
}

/** Text up to its first NUL. */
export function tarText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Records of a pax header: "LENGTH KEYWORD=VALUE\n", where LENGTH counts the whole record. Throws archive.unreadable. */
export function readPax(bytes: Uint8Array): Record<string, string> {
  const records: Record<string, string> = {};
  for (let at = 0; at < bytes.byteLength && bytes[at] !== 0; ) {
    const [, digits = "", keyword = ""] = PAX_RECORD.exec(latin(bytes, at, at + 300)) ?? [];
    const length = Number(digits);
    const end = at + length;
    const value = at + digits.length + keyword.length + 2;
    if (digits === "" || end > bytes.byteLength || value >= end) throw new AppError("archive.unreadable");
    records[keyword] = decoder.decode(bytes.subarray(value, end - 1));
    at = end;
  }
  return records;
}

function latin(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function octal(bytes: Uint8Array, from: number, to: number): number {
  return Number.parseInt(latin(bytes, from, to).replaceAll("\0", " ").trim() || "0", 8);
}

/** In octal digits, or of a large file in binary. */
function sizeOf(block: Uint8Array): number {
  const first = block[124] ?? 0;
  if (first < BINARY_SIZE) return octal(block, 124, 136);
  return block.subarray(125, 136).reduce((size, byte) => size * 256 + byte, first - BINARY_SIZE);
}
