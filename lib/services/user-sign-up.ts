import { and, eq, isNull } from "drizzle-orm";
import { user } from "#db/schema/user";
import type { MailLocale } from "#lib/domain/account";
import { isAppError } from "#lib/domain/error";
import type { SignUpInput } from "#lib/domain/user";
import { type Ctx, inTx } from "./context";
import { enqueueMail } from "./mail-send";
import { consumeLink } from "./one-time-token";
import { assertStrong, hashPassword } from "./password";
import { consumeLimit } from "./rate-limit";
import { assertHandle, insertUser } from "./user-create";

type SignUpInputWithDoor = SignUpInput & { locale: MailLocale; address: string | null };

/** "sign_in": the account is there; "confirm": a mail was sent, and the answer is the same whether the address was known or not. */
type SignUpResult = { next: "sign_in" | "confirm" };

/**
 * Makes an account. Where mail can be sent, the address must be confirmed before the first sign-in, and a known address gets a mail
 * instead of an error. Without mail a known address has to be refused openly: nothing else would be true.
 */
export async function signUp(ctx: Ctx, input: SignUpInputWithDoor): Promise<SignUpResult> {
  if (input.address) await consumeLimit(ctx, "sign_up.address", input.address);
  assertStrong(input.password, [input.email, input.handle, input.name ?? ""]);
  // Before the address is looked at: a taken handle is public anyway and must not depend on it.
  await assertHandle(ctx, input.handle);
  const passwordHash = await hashPassword(input.password);
  const { email, handle, name = null } = input;
  try {
    await inTx(ctx, async (tx) => {
      const userId = await insertUser(tx, { email, handle, name, passwordHash });
      if (tx.mail.available) await enqueueMail(tx, { template: "confirm", userId, locale: input.locale });
    });
  } catch (error) {
    if (!ctx.mail.available || !isAppError(error, "user.email_taken")) throw error;
    await inTx(ctx, (tx) => enqueueMail(tx, { template: "known", email, locale: input.locale }));
  }
  return { next: ctx.mail.available ? "confirm" : "sign_in" };
}

/** Confirms an e-mail address by its link. Returns the address, for the sign-in form. */
export async function confirmEmail(ctx: Ctx, input: { token: string }): Promise<{ email: string }> {
  return inTx(ctx, async (tx) => {
    const { userId } = await consumeLink(tx, "confirm", input.token);
    await tx.db
      .update(user)
      .set({ emailVerified: tx.now() })
      .where(and(eq(user.id, userId ?? ""), isNull(user.emailVerified)));
    const [row] = await tx.db
      .select({ email: user.email })
      .from(user)
      .where(eq(user.id, userId ?? ""));
    return { email: row?.email ?? "" };
  });
}
