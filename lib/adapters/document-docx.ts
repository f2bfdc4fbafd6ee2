import type { DocumentSplit } from "#lib/domain/table";
import { documentLines } from "./document-rows";
import { DOCUMENT_COLUMNS } from "./document-text";
import { fileFault } from "./table-fault";
import type { ChildTable } from "./table-range";
import { parseXml } from "./workbook-xml";
import type { WorkbookZip } from "./workbook-zip";

export const DOCX_PART = "word/document.xml";

// What was moved away stands where it came from, too; a drawing's words stand a second time for old readers.
const PASSED_OVER = new Set(["moveFrom", "Fallback"]);
const breaks: Record<string, string> = { tab: "\t", br: "\n", cr: "\n", noBreakHyphen: "-" };

/** The running text of a Word document (ECMA-376, part 1, 17.3): paragraph by paragraph, without what was deleted, notes, headers. */
export function openDocx(zip: WorkbookZip, split: DocumentSplit, sizeBytes: number): ChildTable {
  return {
    ...{ format: "docx", split, columns: DOCUMENT_COLUMNS, sheets: [], sheet: null, unusable: [] },
    rows: () => documentLines(readParagraphs(zip, sizeBytes), split),
  };
}

async function* readParagraphs(zip: WorkbookZip, fileBytes: number): AsyncGenerator<{ text: string; at: number }> {
  const part = await zip.open(DOCX_PART);
  if (!part) throw fileFault("broken_document");
  // A text box stands inside a paragraph, and has paragraphs of its own.
  const open: string[] = [];
  let found: string[] = [];
  let passedOver = 0;
  let isText = false;
  const add = (text: string) => {
    if (passedOver === 0 && open.length > 0) open.push(`${open.pop()}${text}`);
  };
  const handler = {
    open: (name: string) => {
      if (PASSED_OVER.has(name)) passedOver += 1;
      else if (name === "p") open.push("");
      else if (name === "t") isText = true;
      else if (name in breaks && open.length > 0) add(breaks[name] ?? "");
    },
    text: (piece: string) => {
      if (isText) add(piece);
    },
    close: (name: string) => {
      if (PASSED_OVER.has(name)) passedOver -= 1;
      else if (name === "t") isText = false;
      else if (name === "p") found.push(open.pop() ?? "");
    },
  };
  const take = (readBytes: number) => {
    const taken = found.map((text) => ({ text, at: Math.round((readBytes / part.sizeBytes) * fileBytes) }));
    found = [];
    return taken;
  };
  yield* parseXml(part.bytes, handler, take);
}
