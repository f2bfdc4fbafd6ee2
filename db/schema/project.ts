import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { modalities } from "#lib/domain/content";
import { doorPolicies } from "#lib/domain/door";
import type { LabelSchema } from "#lib/domain/label";
import { bytea, instant, int8 } from "./column";
import { user } from "./user";

export const project = pgTable(
  "project",
  {
    id: uuid("id").primaryKey(),
    slug: text("slug").notNull().unique(),
    name: text("name").notNull(),
    summary: text("summary").notNull(),
    languages: text("languages").array().notNull(),
    modality: text("modality", {
      enum: modalities,
    }).notNull(),
    guidelines: text("guidelines").notNull(),
    labelSchema: jsonb("label_schema").$type<LabelSchema>().notNull(),
    /** What contributors release their work under unless they choose another. */
    licence: text("licence").notNull(),
    /** Further licences that a contributor may choose instead. */
    otherLicences: text("other_licences").array().notNull().default([]),
    state: text("state", { enum: ["draft", "open", "paused", "closed"] }).notNull(),
    reviewsWanted: integer("reviews_wanted").notNull(),
    rejectReasons: text("reject_reasons").array().notNull(),
    rewardRule: text("reward_rule").notNull(),
    /** What happens to texts that hold personal data. */
    personalData: text("personal_data", { enum: doorPolicies }).notNull().default("warn"),
    /** What happens to texts that are much like another of the project, and from how many percent on. */
    nearDuplicates: text("near_duplicates", { enum: doorPolicies }).notNull().default("warn"),
    nearThreshold: integer("near_threshold").notNull().default(60),
    /** What happens to texts that do not look like the language they are said to be in. */
    languageCheck: text("language_check", { enum: doorPolicies }).notNull().default("warn"),
    /** Refuses what stands in another project already. */
    uniqueAcrossProjects: boolean("unique_across_projects").notNull().default(false),
    /** Room for files that this project gives to each person, and to all; the site's own where null, and never more than that. */
    personRoomMb: integer("person_room_mb"),
    projectRoomMb: integer("project_room_mb"),
    acceptPrice: int8("accept_price").notNull(),
    reviewPrice: int8("review_price").notNull(),
    /** Raised on each change of review or reward policy; contributions keep the version they came in under. */
    policyVersion: integer("policy_version").notNull().default(1),
    policyHash: bytea("policy_hash").notNull(),
    /** What the owner asks an admin to move from the treasury; 0 when nothing is asked. */
    requestedBudget: int8("requested_budget").notNull().default(0),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => user.id),
    createdAt: instant("created_at").notNull(),
    openedAt: instant("opened_at"),
    /** Live counts by status, changed in the transaction that changes the status. */
    inReviewCount: integer("in_review_count").notNull().default(0),
    changesRequestedCount: integer("changes_requested_count").notNull().default(0),
    acceptedCount: integer("accepted_count").notNull().default(0),
    rejectedCount: integer("rejected_count").notNull().default(0),
    withdrawnCount: integer("withdrawn_count").notNull().default(0),
    /** Sealed reviews whose item has its verdict. */
    reviewCount: integer("review_count").notNull().default(0),
  },
  (t) => [
    index("project_state_idx").on(t.state, t.createdAt, t.id),
    index("project_owner_idx").on(t.ownerId),
    check("project_reviews_odd", sql`${t.reviewsWanted} between 1 and 9 and ${t.reviewsWanted} % 2 = 1`),
    check("project_prices", sql`${t.acceptPrice} >= 0 and ${t.reviewPrice} >= 0`),
  ],
);

/** Roles inside one project. Anyone signed in may contribute, so that role needs no row. */
export const membership = pgTable(
  "membership",
  {
    projectId: uuid("project_id")
      .notNull()
      .references(() => project.id),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id),
    role: text("role", { enum: ["reviewer", "owner"] }).notNull(),
    grantedBy: uuid("granted_by").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.userId, t.role] }), index("membership_user_idx").on(t.userId)],
);

/** Consent of one person to a project's licence, bound to the exact wording by its hash. */
export const consent = pgTable(
  "consent",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id),
    projectId: uuid("project_id")
      .notNull()
      .references(() => project.id),
    licence: text("licence").notNull(),
    wordingHash: bytea("wording_hash").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("consent_user_project_idx").on(t.userId, t.projectId)],
);

/**
 * What a person declared about the rights in a contribution, or once for all rows of an import. Its SHA-256(salt || content) stands in
 * the ledger; content may hold a link that names somebody, so both go when nothing refers to them any more.
 */
export const declaration = pgTable(
  "declaration",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id),
    projectId: uuid("project_id")
      .notNull()
      .references(() => project.id),
    /** Canonical JSON of lib/domain/declaration.ts. */
    content: text("content").notNull(),
    salt: bytea("salt").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("declaration_user_idx").on(t.userId, t.id)],
);
