import { eq, sql } from "drizzle-orm";
import { rateLimit } from "#db/schema/auth";
import { user } from "#db/schema/user";
import type { MailLocale } from "#lib/domain/account";
import { isDemoEmail } from "#lib/domain/demo";
import { AppError } from "#lib/domain/error";
import { type Ctx, inTx } from "./context";
import { enqueueMail } from "./mail-send";
import { fitsPassword } from "./password";
import { consumeLimit } from "./rate-limit";

type SignedIn = { id: string; epoch: number };

/** "unconfirmed": the password fits, but the address waits for its confirmation; a new mail is on its way. */
type SignInResult = { kind: "signed_in"; user: SignedIn } | { kind: "unconfirmed" };

type SignInInput = { email: string; password: string; address: string | null; locale: MailLocale };

/**
 * Checks e-mail and password. Unknown addresses, people without a password and wrong passwords get the same answer after the same
 * time; tries are counted by address of mail and of network before anything is looked up.
 */
export async function signIn(ctx: Ctx, input: SignInInput): Promise<SignInResult> {
  const email = input.email.trim().toLowerCase();
  if (input.address) await consumeLimit(ctx, "sign_in.address", input.address);
  await consumeLimit(ctx, "sign_in.account", email);
  const [row] = await ctx.db.select().from(user).where(sql`lower(${user.email}) = ${email}`);
  if (!(await fitsPassword(row?.passwordHash, input.password)) || !row) throw new AppError("auth.bad_credentials");
  if (row.bannedAt) throw new AppError("auth.banned");
  // The right password clears the count: ten honest sign-ins in a row are no attack.
  await ctx.db.delete(rateLimit).where(eq(rateLimit.key, `sign_in.account:${email}`));
  if (ctx.mail.available && !row.emailVerified && !isDemoEmail(row.email)) {
    await consumeLimit(ctx, "mail.account", email);
    await inTx(ctx, (tx) => enqueueMail(tx, { template: "confirm", userId: row.id, locale: input.locale }));
    return { kind: "unconfirmed" };
  }
  return { kind: "signed_in", user: { id: row.id, epoch: row.sessionEpoch } };
}
