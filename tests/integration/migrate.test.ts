import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { migrate, migrationState } from "#db/migrate";
import { queryRows } from "#db/query";
import { refusalText } from "#lib/refusal";
import { testDb } from "#tests/support/db";

let opened: OpenedDb;
beforeEach(async () => {
  opened = await testDb();
});
afterEach(() => opened.close());

const refused = () =>
  migrate(opened.db).then(
    () => "not refused",
    (error) => refusalText(error) ?? String(error),
  );

test("a database with migrations that this code does not know is refused and left alone", async () => {
  await opened.db.execute(
    sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('from the future', 9999999999999)`,
  );
  expect((await migrationState(opened.db)).state).toBe("newer");
  expect(await refused()).toContain("used by a newer version");
});

test("a database made by other migrations is refused and left alone", async () => {
  await opened.db.execute(sql`update drizzle.__drizzle_migrations set hash = 'another' where id = 1`);
  expect((await migrationState(opened.db)).state).toBe("changed");
  expect(await refused()).toContain("other migrations");
});

test("a database without any migration is brought up to date", async () => {
  await opened.db.execute(sql`drop schema drizzle cascade`);
  await opened.db.execute(sql`drop schema public cascade`);
  await opened.db.execute(sql`create schema public`);
  expect((await migrationState(opened.db)).state).toBe("pending");
  expect(await migrate(opened.db)).toBeGreaterThan(0);
  expect((await migrationState(opened.db)).state).toBe("current");
  const tables = await queryRows(opened.db, sql`select 1 from pg_tables where schemaname = 'public'`);
  expect(tables.length).toBeGreaterThan(10);
});
