import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import Email from "next-auth/providers/email";
import GitHub from "next-auth/providers/github";
import Google from "next-auth/providers/google";
import { AppError, isAppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { env } from "#lib/env";
import { log } from "#lib/log";
import type { Ctx } from "#lib/services/context";
import { mailText } from "#lib/services/mail-text";
import { signIn } from "#lib/services/user-sign-in";
import type { Visitor } from "./auth";

type Provider = NextAuthOptions["providers"][number];

const LINK_SECONDS = 60 * 60;

export function listProviders(ctx: Ctx, visitor: Visitor): Provider[] {
  const { github, google } = env();
  return [
    passwordProvider(ctx, visitor),
    ...(ctx.mail.available ? [linkProvider(ctx, visitor)] : []),
    ...(github ? [GitHub({ clientId: github.id, clientSecret: github.secret })] : []),
    ...(google ? [googleProvider(google)] : []),
  ];
}

function passwordProvider(ctx: Ctx, visitor: Visitor): Provider {
  return Credentials({
    id: "password",
    name: "Password",
    credentials: { email: {}, password: {} },
    // next-auth hands the text of a thrown error to the page as `error`: a reason, and for a limit the seconds.
    authorize: async (given) => {
      const email = given?.email ?? "";
      const password = given?.password ?? "";
      if (email.length > 254 || password.length > limits.passwordMaxChars) throw new Error("auth.bad_credentials");
      const result = await signIn(ctx, { email, password, ...visitor }).catch((error) => {
        throw new Error(codeOf(error), { cause: error });
      });
      if (result.kind === "unconfirmed") throw new Error("unconfirmed");
      const { id, epoch } = result.user;
      return { id, sessionEpoch: epoch };
    },
  });
}

function codeOf(error: unknown): string {
  if (isAppError(error, "rate.limited")) return `rate.limited:${error.details.retryAfterSeconds}`;
  if (isAppError(error)) return error.reason;
  log().error({ error }, "sign-in by password failed");
  return new AppError("internal").reason;
}

function linkProvider(ctx: Ctx, visitor: Visitor): Provider {
  return Email({
    maxAge: LINK_SECONDS,
    sendVerificationRequest: async ({ identifier, url }) => {
      // Not next-auth's own address: programs that look into mail open links, and that one works only once. The page has a button.
      const link = `${env().baseUrl}/sign-in/link#${new URL(url).searchParams}`;
      await ctx.mail.send({ to: identifier, ...mailText(visitor.locale, "signIn", link) });
    },
  });
}

function googleProvider(google: { id: string; secret: string }): Provider {
  return Google({
    clientId: google.id,
    clientSecret: google.secret,
    profile: (profile) => ({
      id: profile.sub,
      name: profile.name,
      email: profile.email,
      isEmailVerified: profile.email_verified === true,
    }),
  });
}
