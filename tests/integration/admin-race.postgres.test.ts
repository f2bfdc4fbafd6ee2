import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { transfer } from "#db/schema/points";
import { user } from "#db/schema/user";
import { budgetAccount, userAccount } from "#lib/services/account";
import { banUser } from "#lib/services/admin-ban";
import { correctTransfer } from "#lib/services/admin-correct";
import { revokeAdmin } from "#lib/services/admin-role";
import { fundProject, mintPoints } from "#lib/services/admin-treasury";
import { inTx } from "#lib/services/context";
import { addScores } from "#lib/services/score-add";
import { postTransfers } from "#lib/services/transfer";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { listBroken } from "#tests/support/invariants";

let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());

test("admins who revoke and ban each other at the same moment leave one of them", async () => {
  for (let round = 0; round < 10; round += 1) {
    await ctx.db.update(user).set({ isAdmin: false });
    const ids = await Promise.all([0, 1, 2, 3].map(() => makeUser(ctx, { isAdmin: true })));
    const [a = "", b = "", c = "", d = ""] = ids;
    const me = (id: string) => as(ctx, id, { isAdmin: true });
    await Promise.allSettled([
      revokeAdmin(me(a), { userId: b }),
      revokeAdmin(me(b), { userId: a }),
      banUser(me(c), { userId: d, reason: "because" }),
      banUser(me(d), { userId: c, reason: "because" }),
      revokeAdmin(me(a), { userId: c }),
      revokeAdmin(me(b), { userId: d }),
    ]);
    const left = await ctx.db.select().from(user).where(eq(user.isAdmin, true));
    expect(left.filter((row) => !row.bannedAt).length).toBeGreaterThanOrEqual(1);
  }
});

test("sixteen clicks on one grant are one transfer, and sixteen grants never overdraw the treasury", async () => {
  const admin = as(ctx, await makeUser(ctx, { isAdmin: true }), { isAdmin: true });
  const target = await makeProject(ctx, { budget: 0 });
  await mintPoints(admin, { id: ctx.newId(), amount: 1_000 });
  const same = { id: ctx.newId(), slug: target.slug, amount: 100 };
  const clicks = await Promise.allSettled(Array.from({ length: 16 }, () => fundProject(admin, same)));
  expect(clicks.map((one) => one.status)).toEqual(Array(16).fill("fulfilled"));
  expect(await ctx.db.select().from(transfer).where(eq(transfer.id, same.id))).toHaveLength(1);
  const grants = await Promise.allSettled(
    Array.from({ length: 16 }, () => fundProject(admin, { ...same, id: ctx.newId() })),
  );
  expect(grants.filter((one) => one.status === "fulfilled")).toHaveLength(9);
  // The treasury is empty now: a late repetition of a grant that was made is still no failure.
  expect(await fundProject(admin, same)).toMatchObject({ id: same.id, treasury: 0 });
  for (const one of grants) {
    if (one.status === "rejected") expect(one.reason).toMatchObject({ reason: "budget.treasury_short" });
  }
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("eight clicks on one correction take the points back once", async () => {
  const admin = as(ctx, await makeUser(ctx, { isAdmin: true }), { isAdmin: true });
  const target = await makeProject(ctx, { budget: 5_000 });
  const userId = await makeUser(ctx);
  const awardId = ctx.newId();
  await inTx(ctx, (tx) =>
    postTransfers(tx, [
      {
        id: awardId,
        debit: budgetAccount(target.id),
        credit: userAccount(userId),
        amount: 1_500,
        kind: "award",
        rule: "flat/1",
        projectId: target.id,
      },
    ]),
  );
  await inTx(ctx, (tx) => addScores(tx, [{ userId, projectId: target.id, points: 1_500 }]));
  const input = { id: ctx.newId(), transferId: awardId, reason: "copied from a book" };
  const same = Array.from({ length: 8 }, () => correctTransfer(admin, input));
  const others = Array.from({ length: 8 }, () => correctTransfer(admin, { ...input, id: ctx.newId() }));
  const results = await Promise.allSettled([...same, ...others]);
  for (const one of results) {
    if (one.status === "rejected") expect(one.reason).toMatchObject({ reason: "transfer.already_reversed" });
  }
  expect(await ctx.db.select().from(transfer).where(eq(transfer.reversesId, awardId))).toHaveLength(1);
  expect(await listBroken(ctx.db)).toEqual([]);
});
