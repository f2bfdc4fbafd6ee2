import { getDocumentProxy } from "unpdf";
import { limits } from "#lib/domain/limits";
import type { DocumentSplit } from "#lib/domain/table";
import { documentLines } from "./document-rows";
import { DOCUMENT_COLUMNS } from "./document-text";
import { fileFault } from "./table-fault";
import type { ChildTable, RangeReader } from "./table-range";

const READ_BYTES = 1_048_576;
// Of the height of a line: a larger gap begins a paragraph.
const GAP = 1.6;

type Proxy = Awaited<ReturnType<typeof getDocumentProxy>>;

/** The text of a PDF, page by page, by PDF.js: nothing is drawn, and no script of the file runs. What is only a picture of text has none. */
export async function openPdf(file: RangeReader, split: DocumentSplit): Promise<ChildTable> {
  if (file.sizeBytes > limits.documentBytes) {
    throw fileFault("document_too_large", { maxBytes: limits.documentBytes, maxPages: limits.documentPages });
  }
  const pdf = await open(await readAll(file));
  if (pdf.numPages > limits.documentPages) {
    throw fileFault("document_too_large", { maxBytes: limits.documentBytes, maxPages: limits.documentPages });
  }
  return {
    ...{ format: "pdf", split, columns: DOCUMENT_COLUMNS, sheets: [], sheet: null, unusable: [] },
    rows: () => documentLines(readParagraphs(pdf, file.sizeBytes), split),
  };
}

async function open(data: Uint8Array): Promise<Proxy> {
  try {
    return await getDocumentProxy(data, { isEvalSupported: false, disableFontFace: true, stopAtErrors: false });
  } catch (error) {
    const isLocked = error instanceof Error && error.name === "PasswordException";
    throw fileFault(isLocked ? "encrypted_document" : "broken_document");
  }
}

async function readAll(file: RangeReader): Promise<Uint8Array> {
  const all = new Uint8Array(file.sizeBytes);
  for (let from = 0; from < file.sizeBytes; from += READ_BYTES) {
    all.set(await file.read(from, Math.min(file.sizeBytes, from + READ_BYTES)), from);
  }
  return all;
}

async function* readParagraphs(pdf: Proxy, sizeBytes: number): AsyncGenerator<{ text: string; at: number }> {
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    const at = Math.round((number / pdf.numPages) * sizeBytes);
    for (const text of paragraphsIn(items as PdfItem[])) yield { text, at };
    page.cleanup();
  }
}

/** A piece of text and where it stands: `transform` ends with x and y, from the left and from the bottom. */
type PdfItem = { str?: string; hasEOL?: boolean; height?: number; transform?: number[] };

/** Lines that stand close to each other are one paragraph; a page's end ends it, for what stands there may be its number. */
function paragraphsIn(items: readonly PdfItem[]): string[] {
  const paragraphs: string[] = [];
  let text = "";
  let line = "";
  let lastY: number | undefined;
  const endLine = () => {
    text = joinLines(text, line.trim());
    line = "";
  };
  for (const { str = "", hasEOL = false, height = 0, transform = [] } of items) {
    const y = transform[5];
    if (str.trim() !== "" && line === "" && y !== undefined) {
      if (lastY !== undefined && Math.abs(lastY - y) > GAP * Math.max(height, 1)) {
        paragraphs.push(text);
        text = "";
      }
      lastY = y;
    }
    line += str;
    if (hasEOL) endLine();
  }
  endLine();
  return [...paragraphs, text];
}

const CJK = /[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]/;

/** Chinese and Japanese go on without a space; a word that was divided at the end of its line is left so, for its hyphen may be its own. */
function joinLines(before: string, after: string): string {
  if (before === "" || after === "") return before + after;
  return CJK.test(before.at(-1) ?? "") || CJK.test(after[0] ?? "") ? before + after : `${before} ${after}`;
}
