import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { itemStates } from "#lib/domain/annotation";
import type { QuestionResult } from "#lib/domain/consensus";
import type { Question } from "#lib/domain/question";
import { stopRules } from "#lib/domain/stop-rule";
import { labelRules, taskStates } from "#lib/domain/task";
import { bytea, instant, int8 } from "./column";
import { contribution } from "./contribution";
import { project } from "./project";

/** What a project asks about its accepted items, and on what terms. */
export const task = pgTable(
  "task",
  {
    projectId: uuid("project_id")
      .primaryKey()
      .references(() => project.id),
    state: text("state", { enum: taskStates }).notNull(),
    /** Raised on each change of what is asked or paid; answers keep the version they were given under. */
    version: integer("version").notNull().default(1),
    questions: jsonb("questions").$type<Question[]>().notNull(),
    instructions: text("instructions").notNull(),
    answersWanted: integer("answers_wanted").notNull(),
    answersMost: integer("answers_most").notNull(),
    confidence: integer("confidence").notNull(),
    stop: text("stop", { enum: stopRules }).notNull().default("share"),
    answerPrice: int8("answer_price").notNull(),
    rewardRule: text("reward_rule", { enum: labelRules }).notNull(),
    /** By spot-check/1: accuracy in basis points that earns the full price. */
    target: integer("target").notNull().default(9_000),
    skill: text("skill"),
    /** The published checkpoint whose root items are put in order by; null while none was asked. */
    seedSize: int8("seed_size"),
    seedRoot: bytea("seed_root"),
    createdAt: instant("created_at").notNull(),
    openedAt: instant("opened_at"),
  },
  (t) => [check("task_answers", sql`${t.answersWanted} between 1 and ${t.answersMost} and ${t.answersMost} <= 99`)],
);

/** A contribution that is labelled. */
export const item = pgTable(
  "item",
  {
    contributionId: uuid("contribution_id")
      .primaryKey()
      .references(() => contribution.id),
    projectId: uuid("project_id").notNull(),
    authorId: uuid("author_id").notNull(),
    /** disputed: the answers came to no consensus, and somebody must judge. */
    state: text("state", { enum: itemStates }).notNull(),
    /** Terms of the task's version that it was opened under; later ones do not touch it. */
    taskVersion: integer("task_version").notNull(),
    answersWanted: integer("answers_wanted").notNull(),
    answersMost: integer("answers_most").notNull(),
    confidence: integer("confidence").notNull(),
    stop: text("stop", { enum: stopRules }).notNull().default("share"),
    answerPrice: int8("answer_price").notNull(),
    language: text("language").notNull(),
    orderKey: int8("order_key").notNull(),
    /** Seats made so far, and answers sealed. */
    seats: integer("seats").notNull(),
    answers: integer("answers").notNull().default(0),
    /** Milli-points of the project's reserved account that are promised to its answers. */
    reserved: int8("reserved").notNull(),
    /** What its answers came to; null while open. */
    results: jsonb("results").$type<QuestionResult[]>(),
    cause: text("cause"),
    settledAt: instant("settled_at"),
  },
  (t) => [
    index("item_project_idx").on(t.projectId, t.state, t.orderKey, t.contributionId),
    check("item_reserved", sql`${t.reserved} >= 0`),
  ],
);
