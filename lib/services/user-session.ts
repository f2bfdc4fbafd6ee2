import { and, eq, isNull, sql } from "drizzle-orm";
import { user } from "#db/schema/user";
import { actorId, authorise } from "./authorise";
import type { Actor, Ctx } from "./context";

/**
 * Who a session speaks for, by the database of this moment: anonymous once the person is banned, gone, or signed out everywhere.
 */
export async function findSessionActor(ctx: Ctx, session: { userId: string; epoch: number }): Promise<Actor> {
  const [row] = await ctx.db
    .select({ id: user.id, isAdmin: user.isAdmin })
    .from(user)
    .where(and(eq(user.id, session.userId), eq(user.sessionEpoch, session.epoch), isNull(user.bannedAt)));
  return row ? { kind: "user", userId: row.id, isAdmin: row.isAdmin, scopes: null } : { kind: "anonymous" };
}

/** Ends every session of the acting person, this one included. */
export async function signOutEverywhere(ctx: Ctx): Promise<{ done: true }> {
  await authorise(ctx, "account.edit_own");
  await raiseEpoch(ctx, actorId(ctx));
  return { done: true };
}

export async function raiseEpoch(ctx: Ctx, userId: string): Promise<void> {
  await ctx.db
    .update(user)
    .set({ sessionEpoch: sql`${user.sessionEpoch} + 1` })
    .where(eq(user.id, userId));
}
