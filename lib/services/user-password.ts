import { and, eq, isNull, sql } from "drizzle-orm";
import { apiToken, identity, oneTimeToken } from "#db/schema/auth";
import { user } from "#db/schema/user";
import type { MailLocale } from "#lib/domain/account";
import { AppError } from "#lib/domain/error";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { enqueueMail } from "./mail-send";
import { consumeLink, findLink } from "./one-time-token";
import { assertStrong, fitsPassword, hashPassword } from "./password";
import { consumeLimit } from "./rate-limit";

type UserRow = typeof user.$inferSelect;

/** Changes the password of the acting person and ends all sessions; the page signs in again with the new one. */
export async function changePassword(
  ctx: Ctx,
  input: { current: string; next: string; locale: MailLocale },
): Promise<{ email: string }> {
  await authorise(ctx, "account.edit_own");
  const row = await getUser(ctx, actorId(ctx));
  await consumeLimit(ctx, "sign_in.account", row.email.toLowerCase());
  // Somebody who signs in without a password sets a first one; the session is all they have.
  if (row.passwordHash !== null && !(await fitsPassword(row.passwordHash, input.current))) {
    throw new AppError("input.invalid", { details: { issues: [{ path: "current", message: "password_wrong" }] } });
  }
  assertStrong(input.next, [row.email, row.handle, row.name ?? ""]);
  const passwordHash = await hashPassword(input.next);
  await inTx(ctx, async (tx) => {
    await setPassword(tx, row, passwordHash);
    if (tx.mail.available) await enqueueMail(tx, { template: "changed", userId: row.id, locale: input.locale });
  });
  return { email: row.email };
}

/** Asks for a reset link by mail. The answer and its time are the same for known and unknown addresses. */
export async function requestReset(
  ctx: Ctx,
  input: { email: string; locale: MailLocale; address: string | null },
): Promise<{ sent: true }> {
  if (!ctx.mail.available) throw new AppError("auth.mail_unavailable");
  if (input.address) await consumeLimit(ctx, "mail.address", input.address);
  await consumeLimit(ctx, "mail.account", input.email);
  // Whether the address is known is only looked up when the mail is written, after this answer.
  await inTx(ctx, (tx) => enqueueMail(tx, { template: "reset", email: input.email, locale: input.locale }));
  return { sent: true };
}

/** Whose password the link would set; throws auth.link_invalid when it would not work any more. */
export async function readResetLink(ctx: Ctx, input: { token: string }): Promise<{ email: string }> {
  const { userId } = await findLink(ctx, "reset", input.token);
  return { email: (await getUser(ctx, userId ?? "")).email };
}

/** Sets a new password by a reset link. The link was mailed, or handed over by an admin: either proves the person. */
export async function resetPassword(ctx: Ctx, input: { token: string; password: string }): Promise<{ email: string }> {
  const { userId } = await findLink(ctx, "reset", input.token);
  const row = await getUser(ctx, userId ?? "");
  assertStrong(input.password, [row.email, row.handle, row.name ?? ""]);
  const passwordHash = await hashPassword(input.password);
  return inTx(ctx, async (tx) => {
    await consumeLink(tx, "reset", input.token);
    if (!row.emailVerified) await dropUnprovenAccess(tx, row.id);
    await setPassword(tx, row, passwordHash);
    await tx.db
      .update(user)
      .set({ emailVerified: tx.now() })
      .where(and(eq(user.id, row.id), isNull(user.emailVerified)));
    return { email: row.email };
  });
}

/**
 * The first proof of a mailbox takes away what was set up before it: somebody else may have made the account with this address and
 * be waiting inside.
 */
export async function dropUnprovenAccess(ctx: Ctx, userId: string): Promise<void> {
  await ctx.db
    .update(user)
    .set({ passwordHash: null, emailVerified: ctx.now(), sessionEpoch: sql`${user.sessionEpoch} + 1` })
    .where(eq(user.id, userId));
  await ctx.db.delete(identity).where(eq(identity.userId, userId));
  await ctx.db
    .update(apiToken)
    .set({ revokedAt: ctx.now() })
    .where(and(eq(apiToken.userId, userId), isNull(apiToken.revokedAt)));
}

async function setPassword(ctx: Ctx, row: UserRow, passwordHash: string): Promise<void> {
  await ctx.db
    .update(user)
    .set({ passwordHash, sessionEpoch: sql`${user.sessionEpoch} + 1` })
    .where(eq(user.id, row.id));
  // Other reset links of this person end with the password they were for.
  await ctx.db
    .update(oneTimeToken)
    .set({ usedAt: ctx.now() })
    .where(and(eq(oneTimeToken.userId, row.id), eq(oneTimeToken.purpose, "reset"), isNull(oneTimeToken.usedAt)));
}

async function getUser(ctx: Ctx, id: string): Promise<UserRow> {
  const [row] = await ctx.db.select().from(user).where(eq(user.id, id));
  if (!row) throw new AppError("user.not_found", { details: { user: id } });
  return row;
}
