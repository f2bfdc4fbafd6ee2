import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { helpKinds } from "#lib/domain/model-help";
import { bytea, instant, int8 } from "./column";
import { user } from "./user";

/**
 * One wanted answer to one item: open -> leased -> answered (undo possible until sealsAt) -> sealed; cancelled when the item
 * goes without it.
 */
export const seat = pgTable(
  "seat",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id").notNull(),
    contributionId: uuid("contribution_id").notNull(),
    authorId: uuid("author_id").notNull(),
    language: text("language").notNull(),
    /** The item's place in the order that the published log dictates (lib/domain/order-key.ts). */
    orderKey: int8("order_key").notNull(),
    state: text("state", { enum: ["open", "leased", "answered", "sealed", "cancelled"] }).notNull(),
    holderId: uuid("holder_id").references(() => user.id),
    leaseExpiresAt: instant("lease_expires_at"),
    /** When its holder took it from the queue, and whether their languages narrowed what could come; the ledger tells of both. */
    claimedAt: instant("claimed_at"),
    isNarrowed: boolean("is_narrowed").notNull().default(false),
    /** What its holder has typed and not sent. */
    draft: text("draft"),
    /** Canonical JSON of the answer. */
    answer: text("answer"),
    /** Milliseconds the holder was at it. */
    activeMs: integer("active_ms"),
    sealsAt: instant("seals_at"),
    /** Of an item whose answer the owner knows; nothing that its holder sees tells. */
    isGold: boolean("is_gold").notNull().default(false),
    /** Whether its holder sees what a model suggests; null until they are given the item. The set is the one shown, or drawn not to be. */
    help: text("help", { enum: helpKinds }),
    suggestionSet: integer("suggestion_set"),
  },
  (t) => [
    index("seat_open_idx").on(t.projectId, t.orderKey, t.id).where(sql`${t.state} = 'open'`),
    index("seat_lease_idx").on(t.holderId, t.leaseExpiresAt).where(sql`${t.state} = 'leased'`),
    index("seat_seal_idx").on(t.sealsAt).where(sql`${t.state} = 'answered'`),
    // Without it, whoever holds nothing is looked up in the whole of seat_holder_key at each claim: 25 ms at a million seats.
    index("seat_holder_idx").on(t.holderId, t.state).where(sql`${t.holderId} is not null`),
    // One seat per person and item, whatever two tabs do.
    uniqueIndex("seat_holder_key").on(t.contributionId, t.holderId),
  ],
);

/** An item that a person passed over: it is not offered to them again. */
export const seatSkip = pgTable(
  "seat_skip",
  {
    contributionId: uuid("contribution_id").notNull(),
    userId: uuid("user_id").notNull(),
    projectId: uuid("project_id").notNull(),
    reason: text("reason").notNull(),
    createdAt: instant("created_at").notNull(),
    /** Behind the commitment to the item, where the ledger does not name it. */
    salt: bytea("salt"),
    claimedAt: instant("claimed_at"),
    isNarrowed: boolean("is_narrowed").notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.contributionId, t.userId] })],
);

/** An item that somebody held until their time for it ran out; id of the ledger entry annotation.lapsed. */
export const seatLapse = pgTable(
  "seat_lapse",
  {
    id: uuid("id").primaryKey(),
    contributionId: uuid("contribution_id").notNull(),
    userId: uuid("user_id").notNull(),
    projectId: uuid("project_id").notNull(),
    claimedAt: instant("claimed_at").notNull(),
    isNarrowed: boolean("is_narrowed").notNull(),
    createdAt: instant("created_at").notNull(),
    salt: bytea("salt").notNull(),
  },
  (t) => [index("seat_lapse_item_idx").on(t.contributionId)],
);

/** A sealed answer: its commitment is in the ledger. */
export const annotation = pgTable(
  "annotation",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id").notNull(),
    contributionId: uuid("contribution_id").notNull(),
    annotatorId: uuid("annotator_id")
      .notNull()
      .references(() => user.id),
    taskVersion: integer("task_version").notNull(),
    answer: text("answer").notNull(),
    /** Random bytes behind the commitments; each question's salt is SHA-256(salt || question id). */
    salt: bytea("salt").notNull(),
    price: int8("price").notNull(),
    /** What it was paid; null until its item closes and, by spot-check/1, its author has been checked enough. */
    paid: int8("paid"),
    activeMs: integer("active_ms"),
    createdAt: instant("created_at").notNull(),
    claimedAt: instant("claimed_at"),
    isNarrowed: boolean("is_narrowed").notNull().default(false),
    isGold: boolean("is_gold").notNull().default(false),
    /** Whether a model's suggestion was in sight, and of which set; never of gold. */
    help: text("help", { enum: helpKinds }).notNull().default("none"),
    suggestionSet: integer("suggestion_set"),
    /** By spot-check/1: from when it may be settled, and the settlement that did. */
    dueAt: instant("due_at"),
    settlementId: uuid("settlement_id"),
  },
  (t) => [
    index("annotation_due_idx")
      .on(t.projectId, t.annotatorId, t.dueAt)
      .where(sql`${t.dueAt} is not null and ${t.settlementId} is null`),
    uniqueIndex("annotation_person_key").on(t.contributionId, t.annotatorId),
    index("annotation_person_idx").on(t.annotatorId, t.projectId, t.createdAt, t.id),
    index("annotation_project_idx").on(t.projectId, t.contributionId),
  ],
);

/** What is known of one person in one project's task. */
export const annotator = pgTable(
  "annotator",
  {
    projectId: uuid("project_id").notNull(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id),
    answers: integer("answers").notNull().default(0),
    skills: text("skills").array().notNull().default([]),
    /** Languages they answer in; empty: all of the project. */
    languages: text("languages").array().notNull().default([]),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.userId] })],
);
