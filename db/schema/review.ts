import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { VerdictVote } from "#lib/domain/review";
import { instant, int8 } from "./column";
import { contribution } from "./contribution";
import { user } from "./user";

/**
 * One wanted review of one contribution in one round. The server hands out slots, so nobody sees more items than wanted.
 * open -> leased -> decided (undo possible until sealsAt) -> sealed; cancelled when the item is withdrawn.
 */
export const slot = pgTable(
  "slot",
  {
    id: uuid("id").primaryKey(),
    /** The contribution's, copied for the queue's index. */
    projectId: uuid("project_id").notNull(),
    /** Slots are made in the transaction that makes their contribution's round, and no contribution is ever deleted: a foreign key costs imports a tenth. */
    contributionId: uuid("contribution_id").notNull(),
    round: integer("round").notNull(),
    authorId: uuid("author_id").notNull(),
    /** Oldest hour first, random inside the hour: fair to waiting authors, and nobody can aim at an item. */
    orderKey: int8("order_key").notNull(),
    state: text("state", { enum: ["open", "leased", "decided", "sealed", "cancelled"] }).notNull(),
    holderId: uuid("holder_id").references(() => user.id),
    leaseExpiresAt: instant("lease_expires_at"),
    decision: text("decision", { enum: ["accept", "reject", "request_changes"] }),
    reason: text("reason"),
    feedback: text("feedback"),
    sealsAt: instant("seals_at"),
  },
  (t) => [
    index("slot_open_idx").on(t.projectId, t.orderKey, t.id).where(sql`${t.state} = 'open'`),
    // For a person's own leases and, read whole, for the expired ones: few rows are leased at a time.
    index("slot_lease_idx").on(t.holderId, t.leaseExpiresAt).where(sql`${t.state} = 'leased'`),
    index("slot_seal_idx").on(t.sealsAt).where(sql`${t.state} = 'decided'`),
    // One seat per person and item, whatever two tabs do.
    uniqueIndex("slot_holder_key").on(t.contributionId, t.round, t.holderId),
    // Seats that someone has held; the many that wait for a holder stay out, which imports feel.
    index("slot_holder_idx").on(t.holderId, t.state).where(sql`${t.holderId} is not null`),
  ],
);

/** An item that a reviewer passed over: it is not offered to that person again in this round. */
export const slotSkip = pgTable(
  "slot_skip",
  {
    contributionId: uuid("contribution_id")
      .notNull()
      .references(() => contribution.id),
    round: integer("round").notNull(),
    userId: uuid("user_id").notNull(),
    reason: text("reason").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.contributionId, t.round, t.userId] })],
);

/** A sealed review: final, public in the ledger, paid. */
export const review = pgTable(
  "review",
  {
    id: uuid("id").primaryKey(),
    slotId: uuid("slot_id")
      .notNull()
      .unique()
      .references(() => slot.id),
    projectId: uuid("project_id").notNull(),
    contributionId: uuid("contribution_id")
      .notNull()
      .references(() => contribution.id),
    round: integer("round").notNull(),
    reviewerId: uuid("reviewer_id")
      .notNull()
      .references(() => user.id),
    decision: text("decision", { enum: ["accept", "reject", "request_changes"] }).notNull(),
    reason: text("reason"),
    feedback: text("feedback"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("review_reviewer_key").on(t.contributionId, t.round, t.reviewerId),
    // Ids are hashes, in no order: history and what was done today are read by time.
    index("review_reviewer_idx").on(t.reviewerId, t.createdAt, t.id),
  ],
);

export const verdict = pgTable(
  "verdict",
  {
    id: uuid("id").notNull().unique(),
    contributionId: uuid("contribution_id")
      .notNull()
      .references(() => contribution.id),
    round: integer("round").notNull(),
    projectId: uuid("project_id").notNull(),
    outcome: text("outcome", { enum: ["accepted", "rejected", "changes_requested"] }).notNull(),
    rule: text("rule").notNull(),
    votes: jsonb("votes").$type<VerdictVote[]>().notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.contributionId, t.round] }),
    index("verdict_project_idx").on(t.projectId, t.createdAt),
  ],
);
