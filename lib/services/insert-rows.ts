import { type Column, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { queryRows } from "#db/query";
import type { Ctx } from "./context";
import { hex } from "./hash";

type Insertable<T extends PgTable> = T["$inferInsert"];

/**
 * Inserts many rows by one statement with one parameter, a JSON text that the database unpacks: several times the speed of one
 * parameter for each value, and without their limit of 65,535. `common` holds what all rows share. Every row has the same keys.
 * With `onConflict: "nothing"` rows that clash are passed over; the ids of those that went in come back.
 */
export async function insertRows<T extends PgTable, K extends keyof Insertable<T> & string>(
  ctx: Ctx,
  table: T,
  rows: readonly Pick<Insertable<T>, K>[],
  options: { common?: Omit<Insertable<T>, K>; onConflict?: "nothing" } = {},
): Promise<string[]> {
  const [sample] = rows;
  if (!sample) return [];
  const columns = getTableColumns(table) as Record<string, Column>;
  const own = Object.keys(sample).map((key) => columnOf(columns, key));
  const common = Object.entries(options.common ?? {}).map(([key, value]) => ({ value, ...columnOf(columns, key) }));
  const names = [...own, ...common].map(({ column }) => sql.identifier(column.name));
  const values = [...own.map(readColumn), ...common.map(({ column, value }) => constantOf(column, value))];
  const record = own.map(({ key, column }) => sql`${sql.identifier(key)} ${sql.raw(wireType(column))}`);
  const json = JSON.stringify(rows, encodeBytes);
  const inserted = await queryRows<{ id: string }>(
    ctx.db,
    sql`insert into ${table} (${list(names)}) select ${list(values)} from json_to_recordset(${json}::json) as r(${list(record)})${
      options.onConflict ? sql` on conflict do nothing returning id` : sql``
    }`,
  );
  return inserted.map((row) => row.id);
}

type Named = { key: string; column: Column };

function columnOf(columns: Record<string, Column>, key: string): Named {
  const column = columns[key];
  if (!column) throw new Error(`the table has no column for "${key}"`);
  return { key, column };
}

function readColumn({ key, column }: Named): SQL {
  const cell = sql`r.${sql.identifier(key)}`;
  return column.getSQLType() === "bytea" ? sql`decode(${cell}, 'hex')` : cell;
}

function constantOf(column: Column, value: unknown): SQL {
  return sql`${sql.param(value, column)}::${sql.raw(column.getSQLType())}`;
}

// Bytes travel as hex, because JSON has no bytes.
function wireType(column: Column): string {
  return column.getSQLType() === "bytea" ? "text" : column.getSQLType();
}

function encodeBytes(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? hex(value) : value;
}

function list(parts: readonly SQL[] | readonly ReturnType<typeof sql.identifier>[]): SQL {
  return sql.join([...parts], sql`, `);
}
