import type { ReadingChoice } from "#lib/domain/table";
import { DOCX_PART, openDocx } from "./document-docx";
import { holdsDocuments, openDocuments } from "./document-zip";
import { fileFault } from "./table-fault";
import type { ChildTable, RangeReader } from "./table-range";
import { readDateStyles } from "./workbook-date";
import { readSheet } from "./workbook-sheet";
import { noStrings, readStrings } from "./workbook-strings";
import { type Attributes, attribute, readXml } from "./workbook-xml";
import { openZip, type WorkbookZip } from "./workbook-zip";

type Relation = { id: string; type: string; part: string };
type Sheet = { name: string; part: string; isHidden: boolean };

/** What a ZIP holds: a Word document, several documents of any kind, or else a workbook. */
export async function openOffice(file: RangeReader, { sheet, split = "whole" }: ReadingChoice): Promise<ChildTable> {
  const zip = await openZip(file);
  if (zip.has(DOCX_PART)) return openDocx(zip, split, file.sizeBytes);
  return holdsDocuments(zip) ? openDocuments(zip, split, file.sizeBytes) : openWorkbook(zip, file, sheet);
}

/** Reads one sheet of an Excel workbook (ECMA-376): the first that is shown, or the one asked for. A formula counts as its last result. */
async function openWorkbook(zip: WorkbookZip, file: RangeReader, wanted: string | undefined): Promise<ChildTable> {
  const workbook = await findWorkbook(zip);
  const relations = await readRelations(zip, workbook);
  const { sheets, is1904 } = await readSheets(zip, workbook, relations);
  const shown = sheets.find(({ isHidden }) => !isHidden) ?? sheets[0];
  const chosen = wanted === undefined ? shown : sheets.find(({ name }) => name === wanted);
  if (!chosen) throw fileFault("no_sheet");
  const partOf = (kind: string) => relations.find(({ type }) => type.endsWith(`/${kind}`))?.part;
  return {
    ...{
      format: "xlsx",
      split: null,
      columns: null,
      sheets: sheets.map(({ name }) => name),
      sheet: chosen.name,
      unusable: [],
    },
    rows: async function* () {
      const styles = partOf("styles");
      const texts = partOf("sharedStrings");
      const dateStyles = styles ? await readDateStyles(zip, styles) : [];
      const strings = texts ? await readStrings(zip, texts) : noStrings;
      try {
        const part = await zip.open(chosen.part);
        if (!part) throw fileFault("broken_workbook");
        yield* readSheet(part, { strings, dateStyles, is1904 }, file.sizeBytes);
      } finally {
        strings.close();
      }
    },
  };
}

/** The part that is the workbook; refuses what is another kind of file in a ZIP. */
async function findWorkbook(zip: WorkbookZip): Promise<string> {
  const roots = zip.has("_rels/.rels") ? await readRelations(zip, "") : [];
  const part = roots.find(({ type }) => type.endsWith("/officeDocument"))?.part ?? "xl/workbook.xml";
  if (!zip.has(part) || !/workbook/i.test(part)) throw fileFault("archive");
  if (!part.toLowerCase().endsWith(".xml")) throw fileFault("not_workbook");
  return part;
}

async function readRelations(zip: WorkbookZip, part: string): Promise<Relation[]> {
  const folder = part.slice(0, part.lastIndexOf("/") + 1);
  const opened = await zip.open(`${folder}_rels/${part.slice(folder.length)}.rels`);
  const relations: Relation[] = [];
  if (!opened) return relations;
  await readXml(opened.bytes, {
    open: (name: string, attributes: Attributes) => {
      const { Id: id, Type: type, Target: target, TargetMode: mode } = attributes;
      if (name !== "Relationship" || mode === "External" || !id || !type || !target) return;
      if (relations.length < 5_000) relations.push({ id, type, part: resolvePart(folder, target) });
    },
  });
  return relations;
}

/** "worksheets/sheet1.xml" seen from "xl/"; a name that leaves the file names nothing in it. */
function resolvePart(folder: string, target: string): string {
  return new URL(target, `part:///${folder}`).pathname.replace(/^\/+/, "");
}

async function readSheets(
  zip: WorkbookZip,
  workbook: string,
  relations: readonly Relation[],
): Promise<{ sheets: Sheet[]; is1904: boolean }> {
  const opened = await zip.open(workbook);
  if (!opened) throw fileFault("broken_workbook");
  const sheets: Sheet[] = [];
  let is1904 = false;
  await readXml(opened.bytes, {
    open: (name: string, attributes: Attributes) => {
      if (name === "workbookPr") is1904 = /^(?:1|true)$/.test(attributes.date1904 ?? "");
      if (name !== "sheet" || sheets.length >= 500) return;
      const relation = relations.find(({ id }) => id === attribute(attributes, "id"));
      if (!relation?.type.endsWith("/worksheet")) return;
      const title = (attributes.name ?? "").slice(0, 100);
      sheets.push({ name: title, part: relation.part, isHidden: (attributes.state ?? "visible") !== "visible" });
    },
  });
  return { sheets, is1904 };
}
