import { integer, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { int8 } from "./column";

/**
 * Who first had a key of a text's MinHash (lib/domain/near-text.ts): what a new text is compared with. One row for each key, so a text
 * costs at most four looks however many are like it. Keys hold their project; no foreign key, because bulk imports write them.
 */
export const nearBand = pgTable("near_band", {
  key: int8("key").primaryKey(),
  contributionId: uuid("contribution_id").notNull(),
});

/**
 * Contributed files by what they look or sound like: four rows for each, one for every band of its 64 bits (lib/domain/near-media.ts). No
 * foreign keys, as above.
 */
export const nearMedia = pgTable(
  "near_media",
  {
    projectId: uuid("project_id").notNull(),
    /** Which band, and what it is. */
    key: integer("key").notNull(),
    contributionId: uuid("contribution_id").notNull(),
    bits: int8("bits").notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.key, t.contributionId] })],
);
