import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { type HaltDetail, haltReasons } from "#lib/domain/log";
import { bytea, instant, int8 } from "./column";

/**
 * Entries that are committed and wait for their index, in the order of `seq`: whoever waited for a lock wrote later, so cause comes before
 * effect. Never read by "seq greater than": its values commit out of order, and a row waits until it is taken.
 */
export const outbox = pgTable(
  "outbox",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind").notNull(),
    /** What the entry is about (contribution, project, user), for history pages. */
    subjectId: uuid("subject_id"),
    body: bytea("body").notNull(),
    createdAt: instant("created_at").notNull(),
    seq: int8("seq").generatedAlwaysAsIdentity(),
    /** Number of the transaction that wrote it, whose entries go into one batch; null where it waits since before this column. */
    txid: int8("txid").default(sql`pg_current_xact_id()::text::bigint`),
  },
  (t) => [
    index("outbox_seq_idx").on(t.seq),
    index("outbox_txid_idx").on(t.txid),
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

/**
 * Whose an entry is, for the pages of those people; made from other tables by the job loop, moments after the entry. Nothing is proven by it,
 * and it can be made again.
 */
export const ownEntry = pgTable(
  "own_entry",
  { userId: uuid("user_id").notNull(), index: int8("index").notNull() },
  (t) => [primaryKey({ columns: [t.userId, t.index] })],
);

/** One row: the entries from 0 to before `size` are in `own_entry`. */
export const ownEntryMark = pgTable(
  "own_entry_mark",
  { id: integer("id").primaryKey(), size: int8("size").notNull() },
  (t) => [check("own_entry_mark_one_row", sql`${t.id} = 1`)],
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

/** What was signed, one row a size for ever: a second root of the same size has no place to go. */
export const checkpoint = pgTable("checkpoint", {
  size: int8("size").primaryKey(),
  root: bytea("root").notNull(),
  /** The signed note, without cosignatures. */
  note: text("note").notNull(),
  createdAt: instant("created_at").notNull(),
});

/** What witnesses signed of a checkpoint. */
export const cosignature = pgTable(
  "cosignature",
  {
    size: int8("size")
      .notNull()
      .references(() => checkpoint.size),
    /** Name and key id of the witness, as in the note's line. */
    witness: text("witness").notNull(),
    keyId: text("key_id").notNull(),
    signature: bytea("signature").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.size, t.witness, t.keyId] })],
);

/** How each configured witness fares, for the ledger page, and for S3: what one claims to hold stops the signing. */
export const witness = pgTable("witness", {
  /** Verifier key, as configured. */
  vkey: text("vkey").primaryKey(),
  name: text("name").notNull(),
  /** Size of the newest checkpoint that it is known to hold. */
  size: int8("size").notNull(),
  /** Larger size that it says it holds and this log has never shown it; null when its last word was another. */
  claimedSize: int8("claimed_size"),
  cosignedAt: instant("cosigned_at"),
  triedAt: instant("tried_at").notNull(),
  /** Why the last try gave no cosignature; null when it did. */
  problem: text("problem"),
});

/** One row: what is public, and whether signing has stopped. */
export const published = pgTable(
  "published",
  {
    id: integer("id").primaryKey(),
    size: int8("size"),
    /** The note as served, cosignatures included. */
    note: text("note"),
    publishedAt: instant("published_at"),
    /** Why nothing is signed; null when all is well. */
    halt: text("halt", { enum: haltReasons }),
    haltDetail: jsonb("halt_detail").$type<HaltDetail>(),
    haltedAt: instant("halted_at"),
  },
  (t) => [check("published_one_row", sql`${t.id} = 1`)],
);
