import { strToU8, zipSync } from "fflate";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships";

export type SheetXml = { name: string; rows: string; state?: string };
type Parts = {
  sheets: SheetXml[];
  strings?: string;
  styles?: string;
  date1904?: boolean;
  more?: Record<string, string>;
};

const relation = (id: string, kind: string, target: string) =>
  `<Relationship Id="${id}" Type="${RELATION}/${kind}" Target="${target}"/>`;
const xml = (text: string) => strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${text}`);

/** The bytes of an .xlsx file with these rows (the XML inside sheetData), as Excel lays it out. */
export function workbookOf({ sheets, strings, styles, date1904, more = {} }: Parts): Uint8Array {
  const files: Record<string, Uint8Array> = {
    "[Content_Types].xml": xml(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`),
    "_rels/.rels": xml(
      `<Relationships xmlns="${PACKAGE}">${relation("rId1", "officeDocument", "xl/workbook.xml")}</Relationships>`,
    ),
    "xl/workbook.xml": xml(
      `<workbook xmlns="${MAIN}" xmlns:r="${RELATION}"><workbookPr date1904="${date1904 ? 1 : 0}"/><sheets>${sheets
        .map(
          ({ name, state }, at) =>
            `<sheet name="${name}" sheetId="${at + 1}" r:id="s${at}" state="${state ?? "visible"}"/>`,
        )
        .join("")}</sheets></workbook>`,
    ),
    "xl/_rels/workbook.xml.rels": xml(
      `<Relationships xmlns="${PACKAGE}">${sheets
        .map((_, at) => relation(`s${at}`, "worksheet", `worksheets/sheet${at + 1}.xml`))
        .join(
          "",
        )}${relation("t", "sharedStrings", "sharedStrings.xml")}${relation("y", "styles", "/xl/styles.xml")}</Relationships>`,
    ),
  };
  for (const [at, { rows }] of sheets.entries())
    files[`xl/worksheets/sheet${at + 1}.xml`] = xml(
      `<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`,
    );
  if (strings !== undefined) files["xl/sharedStrings.xml"] = xml(`<sst xmlns="${MAIN}">${strings}</sst>`);
  if (styles !== undefined) files["xl/styles.xml"] = xml(`<styleSheet xmlns="${MAIN}">${styles}</styleSheet>`);
  for (const [name, text] of Object.entries(more)) files[name] = xml(text);
  return zipSync(files, { level: 6 });
}

/** Rows of texts that stand in their own cells. */
export function textRows(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) =>
    `<c t="inlineStr"><is><t>${text.replace(/&/g, "&amp;").replace(/</g, "&lt;")}</t></is></c>`;
  return rows.map((cells, at) => `<row r="${at + 1}">${cells.map(cell).join("")}</row>`).join("");
}
