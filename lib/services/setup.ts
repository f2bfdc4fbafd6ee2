import { and, asc, eq, isNull } from "drizzle-orm";
import { oneTimeToken } from "#db/schema/auth";
import { user } from "#db/schema/user";
import { AppError } from "#lib/domain/error";
import type { SignUpInput } from "#lib/domain/user";
import { recordRole } from "./admin-role";
import { recordAudit } from "./audit";
import { type Ctx, inTx } from "./context";
import { hex, sha256 } from "./hash";
import { findLink, isUsable, makeLink } from "./one-time-token";
import { assertStrong, hashPassword } from "./password";
import { assertHandle, insertUser } from "./user-create";

/**
 * The link by which the first admin is made, anew at each start while there is none (older ones end); undefined once there is one.
 * The seed makes an admin, so a demo database gets no link.
 */
export async function ensureSetupLink(ctx: Ctx): Promise<string | undefined> {
  return inTx(ctx, async (tx) => {
    if (await hasAdmin(tx)) return undefined;
    await tx.db.delete(oneTimeToken).where(eq(oneTimeToken.purpose, "setup"));
    return (await makeLink(tx, "setup", null)).url;
  });
}

/** Throws auth.link_invalid unless the setup link would still work. */
export async function checkSetupLink(ctx: Ctx, input: { token: string }): Promise<{ usable: true }> {
  await findLink(ctx, "setup", input.token);
  if (await hasAdmin(ctx)) throw new AppError("auth.link_invalid");
  return { usable: true };
}

/** Makes the first admin. Of any number of tabs and links that come at once, one succeeds and the others are refused. */
export async function completeSetup(ctx: Ctx, input: SignUpInput & { token: string }): Promise<{ email: string }> {
  await checkSetupLink(ctx, input);
  assertStrong(input.password, [input.email, input.handle, input.name ?? ""]);
  const passwordHash = await hashPassword(input.password);
  return inTx(ctx, async (tx) => {
    await consumeSetupLinks(tx, input.token);
    if (await hasAdmin(tx)) throw new AppError("auth.link_invalid");
    await assertHandle(tx, input.handle);
    const { email, handle, name = null } = input;
    // Whoever holds the link runs the server: no mail has to prove the address.
    const userId = await insertUser(tx, { email, handle, name, passwordHash, isAdmin: true, emailVerified: tx.now() });
    await recordRole(tx, { kind: "role.granted", userId });
    await recordAudit(tx, { action: "setup.completed", subjectId: userId });
    return { email };
  });
}

/** Takes every setup link there is: two people with two links wait for each other here, and the second finds none. */
async function consumeSetupLinks(ctx: Ctx, secret: string): Promise<void> {
  const wanted = hex(sha256(secret));
  await ctx.db
    .select({ hash: oneTimeToken.hash })
    .from(oneTimeToken)
    .where(and(eq(oneTimeToken.purpose, "setup"), isNull(oneTimeToken.usedAt)))
    .orderBy(asc(oneTimeToken.hash))
    .for("update");
  const used = await ctx.db
    .update(oneTimeToken)
    .set({ usedAt: ctx.now() })
    .where(isUsable(ctx, "setup"))
    .returning({ hash: oneTimeToken.hash });
  if (!used.some((row) => hex(row.hash) === wanted)) throw new AppError("auth.link_invalid");
}

async function hasAdmin(ctx: Ctx): Promise<boolean> {
  const rows = await ctx.db.select({ id: user.id }).from(user).where(eq(user.isAdmin, true)).limit(1);
  return rows.length > 0;
}
