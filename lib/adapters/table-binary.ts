import type { TableFile } from "#lib/domain/adapter";
import { fileFault } from "./table-fault";

const HEAD_BYTES = 16;

const bytes = (text: string) => [...Buffer.from(text, "latin1")];
const ZIP = [bytes("PK\x03\x04"), bytes("PK\x05\x06"), bytes("PK\x07\x08")];
const PARQUET = [bytes("PAR1")];
const OLD_EXCEL = [bytes("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")];
const ENCRYPTED_PARQUET = [bytes("PARE")];
const ARCHIVES = ["\x1f\x8b", "7z\xbc\xaf", "Rar!\x1a", "BZh", "\xfd7zXZ", "\x28\xb5\x2f\xfd"].map(bytes);
// Each long enough that no honest text begins with it.
const PDF = [bytes("%PDF-")];
const OTHERS = [
  "\x89PNG\r\n",
  "\xff\xd8\xff",
  "GIF87a",
  "GIF89a",
  "RIFF",
  "OggS\x00",
  "fLaC\x00",
  "ID3\x03",
  "ID3\x04",
  "\x7fELF",
  "SQLite format 3\x00",
  "Obj\x01",
  "ARROW1\x00",
  "{\\rtf1",
].map(bytes);

/** Which of the formats that are no text a file has by its first bytes; undefined for a text. Refuses what can be no table. */
export async function sniffBinary(file: TableFile): Promise<"zip" | "parquet" | "pdf" | undefined> {
  const head = await readHead(file);
  const starts = (magics: readonly number[][]) =>
    magics.some((magic) => magic.every((byte, position) => head[position] === byte));
  if (starts(ZIP)) return "zip";
  if (starts(PARQUET)) return "parquet";
  if (starts(PDF)) return "pdf";
  if (starts(ENCRYPTED_PARQUET)) throw fileFault("unsupported_parquet");
  if (starts(OLD_EXCEL)) throw fileFault(isWord(file.name) ? "old_document" : "old_excel");
  if (starts(ARCHIVES)) throw fileFault("archive");
  if (starts(OTHERS)) throw fileFault("not_table");
  const extension = file.name.toLowerCase().split(".").at(-1);
  if (head.length > 0 && extension === "parquet") throw fileFault("not_parquet");
  if (head.length > 0 && extension === "xlsx") throw fileFault("not_workbook");
  if (head.length > 0 && (extension === "pdf" || isWord(file.name))) throw fileFault("broken_document");
  return undefined;
}

/** True for what calls itself a Word document. */
export function isWord(name: string): boolean {
  return /\.docx?$/i.test(name);
}

async function readHead(file: TableFile): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  for await (const chunk of file.read()) {
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    if (head.length >= HEAD_BYTES) break;
  }
  return head.subarray(0, HEAD_BYTES);
}
