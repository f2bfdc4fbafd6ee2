import type { SQL } from "drizzle-orm";
import type { Db } from "./client";

/**
 * Rows of raw SQL, alike on both drivers: int8 and count(*) are numbers (bigint beyond 2^53), bytea is Uint8Array, uuid and
 * numeric are strings, json is parsed, times and dates are strings that `new Date` reads.
 */
export async function queryRows<T extends Record<string, unknown>>(db: Db, query: SQL): Promise<T[]> {
  const result = (await db.execute(query)) as { rows: T[] };
  return result.rows;
}
