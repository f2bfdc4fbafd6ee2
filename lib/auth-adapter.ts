import { DrizzleAdapter } from "@auth/drizzle-adapter";
import { eq, sql } from "drizzle-orm";
import type { Adapter, AdapterUser } from "next-auth/adapters";
import { identity, verificationToken } from "#db/schema/auth";
import { user } from "#db/schema/user";
import { limits } from "#lib/domain/limits";
import { type Ctx, inTx } from "#lib/services/context";
import { dropUnprovenAccess } from "#lib/services/user-password";

/**
 * next-auth's store of people who come by GitHub, Google or an e-mail link: the kept adapter on our tables, with addresses compared
 * in lower case, names cut to our limits, and the first proof of a mailbox shutting out whoever made the account before it.
 */
export function makeAdapter(ctx: Ctx): Adapter {
  const kept = DrizzleAdapter(ctx.db, {
    usersTable: user as never,
    accountsTable: identity as never,
    verificationTokensTable: verificationToken as never,
  }) as Adapter;
  return {
    ...kept,
    createUser: (data: NewPerson) => addUser(ctx, data),
    getUserByEmail: async (email) => {
      const [row] = await ctx.db.select().from(user).where(sql`lower(${user.email}) = ${email.toLowerCase()}`);
      return row ?? null;
    },
    // Called when somebody proved by a link that the mailbox is theirs.
    updateUser: async (data) => {
      const [row] = await inTx(ctx, async (tx) => {
        const [before] = await tx.db.select().from(user).where(eq(user.id, data.id)).for("update");
        if (before && data.emailVerified && !before.emailVerified) await dropUnprovenAccess(tx, data.id);
        return tx.db.select().from(user).where(eq(user.id, data.id));
      });
      if (!row) throw new Error("the person of this link is gone");
      return row;
    },
  };
}

type NewPerson = Partial<AdapterUser> & { isEmailVerified?: boolean };

async function addUser(ctx: Ctx, data: NewPerson): Promise<AdapterUser> {
  if (!data.email) throw new Error("the provider gave no e-mail address");
  const name = data.name?.replace(/\p{Cc}|\p{Surrogate}/gu, " ").trim();
  const [row] = await ctx.db
    .insert(user)
    .values({
      email: data.email.toLowerCase(),
      name: name ? [...name].slice(0, limits.nameChars).join("") : null,
      emailVerified: data.emailVerified ?? (data.isEmailVerified ? ctx.now() : null),
      createdAt: ctx.now(),
    })
    .returning();
  if (!row) throw new Error("no row for a new person");
  return row;
}
