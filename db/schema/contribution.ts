import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { erasureCauses } from "#lib/domain/erasure";
import { bytea, instant, int8 } from "./column";
import { project } from "./project";
import { user } from "./user";

export const contribution = pgTable(
  "contribution",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => project.id),
    authorId: uuid("author_id")
      .notNull()
      .references(() => user.id),
    /** The import (batch) that it arrived in; null for the form. */
    batchId: uuid("batch_id"),
    status: text("status", {
      enum: ["in_review", "changes_requested", "accepted", "rejected", "withdrawn"],
    }).notNull(),
    /** Review round, from 1; a revision opens the next. */
    round: integer("round").notNull().default(1),
    language: text("language").notNull(),
    /** Canonical JSON of the content as it was given; contentHash is the SHA-256 of its comparable form (lib/domain/content.ts). */
    content: text("content").notNull(),
    contentHash: bytea("content_hash").notNull(),
    /** SHA-256 of the published image that it is about; null for texts. */
    mediaHash: bytea("media_hash"),
    /** Random bytes behind the public commitment SHA-256(salt || content); destroying them is what erasure does. */
    salt: bytea("salt").notNull(),
    consentId: uuid("consent_id").notNull(),
    /** What was declared about its rights; null for what came in before that was asked, and once it is erased. */
    declarationId: uuid("declaration_id"),
    policyVersion: integer("policy_version").notNull(),
    acceptPrice: int8("accept_price").notNull(),
    reviewPrice: int8("review_price").notNull(),
    reviewsWanted: integer("reviews_wanted").notNull(),
    /** Milli-points of the project's reserved account that are promised to this item and not yet resolved. */
    reserved: int8("reserved").notNull(),
    createdAt: instant("created_at").notNull(),
    decidedAt: instant("decided_at"),
    /** When its content was destroyed; then `content` is {}, `salt` empty, and `contentHash` random bytes that say nothing. */
    erasedAt: instant("erased_at"),
    erasedFor: text("erased_for", { enum: erasureCauses }),
  },
  (t) => [
    uniqueIndex("contribution_content_key").on(t.projectId, t.contentHash).where(sql`${t.status} <> 'withdrawn'`),
    // A picture is in a project once, whatever is said about it.
    uniqueIndex("contribution_media_key")
      .on(t.projectId, t.mediaHash)
      .where(sql`${t.status} <> 'withdrawn' and ${t.mediaHash} is not null`),
    // For projects that take only what no other has.
    index("contribution_content_idx").on(t.contentHash),
    index("contribution_media_idx").on(t.mediaHash).where(sql`${t.mediaHash} is not null`),
    index("contribution_project_idx").on(t.projectId, t.status, t.id),
    index("contribution_export_idx").on(t.authorId, t.id),
    // One's own work by status, newest first: ids do not tell when, because forms and imports make their own.
    index("contribution_author_idx").on(t.authorId, t.status, t.createdAt, t.id),
    check("contribution_reserved", sql`${t.reserved} >= 0`),
  ],
);

/** Earlier versions of a contribution that was revised after changes were requested. */
export const revision = pgTable(
  "revision",
  {
    contributionId: uuid("contribution_id")
      .notNull()
      .references(() => contribution.id),
    round: integer("round").notNull(),
    content: text("content").notNull(),
    contentHash: bytea("content_hash").notNull(),
    salt: bytea("salt").notNull(),
    declarationId: uuid("declaration_id"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.contributionId, t.round] })],
);

/** What a person typed and has not sent. `key` is "new" or the id of the contribution being revised. */
export const draft = pgTable(
  "draft",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    projectId: uuid("project_id")
      .notNull()
      .references(() => project.id),
    key: text("key").notNull(),
    content: text("content").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.projectId, t.key] })],
);
