import { sql } from "drizzle-orm";
import { check, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { type SnapshotDetail, snapshotProblems } from "#lib/domain/snapshot-state";
import { bytea, instant, int8 } from "./column";
import { account } from "./points";

/** Snapshots of all balances, one a size for ever; each is an entry of the ledger. */
export const snapshot = pgTable("snapshot", {
  size: int8("size").primaryKey(),
  /** The entry that says so. */
  entryId: uuid("entry_id").notNull().unique(),
  leaves: int8("leaves").notNull(),
  root: bytea("root").notNull(),
  createdAt: instant("created_at").notNull(),
});

/** One row: how far balances were made from entries, and the snapshot that is being made. Its lock orders those who make it. */
export const snapshotBuild = pgTable(
  "snapshot_build",
  {
    id: integer("id").primaryKey(),
    /** Entries from 0 to before this one are in `snapshot_account`. */
    replayed: int8("replayed").notNull().default(0),
    /** Size that the snapshot under way is of; null when none is. */
    size: int8("size"),
    /** Leaves of it that are stored. */
    leaves: int8("leaves").notNull().default(0),
    /** Why no snapshot is taken; null when all is well. */
    problem: text("problem", { enum: snapshotProblems }),
    detail: jsonb("detail").$type<SnapshotDetail>(),
    problemAt: instant("problem_at"),
  },
  (t) => [check("snapshot_build_one_row", sql`${t.id} = 1`)],
);

/** Balances as the entries make them, and nothing else does: what the balances of `account` are held to. */
export const snapshotAccount = pgTable("snapshot_account", {
  account: uuid("account").primaryKey(),
  unit: text("unit").notNull(),
  kind: text("kind", { enum: account.kind.enumValues }).notNull(),
  ownerId: uuid("owner_id"),
  balance: int8("balance").notNull(),
});

/** Leaves of the newest snapshots, for the claims of their holders. */
export const snapshotLeaf = pgTable(
  "snapshot_leaf",
  {
    size: int8("size").notNull(),
    position: int8("position").notNull(),
    account: uuid("account").notNull(),
    balance: int8("balance").notNull(),
  },
  (t) => [primaryKey({ columns: [t.size, t.position] }), unique("snapshot_leaf_account_key").on(t.account, t.size)],
);

/** Their trees, as tiles like those of the log. */
export const snapshotTile = pgTable(
  "snapshot_tile",
  {
    size: int8("size").notNull(),
    level: integer("level").notNull(),
    n: int8("n").notNull(),
    data: bytea("data").notNull(),
  },
  (t) => [primaryKey({ columns: [t.size, t.level, t.n] })],
);
