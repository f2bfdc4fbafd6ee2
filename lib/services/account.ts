import { v5 as uuidv5 } from "uuid";
import { account } from "#db/schema/points";
import { POINT_UNIT } from "#lib/domain/points";
import type { Ctx } from "./context";
import { appendEntries } from "./outbox";

type AccountKind = (typeof account.$inferSelect)["kind"];
export type AccountRef = { kind: AccountKind; ownerId: string | null };

// Fixed forever: ids made from names must come out the same in every process and after every restart.
const NAMESPACE = "6f1c7f0e-6c0b-4b8e-9a53-0d5e0f3a7c11";

/** An id that is a function of its parts, so that doing the same thing twice collides instead of happening twice. */
export function deterministicId(...parts: (string | number)[]): string {
  return uuidv5(parts.join("|"), NAMESPACE);
}

export const mintAccount: AccountRef = { kind: "mint", ownerId: null };
export const treasuryAccount: AccountRef = { kind: "treasury", ownerId: null };
export const budgetAccount = (projectId: string): AccountRef => ({ kind: "project_budget", ownerId: projectId });
export const reservedAccount = (projectId: string): AccountRef => ({ kind: "project_reserved", ownerId: projectId });
export const userAccount = (userId: string): AccountRef => ({ kind: "user_available", ownerId: userId });

/** The account's id, the same whether it exists yet or not. */
export function accountId({ kind, ownerId }: AccountRef): string {
  return deterministicId("account", POINT_UNIT, kind, ownerId ?? "");
}

/** Opens those of the accounts that do not exist yet, each with its ledger entry. */
export async function openAccounts(ctx: Ctx, refs: readonly AccountRef[]): Promise<void> {
  const unique = [...new Map(refs.map((ref) => [accountId(ref), ref])).entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  if (unique.length === 0) return;
  const now = ctx.now();
  const opened = await ctx.db
    .insert(account)
    .values(unique.map(([id, ref]) => ({ id, unit: POINT_UNIT, kind: ref.kind, ownerId: ref.ownerId, createdAt: now })))
    .onConflictDoNothing()
    .returning();
  await appendEntries(
    ctx,
    opened.map((row) => ({
      v: 1,
      id: deterministicId("account.opened", row.id),
      at: now.toISOString(),
      kind: "account.opened",
      account: row.id,
      accountKind: row.kind,
      owner: row.ownerId,
      unit: row.unit,
    })),
  );
}
