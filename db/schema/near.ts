import { pgTable, uuid } from "drizzle-orm/pg-core";
import { int8 } from "./column";

/**
 * Who first had a key of a text's MinHash (lib/domain/near-text.ts): what a new text is compared with. One row for each key, so a text
 * costs at most four looks however many are like it. Keys hold their project; no foreign key, because bulk imports write them.
 */
export const nearBand = pgTable("near_band", {
  key: int8("key").primaryKey(),
  contributionId: uuid("contribution_id").notNull(),
});
