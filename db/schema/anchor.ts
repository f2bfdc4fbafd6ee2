import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { anchorDrops, anchorProblems, anchorStates } from "#lib/domain/anchor";
import { bytea, instant, int8 } from "./column";

/** The contract that a row is about. */
const place = { chainId: integer("chain_id").notNull(), contract: text("contract").notNull() };

/** A checkpoint as a contract takes it, from the one it held before. */
const claim = {
  size: int8("size").notNull(),
  root: bytea("root").notNull(),
  oldSize: int8("old_size").notNull(),
  noteHash: bytea("note_hash").notNull(),
};

/** A checkpoint on its way to the contract, stored before its first transaction is sent. At most one is under way for each contract. */
export const anchor = pgTable(
  "anchor",
  {
    id: uuid("id").primaryKey(),
    ...place,
    ...claim,
    /** All transactions of one anchoring have this nonce, so that only one of them can ever be in a block. */
    nonce: int8("nonce").notNull(),
    state: text("state", { enum: anchorStates }).notNull(),
    dropped: text("dropped", { enum: anchorDrops }),
    createdAt: instant("created_at").notNull(),
    endedAt: instant("ended_at"),
    /** Of the transaction that is in a block; wei do not fit a number. */
    gasUsed: int8("gas_used"),
    gasPriceWei: text("gas_price_wei"),
  },
  (t) => [
    uniqueIndex("anchor_pending_idx").on(t.chainId, t.contract).where(sql`${t.state} = 'pending'`),
    index("anchor_nonce_idx").on(t.chainId, t.contract, t.nonce),
  ],
);

/** The signed transactions of an anchoring: the first, and each that replaces the one before with higher fees. */
export const anchorTx = pgTable(
  "anchor_tx",
  {
    hash: text("hash").primaryKey(),
    anchorId: uuid("anchor_id")
      .notNull()
      .references(() => anchor.id),
    raw: text("raw").notNull(),
    maxFeeWei: text("max_fee_wei").notNull(),
    tipWei: text("tip_wei").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("anchor_tx_anchor_idx").on(t.anchorId)],
);

/** What the chain tells of the contract, whoever sent it: newest reading of each size, compared with the log's own tree. */
export const anchorEvent = pgTable(
  "anchor_event",
  {
    ...place,
    ...claim,
    txHash: text("tx_hash").notNull(),
    block: int8("block").notNull(),
    blockHash: text("block_hash").notNull(),
    at: instant("at").notNull(),
    /** Whether our tree of that size has that root; false for one that our tree does not reach. */
    matches: boolean("matches").notNull(),
  },
  (t) => [primaryKey({ columns: [t.chainId, t.contract, t.size] })],
);

/** How far a contract was read, and how it fares; one row each. */
export const anchorWatch = pgTable(
  "anchor_watch",
  {
    ...place,
    /** Events of all blocks up to this one were read. */
    scannedTo: int8("scanned_to").notNull(),
    /** Newest block seen, and when. */
    block: int8("block"),
    blockHash: text("block_hash"),
    checkedAt: instant("checked_at"),
    /** What the contract held then; only ever of a contract that is found to be ours. */
    headSize: int8("head_size"),
    headRoot: bytea("head_root"),
    headAt: instant("head_at"),
    balanceWei: text("balance_wei"),
    problem: text("problem", { enum: anchorProblems }),
    detail: text("detail"),
    problemAt: instant("problem_at"),
  },
  (t) => [primaryKey({ columns: [t.chainId, t.contract] })],
);
