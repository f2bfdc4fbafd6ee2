import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { migrate, migrationState } from "#db/migrate";
import { queryRows } from "#db/query";
import { testDb } from "#tests/support/db";

let opened: OpenedDb;
beforeAll(async () => {
  opened = await testDb();
});
afterAll(() => opened.close());

test("raw rows have the same shape on both databases", async () => {
  const [row] = await queryRows(
    opened.db,
    sql`select 1::int8 as small, 9007199254740993::int8 as large, count(*) as counted, sum(2::int8) as summed,
      '\\x00ff'::bytea as bytes, '0190a0b0-0000-7000-8000-000000000001'::uuid as id, array[1, 2]::int8[] as numbers,
      array['\\x01'::bytea] as blobs, array['a', null] as words, '{"a": [1]}'::jsonb as json, 1.50::numeric as exact,
      timestamptz '2026-11-23 12:00:00.123+00' as at, date '2026-11-23' as day, true as yes, 1.5::float8 as real, null as nothing`,
  );
  expect(row).toEqual({
    small: 1,
    large: 9007199254740993n,
    counted: 1,
    summed: "2",
    bytes: new Uint8Array([0, 255]),
    id: "0190a0b0-0000-7000-8000-000000000001",
    numbers: [1, 2],
    blobs: [new Uint8Array([1])],
    words: ["a", null],
    json: { a: [1] },
    exact: "1.50",
    at: "2026-11-23 12:00:00.123+00",
    day: "2026-11-23",
    yes: true,
    real: 1.5,
    nothing: null,
  });
  expect(Buffer.isBuffer(row?.bytes)).toBe(false);
});

test("a fresh test database is migrated, and migrating again does nothing", async () => {
  expect((await migrationState(opened.db)).state).toBe("current");
  expect(await migrate(opened.db)).toBe(0);
});

test("a failed transaction leaves nothing behind", async () => {
  await opened.db.execute(sql`create table probe (n int8 primary key)`);
  const failing = opened.db.transaction(async (tx) => {
    await tx.execute(sql`insert into probe values (1)`);
    throw new Error("on purpose");
  });
  await expect(failing).rejects.toThrow("on purpose");
  expect(await queryRows(opened.db, sql`select n from probe`)).toEqual([]);
});
