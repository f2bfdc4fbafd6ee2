import { and, eq, ne } from "drizzle-orm";
import { identity } from "#db/schema/auth";
import { account } from "#db/schema/points";
import { membership } from "#db/schema/project";
import { score } from "#db/schema/score";
import { user } from "#db/schema/user";
import type { ProfileInput } from "#lib/domain/account";
import { AppError } from "#lib/domain/error";
import { accountId, userAccount } from "./account";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { assertHandle, takenError } from "./user-create";

export type Me = {
  id: string;
  handle: string;
  name: string | null;
  email: string;
  emailVerified: boolean;
  isAdmin: boolean;
  hasPassword: boolean;
  hiddenFromBoards: boolean;
  createdAt: Date;
  /** Milli-points. */
  balance: number;
  /** True with a seat as reviewer or owner in any project. */
  reviews: boolean;
  /** Other ways to sign in that are connected. */
  identities: string[];
};

/** The signed-in person, for the header and the account page; null for everybody else. */
export async function readMe(ctx: Ctx): Promise<Me | null> {
  if (ctx.actor.kind !== "user") return null;
  const { userId } = ctx.actor;
  const [row] = await ctx.db
    .select({ user, balance: account.balance })
    .from(user)
    .leftJoin(account, eq(account.id, accountId(userAccount(userId))))
    .where(eq(user.id, userId));
  if (!row) return null;
  const seats = await ctx.db
    .select({ role: membership.role })
    .from(membership)
    .where(eq(membership.userId, userId))
    .limit(1);
  const linked = await ctx.db
    .select({ provider: identity.provider })
    .from(identity)
    .where(eq(identity.userId, userId))
    .orderBy(identity.provider);
  const { id, handle, name, email, isAdmin, hiddenFromBoards, createdAt } = row.user;
  return {
    ...{ id, handle, name, email, isAdmin, hiddenFromBoards, createdAt },
    emailVerified: row.user.emailVerified !== null,
    hasPassword: row.user.passwordHash !== null,
    balance: row.balance ?? 0,
    reviews: seats.length > 0,
    identities: linked.map((one) => one.provider),
  };
}

/** Changes name, handle and visibility. Hiding takes effect on every board in the same transaction. */
export async function updateProfile(ctx: Ctx, input: ProfileInput): Promise<Me> {
  await authorise(ctx, "account.edit_own");
  const userId = actorId(ctx);
  const { handle, name, hiddenFromBoards } = input;
  return inTx(ctx, async (tx) => {
    const [before] = await tx.db.select().from(user).where(eq(user.id, userId)).for("update");
    if (!before) throw new AppError("user.not_found", { details: { user: userId } });
    if (before.handle !== handle) await assertHandle(tx, handle, userId);
    try {
      await tx.db.update(user).set({ handle, name, hiddenFromBoards }).where(eq(user.id, userId));
    } catch (error) {
      throw takenError(error);
    }
    await tx.db
      .update(score)
      .set({ hidden: hiddenFromBoards })
      .where(and(eq(score.userId, userId), ne(score.hidden, hiddenFromBoards)));
    const me = await readMe(tx);
    if (!me) throw new AppError("user.not_found", { details: { user: userId } });
    return me;
  });
}
