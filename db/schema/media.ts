import { index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { bytea, instant, int8 } from "./column";
import { project } from "./project";
import { user } from "./user";

/** One published image in the store of media, named by what it holds: many uploads may have made it. */
export const media = pgTable("media", {
  /** SHA-256 of the published file. */
  sha256: bytea("sha256").primaryKey(),
  format: text("format", { enum: ["jpeg", "png", "webp", "avif"] }).notNull(),
  width: integer("width").notNull(),
  height: integer("height").notNull(),
  sizeBytes: int8("size_bytes").notNull(),
  /** When an upload last brought it: the sweep leaves alone what is younger than a day. */
  touchedAt: instant("touched_at").notNull(),
});

/** A file that a person sends to a project, from its first byte to the contribution that it becomes part of. */
export const upload = pgTable(
  "upload",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id),
    projectId: uuid("project_id")
      .notNull()
      .references(() => project.id),
    fileName: text("file_name").notNull(),
    /** Of the file as it is sent: what quotas count. */
    sizeBytes: int8("size_bytes").notNull(),
    state: text("state", { enum: ["receiving", "received", "ready", "refused"] }).notNull(),
    /** SHA-256 that the sender gave. */
    claimedSha256: bytea("claimed_sha256"),
    /** SHA-256 of the bytes that came, before anything was taken out of them. */
    originalSha256: bytea("original_sha256"),
    mediaSha256: bytea("media_sha256").references(() => media.sha256),
    refusal: text("refusal"),
    refusalDetails: jsonb("refusal_details").$type<Record<string, string | number | boolean | null>>(),
    /** The contribution that holds it, in any of its rounds; null while it waits to be sent in. */
    contributionId: uuid("contribution_id"),
    createdAt: instant("created_at").notNull(),
    /** When its state last changed. */
    changedAt: instant("changed_at").notNull(),
  },
  (t) => [
    index("upload_user_idx").on(t.userId, t.projectId, t.state),
    index("upload_project_idx").on(t.projectId, t.originalSha256),
    index("upload_media_idx").on(t.mediaSha256),
    index("upload_waiting_idx").on(t.contributionId, t.changedAt),
  ],
);
