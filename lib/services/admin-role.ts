import { and, asc, eq } from "drizzle-orm";
import { user } from "#db/schema/user";
import { AppError } from "#lib/domain/error";
import { recordAudit } from "./audit";
import { authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { appendEntries } from "./outbox";

type RoleResult = { userId: string; isAdmin: boolean };

/** Makes somebody an admin; who is one already stays one, without a second entry. */
export async function grantAdmin(ctx: Ctx, input: { userId: string }): Promise<RoleResult> {
  await authorise(ctx, "user.change_role");
  return inTx(ctx, async (tx) => {
    const row = await lockUser(tx, input.userId);
    if (row.bannedAt) throw new AppError("auth.banned");
    if (!row.isAdmin) await setAdmin(tx, row.id, true);
    return { userId: row.id, isAdmin: true };
  });
}

/** Takes the role away, from oneself too, but never from the last admin who can still sign in. */
export async function revokeAdmin(ctx: Ctx, input: { userId: string }): Promise<RoleResult> {
  await authorise(ctx, "user.change_role");
  return inTx(ctx, async (tx) => {
    await assertOtherAdmin(tx, input.userId);
    const row = await lockUser(tx, input.userId);
    if (row.isAdmin) await setAdmin(tx, row.id, false);
    return { userId: row.id, isAdmin: false };
  });
}

/** Throws user.last_admin when nobody else would be left. Locks all admins first: two who revoke each other come one by one. */
export async function assertOtherAdmin(ctx: Ctx, userId: string): Promise<void> {
  const admins = await ctx.db
    .select({ id: user.id, bannedAt: user.bannedAt })
    .from(user)
    .where(eq(user.isAdmin, true))
    .orderBy(asc(user.id))
    .for("update");
  const isAdmin = admins.some((row) => row.id === userId);
  if (isAdmin && !admins.some((row) => row.id !== userId && !row.bannedAt)) throw new AppError("user.last_admin");
}

export async function lockUser(ctx: Ctx, id: string): Promise<typeof user.$inferSelect> {
  const [row] = await ctx.db.select().from(user).where(eq(user.id, id)).for("update");
  if (!row) throw new AppError("user.not_found", { details: { user: id } });
  return row;
}

async function setAdmin(ctx: Ctx, userId: string, isAdmin: boolean): Promise<void> {
  await ctx.db
    .update(user)
    .set({ isAdmin })
    .where(and(eq(user.id, userId), eq(user.isAdmin, !isAdmin)));
  const kind = isAdmin ? "role.granted" : "role.revoked";
  await recordRole(ctx, { kind, userId });
  await recordAudit(ctx, { action: kind, subjectId: userId, detail: { role: "admin" } });
}

/** The ledger entry of a change of the admin role. */
export async function recordRole(
  ctx: Ctx,
  event: { kind: "role.granted" | "role.revoked"; userId: string },
): Promise<void> {
  await appendEntries(ctx, [
    {
      v: 1,
      id: ctx.newId(),
      at: ctx.now().toISOString(),
      kind: event.kind,
      actor: ctx.actor.kind === "user" ? ctx.actor.userId : null,
      user: event.userId,
      role: "admin",
      project: null,
    },
  ]);
}
