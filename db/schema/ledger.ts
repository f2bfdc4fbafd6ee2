import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, instant, int8 } from "./column";

/** Entries that are committed and wait for their index. Never read by "id greater than": serial values commit out of order. */
export const outbox = pgTable(
  "outbox",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind").notNull(),
    /** What the entry is about (contribution, project, user), for history pages. */
    subjectId: uuid("subject_id"),
    body: bytea("body").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    index("outbox_created_idx").on(t.createdAt, t.id),
    check("outbox_body_size", sql`octet_length(${t.body}) between 1 and 65535`),
  ],
);

/** The log: canonical bytes as they were made, their RFC 6962 leaf hash, their place. Append-only by trigger. */
export const entry = pgTable(
  "entry",
  {
    index: int8("index").primaryKey(),
    id: uuid("id").notNull().unique(),
    kind: text("kind").notNull(),
    subjectId: uuid("subject_id"),
    body: bytea("body").notNull(),
    leafHash: bytea("leaf_hash").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("entry_subject_idx").on(t.subjectId, t.index), index("entry_kind_idx").on(t.kind, t.index)],
);

/** C2SP tlog-tiles, newest state only: any partial tile ever promised is a prefix of it. */
export const tile = pgTable(
  "tile",
  {
    level: integer("level").notNull(),
    n: int8("n").notNull(),
    data: bytea("data").notNull(),
  },
  (t) => [primaryKey({ columns: [t.level, t.n] })],
);

/** One row: the tree that the entries make. Its lock is what makes sequencing safe. */
export const tree = pgTable(
  "tree",
  {
    id: integer("id").primaryKey(),
    size: int8("size").notNull(),
    root: bytea("root").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [check("tree_one_row", sql`${t.id} = 1`)],
);
