import { index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, instant } from "./column";
import { user } from "./user";

/** Sign-ins through GitHub or Google; column names are next-auth's. */
export const identity = pgTable(
  "identity",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    type: text("type").notNull(),
    provider: text("provider").notNull(),
    providerAccountId: text("provider_account_id").notNull(),
    refresh_token: text("refresh_token"),
    access_token: text("access_token"),
    expires_at: integer("expires_at"),
    token_type: text("token_type"),
    scope: text("scope"),
    id_token: text("id_token"),
    session_state: text("session_state"),
  },
  (t) => [primaryKey({ columns: [t.provider, t.providerAccountId] }), index("identity_user_idx").on(t.userId)],
);

/** next-auth's table of e-mail sign-in links. */
export const verificationToken = pgTable(
  "verification_token",
  {
    identifier: text("identifier").notNull(),
    token: text("token").notNull(),
    expires: instant("expires").notNull(),
  },
  (t) => [primaryKey({ columns: [t.identifier, t.token] })],
);

/** Password resets, e-mail confirmations and the first admin's setup link; only the SHA-256 of the secret is kept. */
export const oneTimeToken = pgTable("one_time_token", {
  hash: bytea("hash").primaryKey(),
  purpose: text("purpose", { enum: ["setup", "reset", "confirm"] }).notNull(),
  userId: uuid("user_id").references(() => user.id, { onDelete: "cascade" }),
  expiresAt: instant("expires_at").notNull(),
  usedAt: instant("used_at"),
});

/** Bearer tokens of the REST API; only the SHA-256 of the secret is kept. */
export const apiToken = pgTable(
  "api_token",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    hash: bytea("hash").notNull().unique(),
    hint: text("hint").notNull(),
    scopes: text("scopes").array().notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at"),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
  },
  (t) => [index("api_token_user_idx").on(t.userId)],
);

/** Wallets that people linked by a signature (EIP-4361): personal data, in no entry and on no public page. */
export const wallet = pgTable(
  "wallet",
  {
    /** Lower case, with 0x. One wallet belongs to one account. */
    address: text("address").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    linkedAt: instant("linked_at").notNull(),
  },
  (t) => [index("wallet_user_idx").on(t.userId)],
);

/** Messages handed out for a wallet to sign; gone when used or after ten minutes. */
export const walletMessage = pgTable("wallet_message", {
  nonce: text("nonce").primaryKey(),
  userId: uuid("user_id")
    .notNull()
    .references(() => user.id, { onDelete: "cascade" }),
  address: text("address").notNull(),
  message: text("message").notNull(),
  expiresAt: instant("expires_at").notNull(),
});

/** Fixed-window counters: one upsert decides, on both databases and over several processes. */
export const rateLimit = pgTable("rate_limit", {
  key: text("key").primaryKey(),
  count: integer("count").notNull(),
  resetsAt: instant("resets_at").notNull(),
});

/** Answers already given to a client-made Idempotency-Key: same key and body get the same answer again. */
export const idempotency = pgTable(
  "idempotency",
  {
    actorId: uuid("actor_id").notNull(),
    key: text("key").notNull(),
    requestHash: bytea("request_hash").notNull(),
    response: text("response").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.actorId, t.key] }), index("idempotency_created_idx").on(t.createdAt)],
);
