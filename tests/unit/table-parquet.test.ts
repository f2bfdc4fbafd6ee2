import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cellWriter, parsers } from "#lib/adapters/parquet-cell";
import { openTable } from "#lib/adapters/table";
import { AppError } from "#lib/domain/error";
import { fileOf } from "#tests/support/table";

const folder = join(import.meta.dirname, "../vectors/tables");

async function read(name: string) {
  const rows: unknown[] = [];
  try {
    const table = await openTable(fileOf(readFileSync(join(folder, `parquet-${name}`)), name));
    for await (const { values } of table.rows) rows.push(values && Object.fromEntries(values));
    return { columns: table.columns, unusable: table.reading.unusable, rows };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { rows: rows.length, fault: error.details.fault };
  }
}

describe("Parquet files", () => {
  test("values of each kind come as exact texts, from plain, packed and dictionary pages", async () => {
    const plain = await read("valid_alltypes_plain.parquet");
    expect(plain.rows).toHaveLength(8);
    expect((plain.rows as unknown[])[1]).toEqual({
      ...{ id: "5", bool_col: "false", tinyint_col: "1", smallint_col: "1", int_col: "1", bigint_col: "10" },
      ...{ float_col: "1.1", double_col: "10.1", date_string_col: "03/01/09", string_col: "1" },
      timestamp_col: "2009-03-01T00:01:00.000Z",
    });
    expect((await read("valid_alltypes_plain.snappy.parquet")).rows).toHaveLength(2);
    const crowd = await read("valid_spark_crowd_binary_ann.snappy.parquet");
    expect(crowd).toMatchObject({ columns: ["example", "annotator", "value"], unusable: [] });
    expect(crowd.rows).toHaveLength(10_000);
    const split = await read("valid_byte_stream_split.zstd.parquet");
    expect((split.rows as unknown[])[0]).toEqual({ f32: "1.7640524", f64: "-1.3065268517353166" });
  });

  test("columns of lists are named and left out; a file of nothing else is refused", async () => {
    expect(await read("valid_nested_lists.snappy.parquet")).toEqual({
      ...{ columns: ["b"], unusable: ["a"] },
      rows: [{ b: "1" }, { b: "1" }, { b: "1" }],
    });
    expect(await read("valid_nulls.snappy.parquet")).toEqual({ rows: 0, fault: "unsupported_parquet" });
  });

  test.each([
    "bad_PARQUET-1481.parquet",
    "bad_ARROW-GH-43605.parquet",
    "truncated.parquet",
    "footer_length_lies.parquet",
    "magic_only.parquet",
  ])("%s is refused as broken", async (name) => {
    expect(await read(name)).toEqual({ rows: 0, fault: "broken_parquet" });
  });

  test.each(["bad_ARROW-GH-45185.parquet", "bad_ARROW-RS-GH-6229-LEVELS.parquet"])("%s is refused", async (name) => {
    expect(await read(name)).toEqual({ rows: 0, fault: "unsupported_parquet" });
  });

  test("a CSV under a Parquet name is refused by its first bytes", async () => {
    expect(await read("csv_named_parquet.parquet")).toEqual({ rows: 0, fault: "not_parquet" });
  });
});

describe("a value becomes text without losing a digit, or is refused", () => {
  const write = (element: object, value: unknown) => cellWriter({ name: "x", ...element } as never)(value);
  test.each([
    [{ type: "INT64" }, 9_007_199_254_740_991n, "9007199254740991"],
    [{ type: "INT64" }, 9_007_199_254_740_992n, { x: "big_integer" }],
    [{ type: "DOUBLE" }, 0.1, "0.1"],
    [{ type: "DOUBLE" }, 2 ** 60, { x: "big_integer" }],
    [{ type: "DOUBLE" }, Number.NaN, { x: "not_text" }],
    [{ type: "FLOAT" }, Math.fround(0.1), "0.1"],
    [{ type: "INT32", converted_type: "DECIMAL", scale: 2 }, -5, "-0.05"],
    [{ type: "INT64", converted_type: "DECIMAL", scale: 4 }, 123_456_789_012_345_678n, "12345678901234.5678"],
    [{ type: "FIXED_LEN_BYTE_ARRAY", converted_type: "DECIMAL", scale: 1 }, new Uint8Array([0xff, 0xf6]), "-1.0"],
    [{ type: "BYTE_ARRAY" }, null, null],
    [{ type: "FIXED_LEN_BYTE_ARRAY" }, new Uint8Array(2), { x: "not_text" }],
  ])("%j %s", (element, value, text) => expect(write(element, value)).toEqual(text));

  test("bytes that are no UTF-8 are no text", () => {
    const cell = parsers.stringFromBytes?.(new Uint8Array([0xff]));
    expect(write({ type: "BYTE_ARRAY", converted_type: "UTF8" }, cell)).toEqual({ x: "not_text" });
  });

  test("a moment finer than a millisecond keeps what it has", () => {
    expect(parsers.timestampFromMicroseconds?.(1_500_001n)).toBe("1970-01-01T00:00:01.500001Z");
    expect(parsers.timestampFromMilliseconds?.(1_500n)).toBe("1970-01-01T00:00:01.500Z");
  });
});
