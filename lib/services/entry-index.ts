import { and, lt, sql } from "drizzle-orm";
import { entry } from "#db/schema/ledger";
import type { Ctx } from "./context";

/** Where entries stand in the log, by id; those that have no place yet, or none below `before`, are left out. */
export async function findEntryIndexes(
  ctx: Ctx,
  ids: readonly string[],
  before = Number.MAX_SAFE_INTEGER,
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  // One parameter for all of them: thousands of placeholders take longer to write than to answer.
  const rows = await ctx.db
    .select({ id: entry.id, index: entry.index })
    .from(entry)
    .where(and(sql`${entry.id} = any(${`{${ids.join(",")}}`}::uuid[])`, lt(entry.index, before)));
  return new Map(rows.map(({ id, index }) => [id, index]));
}
