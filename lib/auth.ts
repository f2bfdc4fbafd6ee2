import { cookies } from "next/headers";
import type { NextAuthOptions, User } from "next-auth";
import { decode, getToken, type JWT } from "next-auth/jwt";
import type { MailLocale } from "#lib/domain/account";
import { env } from "#lib/env";
import { log } from "#lib/log";
import { makeCtx } from "#lib/request-ctx";
import { authSecret } from "#lib/secret";
import type { Actor, Ctx } from "#lib/services/context";
import { consumeLimit } from "#lib/services/rate-limit";
import { findSessionActor } from "#lib/services/user-session";
import { makeAdapter } from "./auth-adapter";
import { listProviders } from "./auth-provider";

const SESSION_SECONDS = 30 * 24 * 60 * 60;
const anonymous: Actor = { kind: "anonymous" };

/** Who sends this request, by its session cookie and by the database of this moment. Only inside a request: it reads cookies. */
export async function sessionActor(): Promise<Actor> {
  const jar = await cookies();
  const held = Object.fromEntries(jar.getAll().map(({ name, value }) => [name, value]));
  if (!Object.keys(held).some((name) => name.includes("next-auth.session-token"))) return anonymous;
  const ctx = await makeCtx(anonymous);
  const token = await getToken({
    // No headers: a bearer token must never pass for a session.
    req: { cookies: held, headers: {} } as unknown as Parameters<typeof getToken>[0]["req"],
    secret: authSecret(),
    secureCookie: isSecure(),
    decode: (params) => decodeLive(ctx, params),
  });
  return token ? actorOf(ctx, token) : anonymous;
}

/** Who knocks: the network address, for rate limits, and the language that mails are written in. */
export type Visitor = { address: string | null; locale: MailLocale };

/** next-auth's options for one request. */
export async function authOptions(visitor: Visitor): Promise<NextAuthOptions> {
  const ctx = await makeCtx(anonymous);
  process.env.NEXTAUTH_URL ??= env().baseUrl;
  return {
    secret: authSecret(),
    adapter: makeAdapter(ctx),
    providers: listProviders(ctx, visitor),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    jwt: { decode: (params) => decodeLive(ctx, params) },
    useSecureCookies: isSecure(),
    pages: { signIn: "/sign-in", error: "/sign-in", verifyRequest: "/sign-in?sent=1", signOut: "/" },
    callbacks: {
      signIn: ({ user, account, email }) =>
        mayEnter(ctx, user, { address: visitor.address, account, isRequest: email?.verificationRequest }),
      redirect: ({ url, baseUrl }) => ownAddress(url, baseUrl),
      // Nothing but who and since when: names, mail addresses and roles are read from the database.
      jwt: ({ token, user }) =>
        user ? { sub: user.id, epoch: epochOf(user) } : { sub: token.sub, epoch: token.epoch },
      session: ({ session }) => ({ expires: session.expires }),
    },
    logger: {
      // An ended or foreign session is no fault of the server.
      error: (code, metadata) =>
        code === "JWT_SESSION_ERROR" ? undefined : log().error({ code, error: errorOf(metadata) }, "sign-in failed"),
      warn: (code) => log().warn({ code }, "sign-in"),
      debug: () => {},
    },
  };
}

/** Decodes a session token and lets it pass only while its person is neither banned nor signed out everywhere. */
async function decodeLive(ctx: Ctx, params: Parameters<typeof decode>[0]): Promise<JWT | null> {
  const token = await decode(params).catch(() => null);
  return token && (await actorOf(ctx, token)).kind === "user" ? token : null;
}

async function actorOf(ctx: Ctx, token: JWT): Promise<Actor> {
  const { sub, epoch } = token;
  return sub && typeof epoch === "number" ? findSessionActor(ctx, { userId: sub, epoch }) : anonymous;
}

type Entry = { address: string | null; account: { type: string } | null; isRequest: boolean | undefined };

/** True, or the page that says why not. For people who come by GitHub, Google or a link; passwords were checked before. */
async function mayEnter(ctx: Ctx, user: User, entry: Entry): Promise<true | string> {
  const isBanned = Boolean((user as { bannedAt?: Date | null }).bannedAt);
  if (!entry.isRequest) return isBanned ? "/sign-in?error=auth.banned" : true;
  try {
    if (entry.address) await consumeLimit(ctx, "mail.address", entry.address);
    await consumeLimit(ctx, "mail.account", user.email ?? "");
  } catch {
    return "/sign-in?error=rate.limited";
  }
  // The same answer as for anybody else: only the mailbox learns more, and this one learns nothing.
  return isBanned ? "/sign-in?sent=1" : true;
}

/** An address of this site, whatever was asked for. */
function ownAddress(url: string, baseUrl: string): string {
  const parsed = URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : undefined;
  return parsed?.origin === new URL(baseUrl).origin ? parsed.href : baseUrl;
}

function isSecure(): boolean {
  return env().baseUrl.startsWith("https://");
}

function epochOf(user: User): number {
  const { sessionEpoch } = user as { sessionEpoch?: number };
  if (sessionEpoch === undefined) throw new Error("a person without an epoch");
  return sessionEpoch;
}

function errorOf(metadata: Error | { error?: Error }): unknown {
  return metadata instanceof Error ? metadata : (metadata.error ?? metadata);
}
