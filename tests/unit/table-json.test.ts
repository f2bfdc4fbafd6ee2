import { expect, test } from "vitest";
import { openTable } from "#lib/adapters/table";
import type { TableRow } from "#lib/domain/batch";
import { AppError } from "#lib/domain/error";
import { fileOf } from "#tests/support/table";

function show(row: TableRow): unknown {
  return row.refusal
    ? `line ${row.line}: ${row.refusal.reason}`
    : { line: row.line, ...Object.fromEntries(row.values) };
}

async function read(text: string | Uint8Array, fileName = "x.json", chunkBytes = 65_536): Promise<unknown[]> {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  try {
    const table = await openTable(fileOf(bytes, fileName, chunkBytes));
    const rows: unknown[] = [table.reading.format];
    for await (const row of table.rows) rows.push(show(row));
    return rows;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [error.details.fault, error.details.line];
  }
}

/** Read whole and in every small size of chunk, which must come to the same. */
async function readAll(text: string, fileName?: string): Promise<unknown[]> {
  const whole = await read(text, fileName);
  for (const size of [1, 2, 3, 5, 7]) expect(await read(text, fileName, size)).toEqual(whole);
  return whole;
}

const two = ["json", { line: 2, text: "天氣" }, { line: 3, text: "b" }];

test("an array of objects is read, each with the line it starts on, whatever the file is called", async () => {
  const text = '[\n{"text":"天氣"},\n{"text":"b"}\n]\n';
  for (const name of ["x.json", "x.jsonl", "x.csv", "x.tsv", "x"]) expect(await readAll(text, name)).toEqual(two);
  expect(await read(Buffer.from(`\ufeff${text}`))).toEqual(two);
  expect(await read(Buffer.from(`\ufeff${text}`, "utf16le"))).toEqual(two);
});

test("brackets, commas and marks inside texts cut nothing", async () => {
  const tricky = 'a ] } , [ { \\" \\\\ \\\\\\" \\u005d';
  expect(await readAll(`[{"text":"${tricky}","x":[[1,{"y":2}],{}]} , {"text":"\\\\"}]`)).toEqual([
    "json",
    { line: 1, text: JSON.parse(`"${tricky}"`), x: [[1, { y: 2 }], {}] },
    { line: 1, text: "\\" },
  ]);
});

test("a bad element costs its own row, with its line", async () => {
  const text = `[{"text":"a"},\n {"text":"b",},\n 3,\n {"a":1,"a":2} {},\n\n{"a":1,"\\u0061":2},\n{"text":${"[".repeat(100)}${"]".repeat(100)}},\n{"text":"line\nbreak"},\n{"text":"z"}]`;
  expect(await readAll(text)).toEqual([
    "json",
    { line: 1, text: "a" },
    "line 2: not_json",
    "line 3: not_object",
    "line 4: not_json",
    "line 6: repeated_key",
    "line 7: too_deep",
    "line 8: not_json",
    { line: 10, text: "z" },
  ]);
});

test("an element over the limit is let go as it comes", async () => {
  const text = `[{"text":"a"},{"text":"${"b".repeat(300_000)}"},\n{"text":"c"}]`;
  expect(await read(text, "x.json", 4_999)).toEqual([
    "json",
    { line: 1, text: "a" },
    "line 1: line_too_long",
    { line: 2, text: "c" },
  ]);
});

test("twenty thousand nested lists overflow no stack", async () => {
  const deep = `[{"text":${"[".repeat(20_000)}${"]".repeat(20_000)}}]`;
  expect(await read(deep)).toEqual(["json", "line 1: too_deep"]);
});

test.each([
  ['[{"text":"a"},\n{"text":"b"}', 2],
  ['[{"text":"a"},\n{"text":"b', 2],
  ['[{"text":"a"},\n]', 2],
  ['[{"text":"a"},\n,{"text":"b"}]', 2],
  ['[{"text":"a"}]\n[{"text":"b"}]', 2],
  ['[{"text":"a"}}\n]', 1],
  ['{"data":[\n{"text":"a"}\n]', 3],
])("%j is refused as broken, with the line", async (text, line) => {
  expect(await readAll(text)).toEqual(["broken_json", line]);
});

test("an object with one array of objects is read as that array; the rest of it is passed over", async () => {
  const text =
    '{\n"version": "1", "tags": ["a", [{"b": 1}]], "none": [],\n"data": [\n{"text":"天氣"}, {"text":"b"}], "n": {"x": [1]}\n}';
  expect(await readAll(text)).toEqual(["json", { line: 4, text: "天氣" }, { line: 4, text: "b" }]);
  expect(await readAll('{"a":[\n{"x":1}],\n"b":[{"x":2}]}')).toEqual(["several_arrays", 3]);
});

test("on one line, an object with a list is a row of JSONL, and a table under the name .json", async () => {
  const text = '{"data":[{"text":"a"},{"text":"b"}]}\n';
  expect(await readAll(text, "x.json")).toEqual(["json", { line: 1, text: "a" }, { line: 1, text: "b" }]);
  expect(await readAll(text, "x.jsonl")).toEqual(["jsonl", { line: 1, data: [{ text: "a" }, { text: "b" }] }]);
  expect(await readAll(`${text}${text}`, "x.json")).toMatchObject(["jsonl", { line: 1 }, { line: 2 }]);
  // Longer than any row may be, it can only be a table.
  const rows = Array.from({ length: 9_000 }, (_, at) => ({ text: `sentence ${at} of many` }));
  expect(await read(JSON.stringify({ data: rows }), "x.jsonl")).toHaveLength(rows.length + 1);
});

test("an empty array has no rows, and CSV that starts with a bracket stays CSV", async () => {
  expect(await readAll("[]")).toEqual(["json"]);
  expect(await readAll("[id],text\n1,a\n", "x.csv")).toEqual(["csv", { line: 2, "[id]": "1", text: "a" }]);
});
