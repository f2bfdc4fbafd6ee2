import { deflateSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";

const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** A Word document whose body is this XML. */
export function makeDocx(body: string, head = ""): Buffer {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>${head}<w:document ${WORD}><w:body>${body}</w:body></w:document>`;
  const types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>';
  return Buffer.from(zipSync({ "[Content_Types].xml": strToU8(types), "word/document.xml": strToU8(xml) }));
}

export const docxParagraph = (text: string) => `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

/** A PDF of one page with these drawing commands, or with a stream that is packed already; `trailer` goes into its last part. */
export function makePdf(commands: string | Buffer, trailer = "", more: readonly string[] = []): Buffer {
  const stream = typeof commands === "string" ? deflateSync(commands) : commands;
  const objects: Buffer[] = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    Buffer.concat([
      Buffer.from(`<</Length ${stream.length}/Filter/FlateDecode>>stream\n`),
      stream,
      Buffer.from("\nendstream"),
    ]),
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ...more,
  ].map((part, at) => Buffer.concat([Buffer.from(`${at + 1} 0 obj`), Buffer.from(part), Buffer.from("endobj\n")]));
  const head = Buffer.from("%PDF-1.4\n");
  let at = head.length;
  const places = objects.map((part) => {
    const place = at;
    at += part.length;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join("")}`;
  const end = `${table}trailer<</Size ${objects.length + 1}/Root 1 0 R${trailer}>>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.concat([head, ...objects, Buffer.from(end)]);
}

/** Lines of a page, each this far below the one before. */
export function pdfLines(lines: readonly (readonly [text: string, gap: number])[]): string {
  const drawn = lines.map(([text, gap]) => `0 -${gap} Td (${text}) Tj`).join("\n");
  return `BT /F1 12 Tf 72 800 Td\n${drawn}\nET`;
}
