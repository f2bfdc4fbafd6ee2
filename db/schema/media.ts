import {
  type AnyPgColumn,
  bigserial,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { bytea, instant, int8 } from "./column";
import { project } from "./project";
import { user } from "./user";

/** One published file in the store of media, named by what it holds: many uploads may have made it. */
export const media = pgTable("media", {
  /** SHA-256 of the published file. */
  sha256: bytea("sha256").primaryKey(),
  kind: text("kind", { enum: ["image", "audio"] })
    .notNull()
    .default("image"),
  format: text("format", { enum: ["jpeg", "png", "webp", "avif", "wav", "flac", "mp3", "ogg", "m4a"] }).notNull(),
  /** Of images. */
  width: integer("width"),
  height: integer("height"),
  /** Of recordings. */
  durationMs: integer("duration_ms"),
  sampleRate: integer("sample_rate"),
  channels: integer("channels"),
  /** How loud a recording is from beginning to end, a byte for each step. */
  peaks: bytea("peaks"),
  /** What it looks or sounds like (lib/domain/near-media.ts); null when that says nothing, and of what came before this was kept. */
  print: bytea("print"),
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
    /** What it is for: a file to be sent in, an archive or a pack of such files, or a table to be imported. */
    purpose: text("purpose", { enum: ["media", "archive", "pack", "table"] })
      .notNull()
      .default("media"),
    /** The archive that it came out of, and where it stood there. */
    archiveId: uuid("archive_id").references((): AnyPgColumn => upload.id, { onDelete: "set null" }),
    archiveEntry: integer("archive_entry"),
    archiveName: text("archive_name"),
    /** The upload whose file holds its bytes until they are checked, and from which byte on; null when it has a file of its own. */
    heldIn: uuid("held_in"),
    heldAt: int8("held_at"),
    fileName: text("file_name").notNull(),
    /** Of the file as it is sent: what quotas count. */
    sizeBytes: int8("size_bytes").notNull(),
    state: text("state", { enum: ["receiving", "received", "ready", "refused"] }).notNull(),
    /** SHA-256 that the sender gave. */
    claimedSha256: bytea("claimed_sha256"),
    /** SHA-256 of the bytes that came, before anything was taken out of them. */
    originalSha256: bytea("original_sha256"),
    mediaSha256: bytea("media_sha256").references(() => media.sha256),
    /** The file of the project that it was most like when it was checked, by its contribution, and how much in percent. */
    nearTo: uuid("near_to"),
    nearPercent: integer("near_percent"),
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
    index("upload_archive_idx").on(t.archiveId),
    index("upload_held_idx").on(t.heldIn),
  ],
);

/**
 * What each person's uploads take of the room in each project, as amounts to be summed: triggers of `upload` note every change, whoever makes
 * it, and rows are folded into one under the locks of person and project. No keys to either: a note must not wait for those locks.
 */
export const uploadRoom = pgTable(
  "upload_room",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    userId: uuid("user_id").notNull(),
    projectId: uuid("project_id").notNull(),
    bytes: int8("bytes").notNull(),
    waitingFiles: integer("waiting_files").notNull(),
    largeFiles: integer("large_files").notNull(),
    packs: integer("packs").notNull(),
  },
  (t) => [index("upload_room_user_idx").on(t.userId, t.projectId), index("upload_room_project_idx").on(t.projectId)],
);

/** How far the unpacking of an uploaded archive is. `nextEntry` is where one that was killed goes on. */
export const archive = pgTable("archive", {
  uploadId: uuid("upload_id")
    .primaryKey()
    .references(() => upload.id, { onDelete: "cascade" }),
  /** Members that there are to take or refuse. */
  files: integer("files").notNull(),
  doneFiles: integer("done_files").notNull().default(0),
  nextEntry: integer("next_entry").notNull().default(0),
});

/** One member of an archive that did not even become an upload. */
export const archiveRefusal = pgTable(
  "archive_refusal",
  {
    archiveId: uuid("archive_id")
      .notNull()
      .references(() => archive.uploadId, { onDelete: "cascade" }),
    entry: integer("entry").notNull(),
    name: text("name").notNull(),
    reason: text("reason").notNull(),
    details: jsonb("details").$type<Record<string, string | number | boolean | null>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.archiveId, t.entry] })],
);
