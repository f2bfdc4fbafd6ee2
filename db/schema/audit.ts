import { index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./column";

/** What people with power did, for the admin's audit view. */
export const auditEvent = pgTable(
  "audit_event",
  {
    id: uuid("id").primaryKey(),
    actorId: uuid("actor_id"),
    action: text("action").notNull(),
    subjectId: uuid("subject_id"),
    detail: jsonb("detail").$type<Record<string, string | number | boolean | null>>().notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("audit_event_created_idx").on(t.createdAt, t.id)],
);
