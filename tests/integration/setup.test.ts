import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { oneTimeToken } from "#db/schema/auth";
import { outbox } from "#db/schema/ledger";
import { user } from "#db/schema/user";
import { makeLink } from "#lib/services/one-time-token";
import { checkSetupLink, completeSetup, ensureSetupLink } from "#lib/services/setup";
import { makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";

let opened: OpenedDb;
let ctx: TestCtx;
beforeEach(async () => {
  opened = await testDb();
  ctx = { ...testCtx(opened.db, opened.kind), actor: { kind: "anonymous" } };
});
afterEach(() => opened.close());

const secretOf = (url: string | undefined) => url?.split("#")[1] ?? "";
const founder = (name: string, token: string) => ({
  email: `${name}@example.test`,
  handle: name,
  password: "paper tiger rides north",
  token,
});
const admins = () => ctx.db.select().from(user).where(eq(user.isAdmin, true));

test("of many tabs that use the setup link at once, one makes the admin", async () => {
  const token = secretOf(await ensureSetupLink(ctx));
  const tries = await Promise.allSettled(
    ["ada", "ben", "cleo", "dan"].map((name) => completeSetup(ctx, founder(name, token))),
  );
  expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(1);
  for (const one of tries)
    if (one.status === "rejected") expect(one.reason).toMatchObject({ reason: "auth.link_invalid" });
  expect(await admins()).toHaveLength(1);
  expect((await ctx.db.select().from(outbox)).map((row) => row.kind)).toEqual(["role.granted"]);
  expect(await ensureSetupLink(ctx)).toBeUndefined();
});

test("two different setup links make one admin as well", async () => {
  const first = secretOf(await ensureSetupLink(ctx));
  const second = secretOf((await makeLink(ctx, "setup", null)).url);
  const tries = await Promise.allSettled([
    completeSetup(ctx, founder("ada", first)),
    completeSetup(ctx, founder("ben", second)),
  ]);
  expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(1);
  expect(await admins()).toHaveLength(1);
});

test("each start makes a new link and ends the old one", async () => {
  const old = secretOf(await ensureSetupLink(ctx));
  const fresh = secretOf(await ensureSetupLink(ctx));
  await expect(checkSetupLink(ctx, { token: old })).rejects.toMatchObject({ reason: "auth.link_invalid" });
  expect(await checkSetupLink(ctx, { token: fresh })).toEqual({ usable: true });
  expect(await ctx.db.select().from(oneTimeToken)).toHaveLength(1);
});

test("people without the role do not end the setup, and a refused form does not use the link up", async () => {
  await makeUser(ctx, { email: "early@example.test", handle: "early" });
  const token = secretOf(await ensureSetupLink(ctx));
  await expect(completeSetup(ctx, founder("early", token))).rejects.toMatchObject({ reason: "user.handle_taken" });
  await expect(completeSetup(ctx, { ...founder("ada", token), password: "password123" })).rejects.toMatchObject({
    reason: "auth.password_weak",
  });
  expect(await completeSetup(ctx, founder("ada", token))).toEqual({ email: "ada@example.test" });
});

test("the link expires", async () => {
  const token = secretOf(await ensureSetupLink(ctx));
  ctx.clock.at += 25 * 3_600_000;
  await expect(completeSetup(ctx, founder("ada", token))).rejects.toMatchObject({ reason: "auth.link_invalid" });
});
