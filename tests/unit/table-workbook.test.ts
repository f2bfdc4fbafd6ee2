import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { openTable } from "#lib/adapters/table";
import { AppError } from "#lib/domain/error";
import { type ReadingChoice, type TableReading, UnreadableCell } from "#lib/domain/table";
import { fileOf } from "#tests/support/table";
import { textRows, workbookOf } from "#tests/support/workbook";

type Seen = { reading?: TableReading; columns?: string[]; rows: unknown[]; fault?: unknown };

async function read(bytes: Uint8Array, choice?: ReadingChoice, name = "x.xlsx"): Promise<Seen> {
  const rows: unknown[] = [];
  try {
    const table = await openTable(fileOf(bytes, name, 1_000), choice);
    for await (const { line, values, refusal } of table.rows) {
      rows.push(refusal ? `line ${line}: ${refusal.reason}` : [line, ...[...values.values()].map(show)]);
    }
    return { reading: table.reading, columns: table.columns, rows };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { rows, fault: error.details.fault };
  }
}

const show = (cell: unknown) => (cell instanceof UnreadableCell ? `! ${cell.reason}` : cell);
const sheet = (rows: string, name = "Sheet1") => ({ name, rows });

const kinds = workbookOf({
  sheets: [
    sheet(
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>當日</t></is></c></row>' +
        '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>1.5</v></c><c r="C2" s="1"><v>45000</v></c></row>' +
        '<row r="4"><c r="A4" t="s"><v>3</v></c><c r="C4" s="2"><v>45000.5</v></c></row>' +
        '<row r="5"><c r="A5" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="B5" t="b"><v>1</v></c><c r="C5" s="0"><v>59</v></c></row>' +
        '<row r="6"><c r="A6" t="s"><v>4</v></c><c r="B6" t="e"><v>#REF!</v></c><c r="C6" s="1"><v>59</v></c></row>' +
        '<row r="7"/><row r="8"><c r="A8" t="s"><v>5</v></c><c r="B8"><v>9007199254740993</v></c><c r="C8"><f>1+1</f><v>2</v></c></row>',
    ),
  ],
  strings:
    '<si><t>text</t></si><si><t>n</t></si><si><t xml:space="preserve"> 天氣 &lt;b&gt; </t></si>' +
    "<si><r><t>rich </t></r><r><t>text</t></r><rPh><t>ふりがな</t></rPh></si><si><t>a_x000D_b_x005F_x</t></si><si><t>=1+1</t></si>",
  styles:
    '<numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs>',
});

test("a workbook's cells come as texts: shared, rich and own ones as they are, numbers in full, moments in ISO 8601", async () => {
  const { reading, columns, rows } = await read(kinds);
  expect(reading).toMatchObject({ format: "xlsx", encoding: null, header: true, sheets: ["Sheet1"], sheet: "Sheet1" });
  expect(columns).toEqual(["text", "n", "當日"]);
  expect(rows).toEqual([
    [2, " 天氣 <b> ", "1.5", "2023-03-15"],
    [4, "rich text", null, "2023-03-15T12:00:00"],
    [5, "ab", "TRUE", "59"],
    [6, "a\rb_x", "! excel_error", "1900-02-28"],
    [8, "=1+1", "! big_integer", "2"],
  ]);
});

test("the first sheet that is shown is read, another one where it is asked for, none that is not there", async () => {
  const bytes = workbookOf({
    sheets: [
      { ...sheet(textRows([["x"], ["hidden"]]), "Hidden"), state: "hidden" },
      sheet(textRows([["text"], ["first"]]), "First"),
      sheet(textRows([["text"], ["second"]]), "第二張"),
    ],
  });
  expect(await read(bytes)).toMatchObject({ rows: [[2, "first"]], reading: { sheet: "First" } });
  expect(await read(bytes, { sheet: "第二張" })).toMatchObject({ rows: [[2, "second"]] });
  expect(await read(bytes, { sheet: "none" })).toEqual({ rows: [], fault: "no_sheet" });
});

test("without a row of names the columns are letters; a row that is too wide or too long is refused alone", async () => {
  const rows = textRows([["Good morning.", "en"], ["b", "en", "more"], ["x".repeat(300_000)], ["c", "en"]]);
  const seen = await read(workbookOf({ sheets: [sheet(rows)] }));
  expect(seen.columns).toEqual(["A", "B"]);
  expect(seen.rows).toEqual([
    [1, "Good morning.", "en"],
    "line 2: too_many_cells",
    "line 3: line_too_long",
    [4, "c", "en"],
  ]);
});

test("a workbook is known by what it is, not by its name", async () => {
  expect(await read(kinds, undefined, "x.csv")).toMatchObject({ columns: ["text", "n", "當日"] });
  expect(await read(Buffer.from("id,text\n1,a\n"))).toEqual({ rows: [], fault: "not_workbook" });
  expect(await read(Buffer.from("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "latin1"))).toEqual({
    rows: [],
    fault: "old_excel",
  });
  expect(await read(zipSync({ "ppt/presentation.xml": new Uint8Array(10) }))).toEqual({ rows: [], fault: "archive" });
});

test("what is broken, too large when unpacked, or would have entities of its own is refused", async () => {
  const bomb = workbookOf({
    sheets: [sheet(`<row r="1"><c t="inlineStr"><is><t>${" ".repeat(40_000_000)}</t></is></c></row>`)],
  });
  expect(await read(bomb)).toEqual({ rows: [], fault: "too_much_unpacked" });
  expect(await read(kinds.subarray(0, kinds.length - 30))).toEqual({ rows: [], fault: "broken_workbook" });
  const entities = workbookOf({
    sheets: [sheet(textRows([["text"], ["a"]]))],
    more: { "xl/sharedStrings.xml": '<!DOCTYPE sst [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>' },
  });
  expect((await read(entities)).fault).toBe("broken_workbook");
  const wide = workbookOf({
    sheets: [sheet(`${textRows([["text"], ["a"]])}<row r="3"><c r="ZZ3"><v>1</v></c></row>`)],
  });
  expect((await read(wide)).fault).toBe("too_many_columns");
});
