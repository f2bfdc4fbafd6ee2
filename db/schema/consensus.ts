import { sql } from "drizzle-orm";
import { boolean, doublePrecision, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { QuestionQuality } from "#lib/domain/quality";
import { bytea, instant, int8 } from "./column";

/** How far a project's answers have been gone through; one row a project that was ever asked about. */
export const consensusState = pgTable("consensus_state", {
  projectId: uuid("project_id").primaryKey(),
  /** Sealed answers of the project when it last ran. */
  answers: integer("answers").notNull(),
  ranAt: instant("ran_at").notNull(),
});

/** One pass over all closed items of a question; its id is that of the ledger entry where there is one. */
export const consensusRun = pgTable(
  "consensus_run",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id").notNull(),
    question: text("question").notNull(),
    rule: text("rule").notNull(),
    /** False where the answers are not public: nobody could make it again. */
    isRecorded: boolean("is_recorded").notNull(),
    /** Answers count that were opened by the entries before this index. */
    size: int8("size").notNull(),
    answers: integer("answers").notNull(),
    items: integer("items").notNull(),
    flagged: integer("flagged").notNull(),
    inputHash: bytea("input_hash"),
    root: bytea("root"),
    decidedBy: text("decided_by"),
    /** Shares of the labels by the model; with the people's confusions what judges a new answer. */
    shares: doublePrecision("shares").array(),
    /** What the quality page shows. */
    quality: jsonb("quality").$type<QuestionQuality>().notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("consensus_run_project_idx").on(t.projectId, t.question, t.createdAt)],
);

/** What the newest run says of each item. */
export const consensusLabel = pgTable(
  "consensus_label",
  {
    contributionId: uuid("contribution_id").notNull(),
    question: text("question").notNull(),
    projectId: uuid("project_id").notNull(),
    /** The label in the form of the question's answers, true for texts and marks, which stand in the answers only; null without consensus. */
    value: jsonb("value"),
    /** Basis points. */
    confidence: integer("confidence").notNull(),
    majority: jsonb("majority"),
    differs: boolean("differs").notNull(),
    /** The soft label: a share for each code; null for forms without codes. */
    shares: doublePrecision("shares").array(),
    /** Of two answers to the item drawn at random, how often they are the same, in basis points; null with one answer. */
    agreement: integer("agreement"),
    /** Codes that somebody gave. */
    given: integer("given").array().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.contributionId, t.question] }),
    index("consensus_label_agreement_idx")
      .on(t.projectId, t.question, t.agreement, t.contributionId)
      .where(sql`${t.agreement} < 10000`),
  ],
);

/** What the newest run says of each person. */
export const consensusWorker = pgTable(
  "consensus_worker",
  {
    projectId: uuid("project_id").notNull(),
    question: text("question").notNull(),
    userId: uuid("user_id").notNull(),
    answers: integer("answers").notNull(),
    /** Basis points by worker-score/1; null for forms that it is not for. */
    accuracy: integer("accuracy"),
    /** Answers that could be held against a label, and how many were it. */
    compared: integer("compared").notNull(),
    agreed: integer("agreed").notNull(),
    /** Median of the milliseconds an item took. */
    medianMs: integer("median_ms"),
    /** P(what they say | what is true) by the model, row by row. */
    confusion: doublePrecision("confusion").array(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.question, t.userId] })],
);
