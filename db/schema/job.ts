import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant } from "./column";

/** Work to do after a commit, enqueued in the transaction that makes it necessary. */
export const job = pgTable(
  "job",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind").notNull(),
    payload: jsonb("payload").$type<Record<string, unknown>>().notNull(),
    /** At most one waiting or running job with the same key. */
    key: text("key"),
    state: text("state", { enum: ["waiting", "running", "done", "failed"] }).notNull(),
    attempts: integer("attempts").notNull().default(0),
    maxAttempts: integer("max_attempts").notNull(),
    runAt: instant("run_at").notNull(),
    lockedUntil: instant("locked_until"),
    lastError: text("last_error"),
    createdAt: instant("created_at").notNull(),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    index("job_due_idx").on(t.runAt).where(sql`${t.state} = 'waiting'`),
    index("job_locked_idx").on(t.lockedUntil).where(sql`${t.state} = 'running'`),
    index("job_created_idx").on(t.createdAt, t.id),
    uniqueIndex("job_key_key").on(t.key).where(sql`${t.state} in ('waiting', 'running')`),
  ],
);

/** When each loop last went round, by process: health reads it. */
export const heartbeat = pgTable("heartbeat", {
  name: text("name").primaryKey(),
  beatAt: instant("beat_at").notNull(),
});
