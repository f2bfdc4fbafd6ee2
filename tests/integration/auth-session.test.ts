import { eq } from "drizzle-orm";
import type { RequestInternal } from "next-auth/core";
import { AuthHandler } from "next-auth/core";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { user } from "#db/schema/user";
import { authOptions } from "#lib/auth";
import { authSecret } from "#lib/secret";
import { signUp } from "#lib/services/user-sign-up";
import { type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";

const PASSWORD = "paper tiger rides north";
const SESSION = "next-auth.session-token";
const visitor = { address: null, locale: "en" as const };

let opened: OpenedDb;
let ctx: TestCtx;
let email = "";
let count = 0;
beforeAll(async () => {
  process.env.NEXTAUTH_SECRET = "a secret that only this test knows about";
  process.env.NEXTAUTH_URL = "http://assay.test";
  opened = await testDb();
  // The process's own database, as the server would have opened it.
  (globalThis as { assayDb?: Promise<OpenedDb> }).assayDb = Promise.resolve(opened);
});
beforeEach(async () => {
  count += 1;
  ctx = testCtx(opened.db, opened.kind);
  email = `session${count}@example.test`;
  const mute = { ...ctx, mail: { available: false, send: () => Promise.reject(new Error("no mail")) } };
  await signUp(mute, { email, handle: `session-${count}`, password: PASSWORD, locale: "en", address: null });
});
afterAll(() => opened.close());

async function ask(request: Partial<RequestInternal>) {
  const req = { headers: {}, query: {}, cookies: {}, method: "GET", ...request } as RequestInternal;
  const answer = await AuthHandler({ req, options: await authOptions(visitor) });
  const cookies = Object.fromEntries((answer.cookies ?? []).map((cookie) => [cookie.name, cookie]));
  return { ...answer, cookies };
}

async function enter(password: string) {
  const csrf = await ask({ action: "csrf" });
  const cookies = { "next-auth.csrf-token": csrf.cookies["next-auth.csrf-token"]?.value ?? "" };
  const { csrfToken } = csrf.body as { csrfToken: string };
  const body = { email, password, csrfToken, callbackUrl: "https://evil.example/" };
  return ask({ action: "callback", providerId: "password", method: "POST", body, cookies });
}

const expiresOf = async (token: string) => {
  const { body } = await ask({ action: "session", cookies: { [SESSION]: token } });
  return (body as { expires?: string }).expires;
};

test("a sign-in sets a cookie that scripts and other sites cannot read, and leads nowhere else", async () => {
  const answer = await enter(PASSWORD);
  const cookie = answer.cookies[SESSION];
  expect(cookie?.options).toMatchObject({ httpOnly: true, sameSite: "lax", path: "/" });
  expect(answer.redirect).toBe("http://assay.test");
  expect(await expiresOf(cookie?.value ?? "")).toBeTruthy();
});

test("a wrong password sets no cookie and says no more than that", async () => {
  const answer = await enter("not the password");
  expect(answer.cookies[SESSION]).toBeUndefined();
  expect(answer.redirect).toBe("http://assay.test/api/auth/error?error=auth.bad_credentials");
});

test("without the CSRF token nothing is looked up", async () => {
  const body = { email, password: PASSWORD };
  const answer = await ask({ action: "callback", providerId: "password", method: "POST", body });
  expect(answer.cookies[SESSION]).toBeUndefined();
  expect(answer.redirect).toContain("csrf=true");
});

test("a session token of somebody who signed out everywhere or is banned is none: it opens nothing and links nothing", async () => {
  const token = (await enter(PASSWORD)).cookies[SESSION]?.value ?? "";
  const { jwt } = await authOptions(visitor);
  expect(await jwt?.decode?.({ token, secret: authSecret() })).toMatchObject({ epoch: 0 });
  await ctx.db.update(user).set({ sessionEpoch: 1 }).where(eq(user.email, email));
  expect(await jwt?.decode?.({ token, secret: authSecret() })).toBeNull();
  expect(await expiresOf(token)).toBeUndefined();
  await ctx.db.update(user).set({ sessionEpoch: 0, bannedAt: ctx.now() }).where(eq(user.email, email));
  expect(await jwt?.decode?.({ token, secret: authSecret() })).toBeNull();
});

test("a token that another secret made, or that lacks its epoch, is none", async () => {
  const { jwt } = await authOptions(visitor);
  const [row] = await ctx.db.select().from(user).where(eq(user.email, email));
  const foreign = await encode({ token: { sub: row?.id, epoch: 0 }, secret: "the secret of some other installation" });
  const bare = await encode({ token: { sub: row?.id }, secret: authSecret() });
  expect(await jwt?.decode?.({ token: foreign, secret: authSecret() })).toBeNull();
  expect(await jwt?.decode?.({ token: bare, secret: authSecret() })).toBeNull();
});

test("what a page sends with a session update changes nothing in it", async () => {
  const token = (await enter(PASSWORD)).cookies[SESSION]?.value ?? "";
  const csrf = await ask({ action: "csrf" });
  const { csrfToken } = csrf.body as { csrfToken: string };
  const cookies = { [SESSION]: token, "next-auth.csrf-token": csrf.cookies["next-auth.csrf-token"]?.value ?? "" };
  const body = { csrfToken, data: { sub: "someone", epoch: 7, isAdmin: true } };
  const answer = await ask({ action: "session", method: "POST", body, cookies });
  const { jwt } = await authOptions(visitor);
  const renewed = await jwt?.decode?.({ token: answer.cookies[SESSION]?.value ?? "", secret: authSecret() });
  const [row] = await ctx.db.select().from(user).where(eq(user.email, email));
  expect(renewed).toMatchObject({ sub: row?.id, epoch: 0 });
  expect(renewed).not.toHaveProperty("isAdmin");
});
