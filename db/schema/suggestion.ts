import { boolean, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { suggestionSources } from "#lib/domain/model-help";
import { bytea, instant } from "./column";
import { project } from "./project";
import { user } from "./user";

/** Whether a task's annotators are shown what a model suggests; one row a project that ever had suggestions or was asked to show them. */
export const modelHelp = pgTable("model_help", {
  projectId: uuid("project_id")
    .primaryKey()
    .references(() => project.id),
  isShown: boolean("is_shown").notNull().default(false),
  /** 32 random bytes that draw who sees a suggestion; nobody but the server may know them. */
  key: bytea("key").notNull(),
  /** Sets so far. */
  sets: integer("sets").notNull().default(0),
});

/** Suggestions that came together, of one model; its id is that of its ledger entry. */
export const suggestionSet = pgTable(
  "suggestion_set",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => project.id),
    /** From 1, in the order they came. */
    number: integer("number").notNull(),
    source: text("source", { enum: suggestionSources }).notNull(),
    model: text("model").notNull(),
    version: text("version").notNull(),
    count: integer("count").notNull(),
    root: bytea("root").notNull(),
    actorId: uuid("actor_id")
      .notNull()
      .references(() => user.id),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [uniqueIndex("suggestion_set_number_key").on(t.projectId, t.number)],
);

/** What a model says of an item. Of several the one of the newest set is shown; the others stay for what was shown before. */
export const suggestion = pgTable(
  "suggestion",
  {
    contributionId: uuid("contribution_id").notNull(),
    set: integer("set").notNull(),
    projectId: uuid("project_id").notNull(),
    /** Canonical JSON, as an annotator's answer. */
    answer: text("answer").notNull(),
    /** Basis points; null where the model gave none. */
    confidence: integer("confidence"),
    /** Random bytes behind the commitment; empty once the item is erased. */
    salt: bytea("salt").notNull(),
    leaf: bytea("leaf").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.contributionId, t.set] }),
    index("suggestion_set_idx").on(t.projectId, t.set, t.contributionId),
  ],
);
