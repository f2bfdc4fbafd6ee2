import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import type { Db } from "#db/client";
import { queryRows } from "#db/query";

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** Tables in which a text, or bytes in hexadecimal, still stand in any column of any row. */
export async function findInTables(db: Db, needle: string | Uint8Array): Promise<string[]> {
  const tables = await queryRows<{ name: string }>(
    db,
    sql`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  // A text may stand as it is, within JSON, or as bytes, which a row's own text shows in hexadecimal.
  const forms =
    typeof needle === "string"
      ? [needle, JSON.stringify(needle).slice(1, -1), hexOf(Buffer.from(needle, "utf8"))]
      : [hexOf(needle)];
  const found: string[] = [];
  for (const { name } of tables) {
    const hits = forms.map((form) => sql`position(${form} in row_text) > 0`);
    const rows = await queryRows(
      db,
      sql`select 1 from (select t::text as row_text from ${sql.identifier(name)} t) rows where ${sql.join(hits, sql` or `)} limit 1`,
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

/** Files under a folder whose bytes hold the text or the bytes. */
export function findInFiles(folder: string, needle: string | Uint8Array): string[] {
  const wanted = Buffer.from(needle);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => readFileSync(path).includes(wanted));
}
