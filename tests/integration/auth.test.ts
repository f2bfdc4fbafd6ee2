import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { apiToken, identity, oneTimeToken, rateLimit } from "#db/schema/auth";
import { job } from "#db/schema/job";
import { score } from "#db/schema/score";
import { user } from "#db/schema/user";
import { makeAdapter } from "#lib/auth-adapter";
import { sendMail } from "#lib/services/mail-send";
import { addScores } from "#lib/services/score-add";
import { exportPage } from "#lib/services/user-export";
import { changePassword, requestReset, resetPassword } from "#lib/services/user-password";
import { readMe, updateProfile } from "#lib/services/user-profile";
import { findSessionActor, signOutEverywhere } from "#lib/services/user-session";
import { signIn } from "#lib/services/user-sign-in";
import { confirmEmail, signUp } from "#lib/services/user-sign-up";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";

const PASSWORD = "paper tiger rides north";
const OTHER = "seven quiet lanterns drift";

let opened: OpenedDb;
let ctx: TestCtx;
let count = 0;
beforeAll(async () => {
  opened = await testDb();
});
beforeEach(async () => {
  ctx = testCtx(opened.db, opened.kind);
  await ctx.db.delete(job);
});
afterAll(() => opened.close());

/** The same site without a mail server. */
const mute = () => ({ ...ctx, mail: { available: false, send: () => Promise.reject(new Error("no mail")) } });
const newPerson = () => {
  count += 1;
  return {
    email: `p${count}@example.test`,
    handle: `person-${count}`,
    password: PASSWORD,
    locale: "en" as const,
    address: null,
  };
};
const enter = (email: string, password = PASSWORD) => ({ email, password, address: null, locale: "en" as const });

/** Runs the waiting mail jobs; returns the secret of the last link. */
async function deliver(): Promise<string> {
  for (const row of await ctx.db.select().from(job)) {
    await sendMail(ctx, row.payload);
    await ctx.db.delete(job).where(eq(job.id, row.id));
  }
  return /#([\w-]{43})/.exec(ctx.sent.at(-1)?.text ?? "")?.[1] ?? "";
}

async function idOf(email: string): Promise<string> {
  const [row] = await ctx.db.select({ id: user.id }).from(user).where(eq(user.email, email));
  return row?.id ?? "";
}

test("without mail an account works at once, and a known address is refused openly", async () => {
  const person = newPerson();
  expect(await signUp(mute(), person)).toEqual({ next: "sign_in" });
  expect((await signIn(mute(), enter(person.email.toUpperCase()))).kind).toBe("signed_in");
  await expect(signUp(mute(), { ...person, handle: "someone-else" })).rejects.toMatchObject({
    reason: "user.email_taken",
  });
});

test("with mail, sign-up answers alike for new and known addresses, and only the mailbox learns which", async () => {
  const person = newPerson();
  expect(await signUp(ctx, person)).toEqual({ next: "confirm" });
  const secret = await deliver();
  expect((await signIn(ctx, enter(person.email))).kind).toBe("unconfirmed");
  expect(await confirmEmail(ctx, { token: secret })).toEqual({ email: person.email });
  await expect(confirmEmail(ctx, { token: secret })).rejects.toMatchObject({ reason: "auth.link_invalid" });
  expect((await signIn(ctx, enter(person.email))).kind).toBe("signed_in");
  await ctx.db.delete(job);
  expect(await signUp(ctx, { ...person, handle: "another-one", password: OTHER })).toEqual({ next: "confirm" });
  await deliver();
  expect(ctx.sent.at(-1)).toMatchObject({ to: person.email, subject: "You already have an account" });
  expect((await signIn(ctx, enter(person.email))).kind).toBe("signed_in");
});

test("a taken handle is refused alike for known and unknown addresses, and names of the site are kept", async () => {
  const first = newPerson();
  await signUp(ctx, first);
  const taken = { handle: first.handle.toUpperCase() };
  await expect(signUp(ctx, { ...newPerson(), ...taken })).rejects.toMatchObject({ reason: "user.handle_taken" });
  await expect(signUp(ctx, { ...first, ...taken })).rejects.toMatchObject({ reason: "user.handle_taken" });
  await expect(signUp(ctx, { ...newPerson(), handle: "Admin" })).rejects.toMatchObject({ reason: "input.invalid" });
});

test("weak passwords are refused before an account is made", async () => {
  const person = newPerson();
  await expect(signUp(ctx, { ...person, password: "password123" })).rejects.toMatchObject({
    reason: "auth.password_weak",
    details: { fault: "common" },
  });
  expect(await idOf(person.email)).toBe("");
});

test("a wrong password, an unknown address and a person without a password are told alike", async () => {
  const person = newPerson();
  await signUp(mute(), person);
  const bare = await makeUser(ctx, { email: `bare${count}@example.test` });
  expect(bare).toBeTruthy();
  for (const email of [person.email, `bare${count}@example.test`, "nobody@example.test"]) {
    await expect(signIn(ctx, enter(email, "not the password"))).rejects.toMatchObject({
      reason: "auth.bad_credentials",
      details: {},
    });
  }
});

test("unknown addresses take as long as known ones", async () => {
  const took = async (email: string) => {
    const startedAt = performance.now();
    await signIn(ctx, enter(email, "not the password")).catch(() => {});
    return performance.now() - startedAt;
  };
  await took("warm@example.test");
  const [known, unknown]: [number[], number[]] = [[], []];
  const ratio = () => Math.min(...unknown) / Math.min(...known);
  const isAlike = () => ratio() > 0.4 && ratio() < 2.5;
  // Whoever has the least of many tries is told from chance; a way round the hashing stays a hundred times as quick.
  for (let round = 0; round < 5 && !isAlike(); round += 1) {
    const person = newPerson();
    await signUp(mute(), person);
    for (let turn = 0; turn < 4; turn += 1) {
      known.push(await took(person.email));
      unknown.push(await took(`nobody${round}${turn}@example.test`));
    }
  }
  expect(isAlike(), `${ratio()}`).toBe(true);
});

test("after ten wrong tries even the right password waits, and a right one in time clears the count", async () => {
  const person = newPerson();
  await signUp(mute(), person);
  for (let turn = 0; turn < 9; turn += 1) await signIn(mute(), enter(person.email, "wrong wrong")).catch(() => {});
  expect((await signIn(mute(), enter(person.email))).kind).toBe("signed_in");
  for (let turn = 0; turn < 10; turn += 1) await signIn(mute(), enter(person.email, "wrong wrong")).catch(() => {});
  await expect(signIn(mute(), enter(person.email))).rejects.toMatchObject({ reason: "rate.limited" });
  ctx.clock.at += 16 * 60_000;
  expect((await signIn(mute(), enter(person.email))).kind).toBe("signed_in");
});

test("sign-ups from one address are limited", async () => {
  const address = "198.51.100.7";
  const resetsAt = new Date(ctx.clock.at + 1_000);
  await ctx.db.insert(rateLimit).values({ key: `sign_up.address:${address}`, count: 20, resetsAt });
  await expect(signUp(ctx, { ...newPerson(), address })).rejects.toMatchObject({ reason: "rate.limited" });
});

test("a session ends when its person is banned or signs out everywhere, and roles are of this moment", async () => {
  const person = newPerson();
  await signUp(mute(), person);
  const result = await signIn(mute(), enter(person.email));
  if (result.kind !== "signed_in") throw new Error("not signed in");
  const session = { userId: result.user.id, epoch: result.user.epoch };
  expect(await findSessionActor(ctx, session)).toMatchObject({ kind: "user", isAdmin: false, scopes: null });
  await ctx.db.update(user).set({ isAdmin: true }).where(eq(user.id, session.userId));
  expect(await findSessionActor(ctx, session)).toMatchObject({ isAdmin: true });
  await ctx.db.update(user).set({ bannedAt: ctx.now() }).where(eq(user.id, session.userId));
  expect(await findSessionActor(ctx, session)).toEqual({ kind: "anonymous" });
  await expect(signIn(mute(), enter(person.email))).rejects.toMatchObject({ reason: "auth.banned" });
  await ctx.db.update(user).set({ bannedAt: null }).where(eq(user.id, session.userId));
  await signOutEverywhere(as(ctx, session.userId));
  expect(await findSessionActor(ctx, session)).toEqual({ kind: "anonymous" });
});

test("a reset link works once, for an hour, and ends all sessions and all other links", async () => {
  const person = newPerson();
  await signUp(mute(), person);
  const ask = () => requestReset(ctx, { email: person.email, locale: "zh-TW", address: null });
  await ask();
  const first = await deliver();
  expect(ctx.sent.at(-1)?.subject).toBe("設定新密碼");
  await ask();
  const second = await deliver();
  const before = await findSessionActor(ctx, { userId: await idOf(person.email), epoch: 0 });
  expect(before.kind).toBe("user");
  const tries = await Promise.allSettled([
    resetPassword(ctx, { token: second, password: OTHER }),
    resetPassword(ctx, { token: second, password: OTHER }),
  ]);
  expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(1);
  await expect(resetPassword(ctx, { token: first, password: PASSWORD })).rejects.toMatchObject({
    reason: "auth.link_invalid",
  });
  expect((await signIn(ctx, enter(person.email, OTHER))).kind).toBe("signed_in");
  await expect(signIn(ctx, enter(person.email))).rejects.toMatchObject({ reason: "auth.bad_credentials" });
  expect((await findSessionActor(ctx, { userId: await idOf(person.email), epoch: 0 })).kind).toBe("anonymous");
  await ask();
  const late = await deliver();
  ctx.clock.at += 61 * 60_000;
  await expect(resetPassword(ctx, { token: late, password: PASSWORD })).rejects.toMatchObject({
    reason: "auth.link_invalid",
  });
});

test("asking for a reset answers alike for unknown addresses, and only hashes of secrets are kept", async () => {
  const sent = ctx.sent.length;
  expect(await requestReset(ctx, { email: "ghost@example.test", locale: "en", address: null })).toEqual({ sent: true });
  await deliver();
  expect(ctx.sent.length).toBe(sent);
  await expect(
    requestReset(mute(), { email: "ghost@example.test", locale: "en", address: null }),
  ).rejects.toMatchObject({ reason: "auth.mail_unavailable" });
  const person = newPerson();
  await signUp(mute(), person);
  await requestReset(ctx, { email: person.email, locale: "en", address: null });
  const waiting = JSON.stringify(await ctx.db.select().from(job));
  const secret = await deliver();
  expect(waiting).not.toContain(secret);
  const kept = await ctx.db.select().from(oneTimeToken);
  expect(JSON.stringify(kept.map((row) => Buffer.from(row.hash).toString("base64url")))).not.toContain(secret);
});

test("changing the password takes the present one and ends other sessions", async () => {
  const person = newPerson();
  await signUp(mute(), person);
  const me = as(mute(), await idOf(person.email));
  await expect(changePassword(me, { current: "not this one", next: OTHER, locale: "en" })).rejects.toMatchObject({
    reason: "input.invalid",
    details: { issues: [{ path: "current", message: "password_wrong" }] },
  });
  expect(await changePassword(me, { current: PASSWORD, next: OTHER, locale: "en" })).toEqual({ email: person.email });
  expect((await findSessionActor(ctx, { userId: await idOf(person.email), epoch: 0 })).kind).toBe("anonymous");
  expect((await signIn(mute(), enter(person.email, OTHER))).kind).toBe("signed_in");
});

test("a bearer token can change no account", async () => {
  const id = await makeUser(ctx, { handle: "token-holder" });
  const byToken = as(ctx, id, { scopes: ["read", "contribute", "review", "manage"] });
  for (const act of [
    () => changePassword(byToken, { current: "", next: OTHER, locale: "en" as const }),
    () => updateProfile(byToken, { handle: "other", name: null, hiddenFromBoards: true }),
    () => signOutEverywhere(byToken),
    () => exportPage(byToken, { section: "profile" }),
  ]) {
    await expect(act()).rejects.toMatchObject({ reason: "auth.scope_missing" });
  }
});

test("the first proof of a mailbox by a link shuts out whoever made the account before", async () => {
  const person = newPerson();
  await signUp(mute(), person);
  const id = await idOf(person.email);
  await ctx.db
    .insert(identity)
    .values({ userId: id, type: "oauth", provider: "github", providerAccountId: `gh${count}` });
  await ctx.db.insert(apiToken).values({
    id: ctx.newId(),
    userId: id,
    name: "t",
    hash: new Uint8Array(32).fill(count),
    hint: "assay_",
    scopes: ["read"],
    createdAt: ctx.now(),
  });
  await makeAdapter(ctx).updateUser?.({ id, emailVerified: ctx.now() });
  const [row] = await ctx.db.select().from(user).where(eq(user.id, id));
  expect(row).toMatchObject({ passwordHash: null, sessionEpoch: 1 });
  expect(await ctx.db.select().from(identity).where(eq(identity.userId, id))).toEqual([]);
  const [token] = await ctx.db.select().from(apiToken).where(eq(apiToken.userId, id));
  expect(token?.revokedAt).not.toBeNull();
  await makeAdapter(ctx).updateUser?.({ id, emailVerified: ctx.now() });
  const [again] = await ctx.db.select().from(user).where(eq(user.id, id));
  expect(again?.sessionEpoch).toBe(1);
});

test("people from GitHub are found by their address whatever its case, and get a name within limits", async () => {
  const adapter = makeAdapter(ctx);
  const made = await adapter.createUser?.({
    email: "MiXed@Example.Test",
    emailVerified: null,
    name: "x".repeat(300),
  } as never);
  expect(made).toMatchObject({ email: "mixed@example.test" });
  expect((await adapter.getUserByEmail?.("mixed@EXAMPLE.test"))?.id).toBe(made?.id);
  expect([...(made?.name ?? "")]).toHaveLength(80);
});

test("hiding from boards takes effect on every score at once, and a handle is free or refused", async () => {
  const project = await makeProject(ctx);
  const id = await makeUser(ctx, { handle: "hider" });
  await makeUser(ctx, { handle: "occupied" });
  await addScores(ctx, [{ userId: id, projectId: project.id, points: 5 }]);
  const me = as(ctx, id);
  const changed = await updateProfile(me, { handle: "hider-two", name: "H", hiddenFromBoards: true });
  expect(changed).toMatchObject({ handle: "hider-two", name: "H", hiddenFromBoards: true });
  const rows = await ctx.db.select().from(score).where(eq(score.userId, id));
  expect(rows.length).toBe(8);
  expect(rows.every((row) => row.hidden)).toBe(true);
  await expect(updateProfile(me, { handle: "Occupied", name: null, hiddenFromBoards: false })).rejects.toMatchObject({
    reason: "user.handle_taken",
  });
  expect(await readMe(me)).toMatchObject({ handle: "hider-two", hiddenFromBoards: true });
  await updateProfile(me, { handle: "HIDER-two", name: null, hiddenFromBoards: false });
  expect((await ctx.db.select().from(score).where(eq(score.userId, id))).some((row) => row.hidden)).toBe(false);
});

test("the export holds every part of one's data and no secret", async () => {
  const person = newPerson();
  await signUp(mute(), person);
  const id = await idOf(person.email);
  await makeProject(ctx, { ownerId: id });
  const me = as(ctx, id);
  const profile = await exportPage(me, { section: "profile" });
  expect(profile.items).toMatchObject([{ email: person.email, handle: person.handle }]);
  expect(JSON.stringify(profile)).not.toContain("argon2");
  expect((await exportPage(me, { section: "memberships" })).items).toMatchObject([{ role: "owner" }]);
  for (const section of [
    "contributions",
    "revisions",
    "drafts",
    "reviews",
    "transfers",
    "consents",
    "tokens",
  ] as const) {
    expect(await exportPage(me, { section })).toEqual({ items: [], files: [], nextCursor: null });
    expect(await exportPage(me, { section, cursor: "zz'; --" })).toEqual({ items: [], files: [], nextCursor: null });
  }
});
