import { hash } from "node:crypto";
import { account } from "#db/schema/points";
import { POINT_UNIT } from "#lib/domain/points";
import type { Ctx } from "./context";
import { appendEntries } from "./outbox";

type AccountKind = (typeof account.$inferSelect)["kind"];
export type AccountRef = { kind: AccountKind; ownerId: string | null };

// Fixed forever: ids made from names must come out the same in every process and after every restart.
const NAMESPACE = Buffer.from("6f1c7f0e6c0b4b8e9a530d5e0f3a7c11", "hex");

/**
 * An id that is a function of its parts, so that doing the same thing twice collides instead of happening twice: UUID version 5
 * (RFC 9562). By node's own hash, because imports make hundreds of thousands; a test holds it to the uuid library.
 */
export function deterministicId(...parts: (string | number)[]): string {
  const bytes = hash("sha1", Buffer.concat([NAMESPACE, Buffer.from(parts.join("|"))]), "buffer");
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex", 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
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
