import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenedDb, openDb } from "#db/client";
import { migrate } from "#db/migrate";
import { queryRows } from "#db/query";
import { testDb } from "#tests/support/db";

let opened: OpenedDb;
beforeAll(async () => {
  opened = await testDb();
});
afterAll(() => opened.close());

test("connections carry our name, a time limit and UTC", async () => {
  const [row] = await queryRows(
    opened.db,
    sql`select current_setting('application_name') as name, current_setting('statement_timeout') as "limit", current_setting('TimeZone') as zone`,
  );
  expect(row).toEqual({ name: "assay", limit: "30s", zone: "UTC" });
});

test("several processes that migrate at once do it once", async () => {
  await opened.db.execute(sql`drop schema drizzle cascade`);
  await opened.db.execute(sql`drop schema public cascade`);
  await opened.db.execute(sql`create schema public`);
  const counts = await Promise.all(Array.from({ length: 4 }, () => migrate(opened.db)));
  expect(counts.filter((count) => count > 0)).toHaveLength(1);
});

test("nothing is kept in the session: no prepared statement is left behind", async () => {
  const single = await openDb({ databaseUrl: await ownUrl(), poolSize: 1 });
  await queryRows(single.db, sql`select ${1}::int8 as n`);
  expect(await queryRows(single.db, sql`select name from pg_prepared_statements`)).toEqual([]);
  await single.close();
});

async function ownUrl(): Promise<string> {
  const [row] = await queryRows<{ name: string }>(opened.db, sql`select current_database() as name`);
  const url = new URL(process.env.DATABASE_URL ?? "");
  url.pathname = `/${row?.name}`;
  return url.href;
}
