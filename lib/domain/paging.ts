import { z } from "zod";
import { limits } from "./limits";

/** Cursor paging: `cursor` is the opaque `nextCursor` of the page before. */
export const pageInputSchema = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(limits.pageSizeMax).default(limits.pageSizeDefault),
});
export type PageInput = z.infer<typeof pageInputSchema>;

export type Page<T> = { items: T[]; nextCursor: string | null };

/** Cuts `limit + 1` fetched rows to a page whose cursor is made from its last row. */
export function pageOf<T>(rows: T[], limit: number, cursorOf: (last: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
