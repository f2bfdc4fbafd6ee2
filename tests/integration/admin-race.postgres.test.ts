import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { transfer } from "#db/schema/points";
import { user } from "#db/schema/user";
import { banUser } from "#lib/services/admin-ban";
import { revokeAdmin } from "#lib/services/admin-role";
import { fundProject, mintPoints } from "#lib/services/admin-treasury";
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
  for (const one of grants) {
    if (one.status === "rejected") expect(one.reason).toMatchObject({ reason: "budget.treasury_short" });
  }
  expect(await listBroken(ctx.db)).toEqual([]);
});
