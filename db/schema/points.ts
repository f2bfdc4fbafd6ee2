import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { transferKinds } from "#lib/domain/points";
import { instant, int8 } from "./column";

/**
 * A points account; amounts are integers of 1/1000 point. Only `mint` may go negative, and it keeps no running balance
 * (one hot row would hold all awards to some hundreds a second).
 */
export const account = pgTable(
  "account",
  {
    id: uuid("id").primaryKey(),
    unit: text("unit").notNull(),
    kind: text("kind", {
      enum: ["mint", "treasury", "project_budget", "project_reserved", "user_available"],
    }).notNull(),
    /** The project or the user that it belongs to; null for mint and treasury. */
    ownerId: uuid("owner_id"),
    balance: int8("balance").notNull().default(0),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    unique("account_id_unit_key").on(t.id, t.unit),
    unique("account_owner_key").on(t.unit, t.kind, t.ownerId).nullsNotDistinct(),
    check("account_no_overdraft", sql`${t.balance} >= 0`),
    check("account_mint_has_no_balance", sql`${t.kind} <> 'mint' or ${t.balance} = 0`),
  ],
);

/** Double entry: one debit and one credit account. Rows are never changed or removed (triggers of the first migration). */
export const transfer = pgTable(
  "transfer",
  {
    /** Idempotency key, and the id of the ledger entry that records it. */
    id: uuid("id").primaryKey(),
    unit: text("unit").notNull(),
    debitAccountId: uuid("debit_account_id").notNull(),
    creditAccountId: uuid("credit_account_id").notNull(),
    amount: int8("amount").notNull(),
    kind: text("kind", { enum: transferKinds }).notNull(),
    rule: text("rule").notNull(),
    projectId: uuid("project_id"),
    contributionId: uuid("contribution_id"),
    batchId: uuid("batch_id"),
    round: integer("round"),
    reversesId: uuid("reverses_id").unique(),
    reason: text("reason"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.debitAccountId, t.unit], foreignColumns: [account.id, account.unit] }),
    foreignKey({ columns: [t.creditAccountId, t.unit], foreignColumns: [account.id, account.unit] }),
    check("transfer_amount_positive", sql`${t.amount} > 0`),
    check("transfer_two_accounts", sql`${t.debitAccountId} <> ${t.creditAccountId}`),
    // A promise is resolved once: one award, one release an item, one fee per reviewer and round.
    uniqueIndex("transfer_resolution_key")
      .on(t.contributionId, t.round, t.kind, t.creditAccountId)
      .where(sql`${t.kind} in ('award', 'fee', 'release')`),
    index("transfer_debit_idx").on(t.debitAccountId, t.createdAt, t.id),
    index("transfer_credit_idx").on(t.creditAccountId, t.createdAt, t.id),
    index("transfer_contribution_idx").on(t.contributionId),
  ],
);
