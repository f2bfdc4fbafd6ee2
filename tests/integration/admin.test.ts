import { desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { auditEvent } from "#db/schema/audit";
import { job } from "#db/schema/job";
import { outbox } from "#db/schema/ledger";
import { account, transfer } from "#db/schema/points";
import { project } from "#db/schema/project";
import { score } from "#db/schema/score";
import { user } from "#db/schema/user";
import { SITE_SCOPE } from "#lib/domain/board";
import { accountId, budgetAccount, treasuryAccount, userAccount } from "#lib/services/account";
import { banUser, unbanUser } from "#lib/services/admin-ban";
import { correctTransfer, listPaid } from "#lib/services/admin-correct";
import { listJobs, readWork, retryJob } from "#lib/services/admin-job";
import { grantAdmin, revokeAdmin } from "#lib/services/admin-role";
import { fundProject, listFunding, listTreasury, mintPoints, readTreasury } from "#lib/services/admin-treasury";
import { listUsers, makeResetLink, readUser } from "#lib/services/admin-user";
import { listAudit } from "#lib/services/audit";
import { inTx } from "#lib/services/context";
import { addScores } from "#lib/services/score-add";
import { postTransfers } from "#lib/services/transfer";
import { readResetLink } from "#lib/services/user-password";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { listBroken } from "#tests/support/invariants";

let opened: OpenedDb;
let ctx: TestCtx;
let admin: TestCtx;
let adminId: string;
beforeAll(async () => {
  opened = await testDb();
});
beforeEach(async () => {
  ctx = testCtx(opened.db, opened.kind);
  await ctx.db.update(user).set({ isAdmin: false });
  adminId = await makeUser(ctx, { isAdmin: true });
  admin = as(ctx, adminId, { isAdmin: true });
});
afterAll(() => opened.close());

const balanceOf = async (ref: Parameters<typeof accountId>[0]) => {
  const [row] = await ctx.db
    .select()
    .from(account)
    .where(eq(account.id, accountId(ref)));
  return row?.balance ?? 0;
};
const lastAudit = async () => (await ctx.db.select().from(auditEvent).orderBy(desc(auditEvent.id)).limit(1))[0];

test("only admins administer", async () => {
  const nobody = as(ctx, await makeUser(ctx));
  const page = { limit: 10 };
  for (const act of [
    () => listUsers(nobody, { ...page, filter: "all" as const }),
    () => grantAdmin(nobody, { userId: adminId }),
    () => banUser(nobody, { userId: adminId, reason: "because" }),
    () => makeResetLink(nobody, { userId: adminId }),
    () => mintPoints(nobody, { id: ctx.newId(), amount: 1 }),
    () => readTreasury(nobody),
    () => listFunding(nobody, { ...page, asking: false }),
    () => listJobs(nobody, page),
    () => readWork(nobody),
    () => listAudit(nobody, page),
    () => correctTransfer(nobody, { id: ctx.newId(), transferId: ctx.newId(), reason: "a good reason" }),
    () => listPaid(nobody, { ...page, userId: adminId }),
  ]) {
    await expect(act()).rejects.toMatchObject({ reason: "rights.missing" });
  }
});

test("roles change once, leave a ledger entry and an audit event, and no token can do it", async () => {
  const userId = await makeUser(ctx);
  await grantAdmin(admin, { userId });
  await grantAdmin(admin, { userId });
  const entries = await ctx.db.select().from(outbox).where(eq(outbox.subjectId, userId));
  expect(entries.map((row) => row.kind)).toEqual(["role.granted"]);
  expect(await lastAudit()).toMatchObject({ action: "role.granted", actorId: adminId, subjectId: userId });
  await revokeAdmin(admin, { userId });
  expect(await lastAudit()).toMatchObject({ action: "role.revoked" });
  const byToken = as(ctx, adminId, { isAdmin: true, scopes: ["manage"] });
  await expect(grantAdmin(byToken, { userId })).rejects.toMatchObject({ reason: "auth.scope_missing" });
});

test("the last admin who can sign in stays one and cannot be banned", async () => {
  await expect(revokeAdmin(admin, { userId: adminId })).rejects.toMatchObject({ reason: "user.last_admin" });
  await expect(banUser(admin, { userId: adminId, reason: "because" })).rejects.toMatchObject({
    reason: "user.last_admin",
  });
  const second = await makeUser(ctx, { isAdmin: true });
  await banUser(admin, { userId: second, reason: "because" });
  await expect(revokeAdmin(admin, { userId: adminId })).rejects.toMatchObject({ reason: "user.last_admin" });
  await unbanUser(admin, { userId: second });
  expect(await revokeAdmin(admin, { userId: adminId })).toEqual({ userId: adminId, isAdmin: false });
});

test("a ban ends sessions, is noted once with its reason, and can be lifted", async () => {
  const userId = await makeUser(ctx);
  const { bannedAt } = await banUser(admin, { userId, reason: "sends spam" });
  await banUser(admin, { userId, reason: "again" });
  const [row] = await ctx.db.select().from(user).where(eq(user.id, userId));
  expect(row).toMatchObject({ bannedAt, sessionEpoch: 1 });
  const events = await ctx.db.select().from(auditEvent).where(eq(auditEvent.subjectId, userId));
  expect(events).toMatchObject([{ action: "user.banned", detail: { reason: "sends spam" } }]);
  expect(await unbanUser(admin, { userId })).toEqual({ userId, bannedAt: null });
});

test("people are found by part of handle, name or e-mail, with search marks taken as they are", async () => {
  const id = await makeUser(ctx, { handle: "findable-7", name: "100% Ada", email: "odd_one@example.test" });
  for (const search of ["DABLE-7", "100%", "d_one@"]) {
    expect((await listUsers(admin, { limit: 10, filter: "all", search })).items.map((row) => row.id)).toEqual([id]);
  }
  expect((await listUsers(admin, { limit: 10, filter: "all", search: "%%%" })).items).toEqual([]);
  const first = await listUsers(admin, { limit: 1, filter: "all" });
  const second = await listUsers(admin, { limit: 1, filter: "all", cursor: first.nextCursor ?? "" });
  expect(second.items[0]?.id).not.toBe(first.items[0]?.id);
  expect((await listUsers(admin, { limit: 10, filter: "admins" })).items.map((row) => row.id)).toEqual([adminId]);
  expect(await readUser(admin, { handle: "FINDABLE-7" })).toMatchObject({
    id,
    balance: 0,
    projects: [],
    hasPassword: false,
  });
});

test("an admin can hand over a reset link, which is noted", async () => {
  const userId = await makeUser(ctx, { email: "forgot@example.test" });
  const { url } = await makeResetLink(admin, { userId });
  expect(await readResetLink(ctx, { token: url.split("#")[1] ?? "" })).toEqual({ email: "forgot@example.test" });
  expect(await lastAudit()).toMatchObject({ action: "user.reset_link_made", subjectId: userId });
});

test("points are issued and granted once for each id, and the parts add up", async () => {
  const target = await makeProject(ctx, { budget: 0 });
  await ctx.db.update(project).set({ requestedBudget: 700 }).where(eq(project.id, target.id));
  const before = await balanceOf(treasuryAccount);
  const id = ctx.newId();
  await mintPoints(admin, { id, amount: 1_000, note: "a start" });
  expect(await mintPoints(admin, { id, amount: 1_000, note: "a start" })).toEqual({
    id,
    amount: 1_000,
    treasury: before + 1_000,
  });
  await expect(mintPoints(admin, { id, amount: 999 })).rejects.toMatchObject({ reason: "transfer.conflict" });
  const grant = { id: ctx.newId(), slug: target.slug, amount: 400 };
  await Promise.all([fundProject(admin, grant), fundProject(admin, grant)]);
  expect(await balanceOf(budgetAccount(target.id))).toBe(400);
  const [asked] = (await listFunding(admin, { limit: 10, asking: true })).items;
  expect(asked).toMatchObject({ slug: target.slug, requested: 300, left: 400, reserved: 0 });
  await fundProject(admin, { id: ctx.newId(), slug: target.slug, amount: 500 });
  expect((await listFunding(admin, { limit: 10, asking: true })).items).toEqual([]);
  const lines = (await listTreasury(admin, { limit: 3 })).items;
  expect(lines.map((line) => line.kind).sort()).toEqual(["fund", "fund", "mint"]);
  expect(await readTreasury(admin)).toMatchObject({ treasury: before + 100 });
});

test("a treasury that is too small is said to be, with what it holds", async () => {
  const target = await makeProject(ctx, { budget: 0 });
  const available = await balanceOf(treasuryAccount);
  await expect(fundProject(admin, { id: ctx.newId(), slug: target.slug, amount: available + 1 })).rejects.toMatchObject(
    {
      reason: "budget.treasury_short",
      details: { available, wanted: available + 1 },
    },
  );
  expect(await balanceOf(treasuryAccount)).toBe(available);
});

test("the treasury never grows past what numbers can hold", async () => {
  const most = 1_000_000_000_000_000;
  await expect(mintPoints(admin, { id: ctx.newId(), amount: most })).rejects.toMatchObject({ reason: "input.invalid" });
});

test("an award is taken back once by its opposite, with its reason, and the score goes down with it", async () => {
  const target = await makeProject(ctx, { budget: 5_000 });
  const userId = await makeUser(ctx);
  const awardId = ctx.newId();
  await inTx(ctx, async (tx) => {
    await postTransfers(tx, [
      {
        id: awardId,
        debit: budgetAccount(target.id),
        credit: userAccount(userId),
        amount: 1_500,
        kind: "award",
        rule: "flat/1",
        projectId: target.id,
      },
    ]);
    await addScores(tx, [{ userId, projectId: target.id, points: 1_500, accepted: 1, decided: 1 }]);
  });
  const input = { id: ctx.newId(), transferId: awardId, reason: "copied from a book" };
  await Promise.all([correctTransfer(admin, input), correctTransfer(admin, input)]);
  expect(await balanceOf(userAccount(userId))).toBe(0);
  expect(await balanceOf(budgetAccount(target.id))).toBe(5_000);
  await expect(correctTransfer(admin, { ...input, id: ctx.newId() })).rejects.toMatchObject({
    reason: "transfer.already_reversed",
  });
  const [row] = await ctx.db.select().from(transfer).where(eq(transfer.id, input.id));
  expect(row).toMatchObject({
    kind: "correct",
    reversesId: awardId,
    reason: "copied from a book",
    projectId: target.id,
  });
  const scores = await ctx.db.select().from(score).where(eq(score.userId, userId));
  expect(scores.filter((one) => one.scopeId === SITE_SCOPE).every((one) => one.points === 0)).toBe(true);
  expect((await listPaid(admin, { limit: 10, userId })).items).toMatchObject([
    { id: awardId, amount: 1_500, correction: { reason: "copied from a book" } },
  ]);
  expect(await lastAudit()).toMatchObject({ action: "transfer.corrected", subjectId: userId });
});

test("only awards and fees can be corrected, and only where the points still are", async () => {
  const minted = ctx.newId();
  await mintPoints(admin, { id: minted, amount: 10 });
  const reason = "a good reason";
  await expect(correctTransfer(admin, { id: ctx.newId(), transferId: minted, reason })).rejects.toMatchObject({
    reason: "transfer.not_correctable",
  });
  await expect(correctTransfer(admin, { id: ctx.newId(), transferId: ctx.newId(), reason })).rejects.toMatchObject({
    reason: "transfer.not_found",
  });
});

test("a failed job is tried anew, once, and the others are left alone", async () => {
  const row = { kind: "mail.send", payload: {}, maxAttempts: 5, runAt: ctx.now(), createdAt: ctx.now() };
  const failed = ctx.newId();
  const done = ctx.newId();
  await ctx.db.insert(job).values([
    { ...row, id: failed, state: "failed", attempts: 5, lastError: "no route to host", key: "mail-1" },
    { ...row, id: done, state: "done", attempts: 1 },
  ]);
  expect((await listJobs(admin, { limit: 10, state: "failed" })).items).toMatchObject([
    { id: failed, lastError: "no route to host" },
  ]);
  expect(await readWork(admin)).toMatchObject({ jobs: { failed: 1, done: 1, waiting: 0 } });
  expect(await retryJob(admin, { id: failed })).toEqual({ id: failed, state: "waiting" });
  expect(await retryJob(admin, { id: failed })).toEqual({ id: failed, state: "waiting" });
  expect(await retryJob(admin, { id: done })).toEqual({ id: done, state: "done" });
  await expect(retryJob(admin, { id: ctx.newId() })).rejects.toMatchObject({ reason: "job.not_found" });
  const events = await ctx.db.select().from(auditEvent).where(eq(auditEvent.action, "job.retried"));
  expect(events).toHaveLength(1);
});

test("the audit view names who did what to whom, newest first, page by page", async () => {
  const subject = await makeUser(ctx, { handle: "audited" });
  await banUser(admin, { userId: subject, reason: "because" });
  await unbanUser(admin, { userId: subject });
  const first = await listAudit(admin, { limit: 1 });
  expect(first.items).toMatchObject([{ action: "user.unbanned", subject: { kind: "user", name: "audited" } }]);
  const second = await listAudit(admin, { limit: 1, cursor: first.nextCursor ?? "" });
  expect(second.items).toMatchObject([{ action: "user.banned", detail: { reason: "because" } }]);
  const only = await listAudit(admin, { limit: 50, action: "user.banned" });
  expect(new Set(only.items.map((line) => line.action))).toEqual(new Set(["user.banned"]));
});

test("after all of this the books balance", async () => {
  expect(await listBroken(ctx.db)).toEqual([]);
});
