import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

type Place = { createdAt: Date; id: string };

/** Cursor of a list that is ordered by time, then id. */
export function cursorOfPlace({ createdAt, id }: Place): string {
  return `${createdAt.getTime()}_${id}`;
}

/** Condition for the rows past the cursor, in a list newest first ("older") or oldest first ("newer"); none without a cursor. */
export function pastCursor(
  cursor: string | undefined,
  columns: { createdAt: PgColumn; id: PgColumn },
  direction: "older" | "newer",
): SQL | undefined {
  const match = /^(\d{1,15})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor ?? "");
  if (!match?.[2]) return undefined;
  const at = new Date(Number(match[1])).toISOString();
  const comparison = direction === "older" ? sql`<` : sql`>`;
  return sql`(${columns.createdAt}, ${columns.id}) ${comparison} (${at}::timestamptz, ${match[2]}::uuid)`;
}
