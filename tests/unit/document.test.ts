import { deflateSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { openTable } from "#lib/adapters/table";
import type { ReadingChoice } from "#lib/domain/table";
import { docxParagraph, makeDocx, makePdf, pdfLines } from "../support/document";

const PIECE = 1_000;

function fileOf(name: string, bytes: Buffer) {
  return {
    name,
    sizeBytes: bytes.length,
    read: async function* (from = 0) {
      for (let at = from; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
    },
  };
}

async function read(name: string, bytes: Buffer | string, choice: ReadingChoice = {}) {
  const { reading, columns, rows } = await openTable(fileOf(name, Buffer.from(bytes)), choice);
  const found = [];
  for await (const row of rows) found.push(row.refusal?.reason ?? row.values?.get("text"));
  expect(columns).toEqual(["text"]);
  return { format: reading.format, split: reading.split, rows: found };
}

const faultOf = (name: string, bytes: Buffer) =>
  read(name, bytes).then(
    () => "taken",
    (error) => error.details?.fault ?? error,
  );

const MARKDOWN = "# Harbour\n\nThe ferry leaves\nat six, not at seven.\n\n\n- one\n- two\n";

test("Markdown, and text with paragraphs, is a document: whole, or a row for each of its paragraphs", async () => {
  const whole = { format: "text", split: "whole", rows: [MARKDOWN.trim()] };
  expect(await read("notes.md", MARKDOWN)).toEqual(whole);
  expect(await read("notes.txt", MARKDOWN)).toEqual(whole);
  const paragraphs = ["# Harbour", "The ferry leaves\nat six, not at seven.", "- one\n- two"];
  expect(await read("notes.md", MARKDOWN, { split: "paragraphs" })).toMatchObject({ rows: paragraphs });
  // Line ends of other systems, and a mark at the beginning.
  const other = `\ufeff${MARKDOWN.replaceAll("\n", "\r\n")}`;
  const { rows } = await read("notes.md", other, { split: "paragraphs" });
  expect(rows.map((row) => String(row).replaceAll("\r\n", "\n"))).toEqual(paragraphs);
  const big5 = Buffer.from("a4a4a4e5", "hex");
  expect(await read("a.txt", big5, { format: "text", encoding: "big5" })).toMatchObject({ rows: ["中文"] });
});

test("a list of sentences under .txt stays a table", async () => {
  const { reading } = await openTable(fileOf("list.txt", Buffer.from("text\nOne.\nTwo.\n")));
  expect(reading).toMatchObject({ format: "csv", split: null });
});

test("a text longer than a row may be is refused as such, and the others are read", async () => {
  const long = "word ".repeat(60_000);
  expect((await read("long.md", `One.\n\n${long}\n\nTwo.`)).rows).toEqual(["line_too_long"]);
  const { rows } = await read("long.md", `One.\n\n${long}\n\nTwo.`, { split: "paragraphs" });
  expect(rows).toEqual(["One.", "line_too_long", "Two."]);
});

test("of a Word document its running text is read: tabs, breaks, tables; nothing that was deleted or moved away", async () => {
  const body = [
    docxParagraph("渡輪六點開航。"),
    docxParagraph(""),
    "<w:p><w:r><w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three &amp; four</w:t></w:r></w:p>",
    "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:r><w:t>kept</w:t></w:r></w:p>",
    `<w:tbl><w:tr><w:tc>${docxParagraph("cell")}</w:tc></w:tr></w:tbl>`,
  ].join("");
  const rows = ["渡輪六點開航。", "One\ttwo\nthree & four", "kept", "cell"];
  const document = makeDocx(body);
  expect(await read("a.docx", document, { split: "paragraphs" })).toEqual({
    format: "docx",
    split: "paragraphs",
    rows,
  });
  expect(await read("a.docx", document)).toEqual({ format: "docx", split: "whole", rows: [rows.join("\n\n")] });
});

test("of a PDF lines that stand close are one paragraph", async () => {
  const page = makePdf(
    pdfLines([
      ["A ferry leaves", 0],
      ["in the fog.", 14],
      ["Another one waits.", 40],
    ]),
  );
  const rows = ["A ferry leaves in the fog.", "Another one waits."];
  expect(await read("a.pdf", page, { split: "paragraphs" })).toEqual({ format: "pdf", split: "paragraphs", rows });
  expect((await read("a.pdf", page)).rows).toEqual([rows.join("\n\n")]);
});

test("what cannot be read says why: pictures of text, passwords, damage, old files, other files under these names", async () => {
  expect(await faultOf("scan.pdf", makePdf("0 0 100 100 re f"))).toBe("no_text");
  expect(await faultOf("empty.docx", makeDocx(docxParagraph(" ")))).toBe("no_text");
  const key = "<".concat("41".repeat(32), ">");
  const locked = makePdf(pdfLines([["secret", 0]]), `/Encrypt 6 0 R/ID[${key}${key}]`, [
    `<</Filter/Standard/V 1/R 2/O ${key}/U ${key}/P -4>>`,
  ]);
  expect(await faultOf("locked.pdf", locked)).toBe("encrypted_document");
  expect(await faultOf("cut.pdf", Buffer.from("%PDF-1.4\n1 0 obj<</Type/Cat"))).toBe("broken_document");
  expect(await faultOf("a.pdf", Buffer.from("no PDF at all"))).toBe("broken_document");
  expect(await faultOf("a.docx", Buffer.from("no Word at all"))).toBe("broken_document");
  expect(await faultOf("a.docx", makeDocx("<w:p>").subarray(0, 200))).toBe("broken_document");
  const other = Buffer.from(zipSync({ "photo.jpg": strToU8("x") }));
  expect(await faultOf("a.docx", other)).toBe("broken_document");
  const old = Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(512)]);
  expect(await faultOf("a.doc", old)).toBe("old_document");
  expect(await faultOf("a.xls", old)).toBe("old_excel");
});

test("hostile documents cost a process of their own: entities, depth, what unfolds", async () => {
  const entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>';
  expect(await faultOf("a.docx", makeDocx(docxParagraph("&b;"), entities))).toBe("broken_document");
  expect(await faultOf("a.docx", makeDocx("<w:x>".repeat(500)))).toBe("broken_document");
  expect(await faultOf("a.docx", makeDocx(docxParagraph(" ".repeat(60_000_000))))).toBe("too_much_unpacked");
  const bomb = makePdf(deflateSync(Buffer.alloc(700_000_000, " "), { level: 1 }));
  expect(bomb.length).toBeLessThan(8_000_000);
  expect(await faultOf("bomb.pdf", bomb)).toMatch(/^(broken_document|no_text)$/);
});

const inZip = (files: Record<string, Buffer | string>) =>
  Buffer.from(
    zipSync(
      Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, new Uint8Array(Buffer.from(bytes))])),
    ),
  );

async function readZip(bytes: Buffer, choice: ReadingChoice = {}) {
  const { reading, columns, rows } = await openTable(fileOf("letters.zip", bytes), choice);
  expect({ format: reading.format, columns }).toEqual({ format: "documents", columns: ["file", "text"] });
  const found = [];
  for await (const { line, values, refusal } of rows) {
    found.push([line, values?.get("file") ?? refusal?.detail, values?.get("text") ?? refusal?.reason]);
  }
  return found;
}

test("a ZIP of documents is a row for each of them, or for each of their paragraphs; what cannot be taken has its name and reason", async () => {
  const zip = inZip({
    "letters/one.txt": "One line.\n\nAnother.\n",
    "letters/two.docx": makeDocx(["渡輪六點開航。", "Not at seven."].map(docxParagraph).join("")),
    "three.pdf": makePdf(pdfLines([["A page.", 0]])),
    "photo.jpg": "no picture",
    "broken.docx": "no ZIP",
    "scan.pdf": makePdf(""),
    "locked.pdf": makePdf("", "/Encrypt 6 0 R/ID[<00><00>]", ["<</Filter/Standard/V 1/R 2/O<00>/U<00>/P -4>>"]),
    "big5.txt": Buffer.from("a4a4a4e5", "hex"),
    "long.md": "word ".repeat(60_000),
    "鐘\u0007.txt": "A name that cannot be shown.",
    "__MACOSX/._one.txt": "litter",
    "last.md": "Last.",
  });
  const refused = [
    ["photo.jpg", "document_kind"],
    ["broken.docx", "document_broken"],
    ["scan.pdf", "document_empty"],
    ["locked.pdf", "document_locked"],
    ["big5.txt", "document_encoding"],
    ["262144", "line_too_long"],
    ["鐘\u0007.txt", "document_name"],
  ];
  const whole = [
    ["letters/one.txt", "One line.\n\nAnother."],
    ["letters/two.docx", "渡輪六點開航。\n\nNot at seven."],
    ["three.pdf", "A page."],
    ...refused,
    ["last.md", "Last."],
  ];
  const counted = (rows: string[][]) => rows.map((row, at) => [at + 1, ...row]);
  expect(await readZip(zip)).toEqual(counted(whole));
  const paragraphs = [
    ["letters/one.txt", "One line."],
    ["letters/one.txt", "Another."],
    ["letters/two.docx", "渡輪六點開航。"],
    ["letters/two.docx", "Not at seven."],
    ...whole.slice(2),
  ];
  expect(await readZip(zip, { split: "paragraphs" })).toEqual(counted(paragraphs));
});

test("a ZIP without a document in it, and one that was cut short, are refused whole", async () => {
  expect(await faultOf("tables.zip", inZip({ "a.csv": "text\nOne.\n" }))).toBe("archive");
  // What a note beside a table is about is the table.
  expect(await faultOf("tables.zip", inZip({ "a.csv": "text\nOne.\n", "readme.txt": "About a.csv." }))).toBe("archive");
  // No name of a file leads out of its folder by mistake.
  expect(await faultOf("letters.zip", inZip({ "one.txt": "One.", "../two.txt": "Two." }))).toBe("archive");
  const cut = inZip({ "one.txt": "One line." }).subarray(0, -30);
  expect(await faultOf("letters.zip", cut)).toBe("broken_workbook");
});

test("a failing store is no fault of a document's: nothing is refused for it", async () => {
  const bytes = inZip({ "one.txt": "x".repeat(400_000), "two.txt": "Two." });
  const file = fileOf("letters.zip", bytes);
  let reads = 0;
  const read = async function* (from = 0) {
    reads += 1;
    if (from < 100 && reads > 2) throw new Error("the disk is gone");
    yield* file.read(from);
  };
  const { rows } = await openTable({ ...file, read });
  const all = (async () => {
    for await (const { refusal } of rows) expect(refusal?.reason ?? "line_too_long").toBe("line_too_long");
  })();
  await expect(all).rejects.toThrow("the disk is gone");
});
