import { Unzip, UnzipInflate } from "fflate";
import { isNamedClaim } from "#lib/domain/claim";
import { joinBytes } from "#lib/ledger/hash";
import { type HeldFile, holdFile, READ_BYTES } from "./check-file";

const RECEIPT = /\.tlog-proof$/i;
const PERHAPS_CLAIM = /\.json$/i;
const MAX_ARCHIVE_BYTES = 256 * 1_048_576;
const MAX_UNPACKED_BYTES = 256 * 1_048_576;
const MAX_RECEIPTS = 5_000;
const PIECE_BYTES = 65_536;
const ZIP_START = [0x50, 0x4b, 0x03, 0x04];

/**
 * The receipts inside a ZIP, such as "download all" makes, and claims of a balance; undefined for a file that is none. Each is cut off at a size that no receipt
 * has. Rejects when the archive is broken, or unfolds to more than anybody's receipts.
 */
export async function openArchive(file: File): Promise<HeldFile[] | undefined> {
  const start = new Uint8Array(await file.slice(0, ZIP_START.length).arrayBuffer());
  if (!ZIP_START.every((byte, at) => start[at] === byte)) return undefined;
  if (file.size > MAX_ARCHIVE_BYTES) throw new RangeError("the archive is too large");
  const found: HeldFile[] = [];
  let unpacked = 0;
  const unzip = new Unzip((entry) => {
    const isReceipt = RECEIPT.test(entry.name);
    if ((!isReceipt && !PERHAPS_CLAIM.test(entry.name)) || found.length >= MAX_RECEIPTS) return;
    const parts: Uint8Array[] = [];
    let size = 0;
    entry.ondata = (error, data, isLast) => {
      if (error) throw error;
      if (size < READ_BYTES) parts.push(data.slice(0, READ_BYTES - size));
      size += data.length;
      unpacked += data.length;
      if (unpacked > MAX_UNPACKED_BYTES) throw new RangeError("the archive unfolds without end");
      if (!isLast) return;
      const bytes = joinBytes(...parts);
      if (isReceipt || isNamedClaim(bytes)) found.push(holdFile(entry.name, bytes));
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    const piece = new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer());
    unzip.push(piece, at + PIECE_BYTES >= file.size);
  }
  return found;
}
