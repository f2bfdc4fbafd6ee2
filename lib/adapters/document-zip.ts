import type { Readable } from "node:stream";
import { isLitter, isUnsafeName } from "#lib/domain/archive";
import { isAppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { type DocumentReason, type DocumentSplit, type FileFault, isDocumentName } from "#lib/domain/table";
import { DOCX_PART, openDocx } from "./document-docx";
import { readDocumentRows } from "./document-text";
import { utf8Chunks } from "./table-encoding";
import { fileFault } from "./table-fault";
import { type ChildTable, type RangeReader, StoreFailure } from "./table-range";
import type { WireLine } from "./table-wire";
import { openZip, type WorkbookZip } from "./workbook-zip";

/** A document's name and its text. */
const COLUMNS = ["file", "text"];

const reasons: Partial<Record<FileFault, DocumentReason>> = {
  empty: "document_empty",
  no_text: "document_empty",
  not_utf8: "document_encoding",
  utf16_unmarked: "document_encoding",
  encrypted_document: "document_locked",
  document_too_large: "document_large",
  too_much_unpacked: "document_large",
};

/** Documents that a person would mean: not what a file manager put beside them, nor what is part of a workbook. */
const namesIn = (zip: WorkbookZip) => zip.names().filter((name) => !isLitter(name));

const TABLE_NAME = /\.(?:csv|tsv|tab|jsonl?|ndjson|xlsx|parquet)$/i;

/** True for a ZIP of documents: no file of an office program itself, and no table with a note beside it, which is to be unpacked. */
export function holdsDocuments(zip: WorkbookZip): boolean {
  const names = namesIn(zip);
  return !zip.has("[Content_Types].xml") && names.some(isDocumentName) && !names.some((name) => TABLE_NAME.test(name));
}

/**
 * Every document of a ZIP, each a row or each of its paragraphs one. Rows are counted over all of them. What cannot be read, or is no
 * document, is a refused row with its name, and the others are taken.
 */
export function openDocuments(zip: WorkbookZip, split: DocumentSplit, sizeBytes: number): ChildTable {
  return {
    ...{ format: "documents", split, columns: COLUMNS, sheets: [], sheet: null, unusable: [] },
    rows: async function* () {
      const names = namesIn(zip);
      let row = 0;
      for (const [at, name] of names.entries()) {
        try {
          for await (const cells of readOne(zip, name, split)) yield { r: ++row, c: cells };
        } catch (error) {
          yield { r: ++row, x: reasonOf(error), d: name.slice(0, limits.archiveNameChars) } satisfies WireLine;
        }
        yield { at: Math.round(((at + 1) / names.length) * sizeBytes) };
      }
    },
  };
}

/** Cells of a document's rows; null for one that is longer than a row may be. */
async function* readOne(zip: WorkbookZip, name: string, split: DocumentSplit): AsyncGenerator<string[] | null> {
  if (isUnsafeName(name)) throw new NotTaken("document_name");
  if (!isDocumentName(name)) throw new NotTaken("document_kind");
  const part = await zip.open(name);
  if (!part) throw fileFault("broken_document");
  if (!/\.(?:docx|pdf)$/i.test(name)) {
    for await (const { values } of readDocumentRows(utf8Chunks(part.bytes).chunks, split)) {
      yield values ? [name, String(values.get("text"))] : null;
    }
    return;
  }
  const file = asRanges(await readWhole(part.bytes));
  for await (const line of (await openBinary(name, file, split)).rows()) {
    if ("c" in line) yield line.c === null ? null : [name, String(line.c[0])];
  }
}

async function openBinary(name: string, file: RangeReader, split: DocumentSplit): Promise<ChildTable> {
  if (/\.pdf$/i.test(name)) return (await import("./document-pdf")).openPdf(file, split);
  const inner = await openZip(file);
  if (!inner.has(DOCX_PART)) throw fileFault("broken_document");
  return openDocx(inner, split, file.sizeBytes);
}

/** The bytes of a document, which its reader wants at any place. */
async function readWhole(source: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > limits.documentBytes) throw fileFault("document_too_large");
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

function asRanges(bytes: Buffer): RangeReader {
  return { sizeBytes: bytes.length, read: async (from, to) => new Uint8Array(bytes.subarray(from, to)) };
}

class NotTaken extends Error {
  readonly reason: DocumentReason;

  constructor(reason: DocumentReason) {
    super(reason);
    this.reason = reason;
  }
}

/** What a reader throws at a document is that document's fault, but for the store's; what it says more exactly is kept. */
function reasonOf(error: unknown): DocumentReason {
  if (error instanceof StoreFailure) throw error;
  if (error instanceof NotTaken) return error.reason;
  if (!isAppError(error, "batch.file_refused")) return "document_broken";
  return reasons[error.details.fault as FileFault] ?? "document_broken";
}
