import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { type FieldFinding, personalStatements } from "#lib/domain/door";
import { looks } from "#lib/domain/script";
import { instant } from "./column";
import { contribution } from "./contribution";

/** What a reviewer is to look at in one round of a contribution: where something personal may stand, never what stands there, and what it is much like. */
export const flag = pgTable(
  "flag",
  {
    contributionId: uuid("contribution_id")
      .notNull()
      .references(() => contribution.id),
    round: integer("round").notNull(),
    found: jsonb("found").$type<FieldFinding[]>().notNull(),
    /** What the contributor said about it; nothing for a row of a table. */
    statement: text("statement", { enum: personalStatements }),
    /** The most alike text of the project, and how alike in percent. */
    nearTo: uuid("near_to"),
    nearPercent: integer("near_percent"),
    /** What it looks like, when that is not its language. */
    looksLike: text("looks_like", { enum: looks }),
    /** The row of the import it came in with. */
    batchId: uuid("batch_id"),
    row: integer("row"),
    line: integer("line"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.contributionId, t.round] }),
    index("flag_batch_idx").on(t.batchId, t.row).where(sql`${t.batchId} is not null`),
  ],
);
