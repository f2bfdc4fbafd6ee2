import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { goldCauses, goldStates, type KnownAnswer } from "#lib/domain/gold";
import { bytea, instant, int8 } from "./column";
import { contribution } from "./contribution";
import { project } from "./project";
import { user } from "./user";

/** A task's gold as a whole: the secret that draws whose turn it is, and the points set aside for answers to it. */
export const goldPool = pgTable(
  "gold_pool",
  {
    projectId: uuid("project_id")
      .primaryKey()
      .references(() => project.id),
    /** 32 random bytes; nobody but the server may know them. */
    key: bytea("key").notNull(),
    sets: integer("sets").notNull().default(0),
    /** True once the ledger has the key, which then decides nothing more. */
    isKeyOpened: boolean("is_key_opened").notNull().default(false),
    /** Milli-points of the project's reserved account that are set aside, and those of them that no answer was promised yet. */
    reserved: int8("reserved").notNull().default(0),
    free: int8("free").notNull().default(0),
  },
  (t) => [check("gold_pool_free", sql`${t.free} >= 0 and ${t.free} <= ${t.reserved}`)],
);

/** An item whose answer the owner knows. */
export const gold = pgTable(
  "gold",
  {
    contributionId: uuid("contribution_id")
      .primaryKey()
      .references(() => contribution.id),
    projectId: uuid("project_id").notNull(),
    authorId: uuid("author_id").notNull(),
    language: text("language").notNull(),
    state: text("state", { enum: goldStates }).notNull(),
    answer: jsonb("answer").$type<KnownAnswer>().notNull(),
    /** Behind the commitment to it. */
    salt: bytea("salt").notNull(),
    hint: text("hint").notNull(),
    /** Set and place in it; null while it is not committed to. */
    set: integer("set"),
    leaf: integer("leaf"),
    /** How often it was served. */
    exposures: integer("exposures").notNull().default(0),
    cause: text("cause", { enum: goldCauses }),
    createdAt: instant("created_at").notNull(),
    openedAt: instant("opened_at"),
  },
  (t) => [index("gold_serve_idx").on(t.projectId, t.state, t.exposures)],
);

/** Gold served to somebody: by seat, with the terms of the items around it, and what became of it. */
export const goldCheck = pgTable(
  "gold_check",
  {
    seatId: uuid("seat_id").primaryKey(),
    projectId: uuid("project_id").notNull(),
    contributionId: uuid("contribution_id").notNull(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id),
    taskVersion: integer("task_version").notNull(),
    price: int8("price").notNull(),
    /** dropped: passed over or run out; its price is free again. */
    state: text("state", { enum: ["served", "sealed", "dropped"] }).notNull(),
    /** Which of the person's tasks, from 0, called for it, and whether they were trusted then. */
    turn: integer("turn"),
    isTrusted: boolean("is_trusted"),
    isRight: boolean("is_right"),
    servedAt: instant("served_at").notNull(),
    sealedAt: instant("sealed_at"),
    /** Rises with each seal; of one person in the order of their ledger entries. */
    sealOrder: int8("seal_order"),
  },
  (t) => [
    index("gold_check_person_idx").on(t.projectId, t.userId, t.sealOrder),
    index("gold_check_item_idx").on(t.contributionId),
  ],
);

/** Pay of one person for some answers by spot-check/1; id of the ledger entry label.settled. */
export const labelSettlement = pgTable(
  "label_settlement",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id").notNull(),
    userId: uuid("user_id").notNull(),
    taskVersion: integer("task_version").notNull(),
    price: int8("price").notNull(),
    answers: integer("answers").notNull(),
    gold: integer("gold").notNull(),
    isLate: boolean("is_late").notNull(),
    classes: integer("classes").notNull(),
    target: integer("target").notNull(),
    right: integer("right").notNull(),
    of: integer("of").notNull(),
    estimate: jsonb("estimate").$type<{ input: string; accuracy: number; answers: number } | null>(),
    /** The log's size up to which the estimate counts; null where nobody noted it. */
    estimateSize: int8("estimate_size"),
    share: integer("share").notNull(),
    /** What it comes to now, with its corrections. */
    paid: int8("paid").notNull(),
    /** Gold up to here was counted. */
    sealOrder: int8("seal_order").notNull(),
    corrections: integer("corrections").notNull().default(0),
    /** What corrections could not take back. */
    waived: int8("waived").notNull().default(0),
    /** Gold that it counted was suspended since. */
    isDoubted: boolean("is_doubted").notNull().default(false),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    index("label_settlement_person_idx").on(t.projectId, t.userId, t.createdAt),
    index("label_settlement_doubt_idx").on(t.projectId).where(sql`${t.isDoubted}`),
  ],
);
