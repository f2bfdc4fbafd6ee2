import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { askFaults, type Endpoint, runCauses, runStates } from "#lib/domain/model-endpoint";
import { bytea, instant, int8 } from "./column";
import { contribution } from "./contribution";
import { project } from "./project";
import { user } from "./user";

/** A model that a project's owner has asked for suggestions. */
export const modelEndpoint = pgTable("model_endpoint", {
  projectId: uuid("project_id")
    .primaryKey()
    .references(() => project.id),
  terms: jsonb("terms").$type<Endpoint>().notNull(),
  /** The key that the endpoint wants, encrypted with the instance's secret; null for none. */
  secret: bytea("secret"),
  changedAt: instant("changed_at").notNull(),
});

/** One asking of a model, item by item. */
export const modelRun = pgTable(
  "model_run",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => project.id),
    actorId: uuid("actor_id")
      .notNull()
      .references(() => user.id),
    /** As they were at its start. */
    terms: jsonb("terms").$type<Endpoint>().notNull(),
    state: text("state", { enum: runStates }).notNull(),
    cause: text("cause", { enum: runCauses }),
    /** Somebody wants it to end; what is stored by then is recorded. */
    isCancelled: boolean("is_cancelled").notNull().default(false),
    /** Items it is to ask, those it has asked, suggestions recorded, items that came to nothing. */
    items: integer("items").notNull(),
    asked: integer("asked").notNull().default(0),
    taken: integer("taken").notNull().default(0),
    failed: integer("failed").notNull().default(0),
    /** Failures since the last answer. */
    failedInRow: integer("failed_in_row").notNull().default(0),
    tokens: int8("tokens").notNull().default(0),
    createdAt: instant("created_at").notNull(),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    index("model_run_project_idx").on(t.projectId, t.id),
    uniqueIndex("model_run_running_key").on(t.projectId).where(sql`${t.state} = 'running'`),
  ],
);

/** What came of asking for one item; an answer stays here only until it is recorded in a set. */
export const modelAsk = pgTable(
  "model_ask",
  {
    runId: uuid("run_id")
      .notNull()
      .references(() => modelRun.id),
    contributionId: uuid("contribution_id")
      .notNull()
      .references(() => contribution.id),
    state: text("state", { enum: ["answered", "recorded", "failed"] }).notNull(),
    /** Canonical JSON, as an annotator's answer. */
    answer: text("answer"),
    /** Basis points. */
    confidence: integer("confidence"),
    fault: text("fault", { enum: askFaults }),
    /** Of a fault: HTTP's status, the question, and what is wrong with its answer as a key of "error.field". */
    status: integer("status"),
    question: text("question"),
    message: text("message"),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.contributionId] }),
    index("model_ask_state_idx").on(t.runId, t.state, t.contributionId),
    index("model_ask_item_idx").on(t.contributionId),
  ],
);
