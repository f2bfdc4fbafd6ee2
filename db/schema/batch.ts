import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { ColumnMapping } from "#lib/domain/batch";
import { type ReadingChoice, tableFormats } from "#lib/domain/table";
import { instant, int8 } from "./column";
import { project } from "./project";
import { user } from "./user";

/** Contributions that arrived together in one uploaded table. `nextRow` is where a killed import goes on. */
export const batch = pgTable(
  "batch",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => project.id),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id),
    fileName: text("file_name").notNull(),
    format: text("format", { enum: tableFormats }).notNull(),
    sizeBytes: int8("size_bytes").notNull(),
    /** Key in the blob store; null once the file is gone. */
    blobKey: text("blob_key"),
    /** What a person said of how the file is to be read. */
    reading: jsonb("reading").$type<ReadingChoice>(),
    state: text("state", {
      enum: ["uploaded", "running", "finished", "failed", "cancelled"],
    }).notNull(),
    mapping: jsonb("mapping").$type<ColumnMapping>(),
    consentId: uuid("consent_id"),
    declarationId: uuid("declaration_id"),
    nextRow: integer("next_row").notNull().default(0),
    readBytes: int8("read_bytes").notNull().default(0),
    acceptedRows: integer("accepted_rows").notNull().default(0),
    refusedRows: integer("refused_rows").notNull().default(0),
    /** Of the accepted ones: those whose reviewers are shown what may be personal. */
    flaggedRows: integer("flagged_rows").notNull().default(0),
    failure: text("failure"),
    createdAt: instant("created_at").notNull(),
    finishedAt: instant("finished_at"),
  },
  (t) => [index("batch_user_idx").on(t.userId, t.id)],
);

/** How a person last filled a project's fields from a table with these columns; offered again at the next such file. */
export const savedMapping = pgTable(
  "saved_mapping",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    projectId: uuid("project_id")
      .notNull()
      .references(() => project.id, { onDelete: "cascade" }),
    /** SHA-256 of the names of the columns, in hex; their order does not matter. */
    columnsHash: text("columns_hash").notNull(),
    mapping: jsonb("mapping").$type<ColumnMapping>().notNull(),
    usedAt: instant("used_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.projectId, t.columnsHash] })],
);

/** One refused row of a batch: where it stands in the file, why, and what it collides with. */
export const batchRefusal = pgTable(
  "batch_refusal",
  {
    batchId: uuid("batch_id")
      .notNull()
      .references(() => batch.id, { onDelete: "cascade" }),
    row: integer("row").notNull(),
    line: integer("line").notNull(),
    reason: text("reason").notNull(),
    field: text("field"),
    detail: text("detail"),
    duplicateOf: uuid("duplicate_of"),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.row] })],
);
