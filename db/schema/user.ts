import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant } from "./column";

/** A person. `id` is the pseudonym that the public ledger uses; nothing else of this row ever enters it. */
export const user = pgTable(
  "user",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    name: text("name"),
    email: text("email").notNull(),
    emailVerified: instant("email_verified"),
    image: text("image"),
    handle: text("handle").notNull().default(sql`'u' || substr(md5(random()::text || clock_timestamp()::text), 1, 10)`),
    passwordHash: text("password_hash"),
    /** Raised to sign out everywhere: a session token of an older epoch is refused. */
    sessionEpoch: integer("session_epoch").notNull().default(0),
    isAdmin: boolean("is_admin").notNull().default(false),
    bannedAt: instant("banned_at"),
    hiddenFromBoards: boolean("hidden_from_boards").notNull().default(false),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("user_email_key").on(sql`lower(${t.email})`),
    uniqueIndex("user_handle_key").on(sql`lower(${t.handle})`),
    index("user_created_at_idx").on(t.createdAt, t.id),
  ],
);
