import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenedDb, openDb } from "#db/client";
import { migrationState } from "#db/migrate";
import { queryRows } from "#db/query";
import { flushWal } from "#db/wal";
import { refusalText } from "#lib/refusal";

let dataDir: string;
let open: OpenedDb[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "assay-embedded-"));
  open = [];
});
afterEach(async () => {
  for (const opened of open) await opened.close();
  rmSync(dataDir, { recursive: true });
});

async function start(): Promise<OpenedDb> {
  const opened = await openDb({ dataDir });
  open.push(opened);
  return opened;
}

async function refused(): Promise<string> {
  const error = await start().catch((caught) => caught);
  return refusalText(error) ?? `not refused: ${error}`;
}

async function stopAll(): Promise<void> {
  for (const opened of open.splice(0)) await opened.close();
}

test("an empty folder becomes a migrated database, and what is written there stays", async () => {
  const first = await start();
  expect((await migrationState(first.db)).state).toBe("current");
  await first.db.execute(sql`create table probe as select 7::int8 as n`);
  await flushWal(dataDir);
  await stopAll();
  const again = await start();
  expect(await queryRows(again.db, sql`select n from probe`)).toEqual([{ n: 7 }]);
});

test("a second opening is refused while the first lives, and works after it", async () => {
  await start();
  expect(await refused()).toContain(`in use by process ${process.pid}`);
  await stopAll();
  await start();
});

test("a first start that was killed half-way is started anew", async () => {
  mkdirSync(join(dataDir, "db"));
  writeFileSync(join(dataDir, "db", "PG_VERSION"), "18\n");
  writeFileSync(join(dataDir, "db.making"), "");
  const opened = await start();
  expect((await migrationState(opened.db)).state).toBe("current");
  expect(existsSync(join(dataDir, "db.making"))).toBe(false);
});

test("a damaged database is refused with its place, left as it is, and the lock let go", async () => {
  await start();
  await stopAll();
  rmSync(join(dataDir, "db", "global"), { recursive: true });
  cpSync(join(dataDir, "db"), join(dataDir, "copy"), { recursive: true });
  expect(await refused()).toContain(join(dataDir, "db"));
  expect(existsSync(join(dataDir, "db", "base"))).toBe(true);
  expect(existsSync(join(dataDir, "db.lock"))).toBe(false);
});

test("a query on the outer database inside a transaction fails at once instead of waiting for itself", async () => {
  const { db } = await start();
  const misuse = db.transaction(async () => db.execute(sql`select 1`));
  await expect(misuse).rejects.toMatchObject({ cause: { message: expect.stringContaining("inside a transaction") } });
  expect(await queryRows(db, sql`select 1 as one`)).toEqual([{ one: 1 }]);
});
