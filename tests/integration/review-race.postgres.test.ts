import { and, count, eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { review, slot } from "#db/schema/review";
import { isAppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { withdrawContribution } from "#lib/services/contribution-withdraw";
import { claimSlots, skipSlot } from "#lib/services/review-claim";
import { decideReview, undoDecision } from "#lib/services/review-decide";
import { sealDueReviews } from "#lib/services/review-seal";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { countingDeadlocks } from "#tests/support/deadlock";
import { listBroken } from "#tests/support/invariants";
import { makePeople, submitMany } from "#tests/support/review";

let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());

test("48 reviewers race for the last 300 seats: every seat is used once, no item gets an excess vote, nobody gets an item twice", async () => {
  const reviewers = await makePeople(ctx, 48);
  const author = await makeUser(ctx);
  const project = await makeProject(ctx, { reviewers, budget: 100_000_000 });
  await submitMany(ctx, author, project, 100);
  const seen = new Map<string, string[]>();
  await Promise.all(
    reviewers.map(async (reviewer, at) => {
      const me = as(ctx, reviewer);
      const mine: string[] = [];
      seen.set(reviewer, mine);
      for (;;) {
        const { slots, empty } = await claimSlots(me, { project: project.slug, wanted: 3 });
        if (empty) return;
        for (const one of slots) {
          mine.push(one.contributionId);
          await decideReview(me, { slotId: one.id, decision: "accept", undoMs: at % 2 === 0 ? 0 : 1 });
        }
      }
    }),
  );
  ctx.clock.at += 2;
  while ((await sealDueReviews(ctx)) > 0);
  const [votes] = await ctx.db.select({ votes: count() }).from(review).where(eq(review.projectId, project.id));
  expect(votes?.votes).toBe(300);
  const items = await ctx.db.select().from(contribution).where(eq(contribution.projectId, project.id));
  expect(items.filter((item) => item.status === "accepted")).toHaveLength(100);
  for (const mine of seen.values()) expect(new Set(mine).size).toBe(mine.length);
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("one person in twelve tabs: no item twice, and never more leases than allowed", async () => {
  const [reviewer = ""] = await makePeople(ctx, 1);
  const project = await makeProject(ctx, { reviewers: [reviewer], budget: 100_000_000 });
  await submitMany(ctx, await makeUser(ctx), project, 40);
  const me = as(ctx, reviewer);
  for (let turn = 0; turn < 8; turn += 1) {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => claimSlots(me, { project: project.slug, wanted: 3 })),
    );
    expect(answers.map(({ empty }) => empty)).toEqual(Array.from({ length: 12 }, () => null));
    const held = await ctx.db
      .select()
      .from(slot)
      .where(and(eq(slot.holderId, reviewer), eq(slot.state, "leased")));
    expect(held.length).toBeLessThanOrEqual(limits.openLeasesPerUser);
    expect(new Set(held.map((row) => row.contributionId)).size).toBe(held.length);
    await Promise.all(held.map((row) => decideReview(me, { slotId: row.id, decision: "accept", undoMs: 0 })));
  }
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("two tabs decide the same item differently at the same moment: one decision stands, the other is told so", async () => {
  const [reviewer = ""] = await makePeople(ctx, 1);
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
  await submitMany(ctx, await makeUser(ctx), project, 20);
  const me = as(ctx, reviewer);
  for (let turn = 0; turn < 20; turn += 1) {
    const { slots } = await claimSlots(me, { project: project.slug, wanted: 1 });
    const slotId = slots[0]?.id ?? "";
    const undoMs = turn % 2 === 0 ? 0 : 10_000;
    const answers = await Promise.allSettled([
      decideReview(me, { slotId, decision: "accept", undoMs }),
      decideReview(me, { slotId, decision: "reject", reason: "quality", undoMs }),
    ]);
    const refused = answers.filter((one) => one.status === "rejected");
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatchObject({ reason: undoMs === 0 ? "review.sealed" : "review.decided" });
  }
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("undo against the seal: whichever comes first holds, never both", async () => {
  const [reviewer = ""] = await makePeople(ctx, 1);
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
  await submitMany(ctx, await makeUser(ctx), project, 20);
  const me = as(ctx, reviewer);
  for (let turn = 0; turn < 20; turn += 1) {
    const { slots } = await claimSlots(me, { project: project.slug, wanted: 1 });
    const slotId = slots[0]?.id ?? "";
    await decideReview(me, { slotId, decision: "accept", undoMs: 5_000 });
    // The loop's clock may run a little ahead of the one that answers the undo.
    const ahead = { ...ctx, now: () => new Date(ctx.clock.at + 5_001) };
    const [undone] = await Promise.allSettled([undoDecision(me, { slotId }), sealDueReviews(ahead)]);
    const [row] = await ctx.db.select().from(slot).where(eq(slot.id, slotId));
    const votes = await ctx.db.select().from(review).where(eq(review.slotId, slotId));
    expect(votes).toHaveLength(undone.status === "fulfilled" ? 0 : 1);
    expect(row?.state).toBe(undone.status === "fulfilled" ? "leased" : "sealed");
    if (undone.status === "fulfilled") await decideReview(me, { slotId, decision: "accept", undoMs: 0 });
  }
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("withdrawing while reviewers decide, skip and seal: no deadlock, one of them wins, the money resolves", async () => {
  const reviewers = await makePeople(ctx, 3);
  const author = await makeUser(ctx);
  const project = await makeProject(ctx, { reviewers, budget: 100_000_000, reviewsWanted: 3 });
  const ids = await submitMany(ctx, author, project, 60);
  const claims = await Promise.all(
    reviewers.map((reviewer) => claimSlots(as(ctx, reviewer), { project: project.slug, wanted: 3 })),
  );
  const counted = countingDeadlocks(ctx);
  for (let turn = 0; turn < 20; turn += 1) {
    const slots = claims.flatMap(({ slots: taken }) => taken.slice(0, 1));
    const touched = new Set(slots.map((row) => row.contributionId));
    const faults = await Promise.allSettled([
      ...slots.map((row, at) => {
        const me = as(counted.ctx, row.holderId ?? "");
        if (at === 0) return skipSlot(me, { slotId: row.id, reason: "unsure" });
        return decideReview(me, { slotId: row.id, decision: "accept", undoMs: at === 1 ? 0 : 1 });
      }),
      ...ids.filter((id) => touched.has(id)).map((id) => withdrawContribution(as(counted.ctx, author), { id })),
      sealDueReviews({ ...counted.ctx, now: () => new Date(ctx.clock.at + 5) }),
    ]);
    for (const fault of faults) if (fault.status === "rejected") expect(isAppError(fault.reason)).toBe(true);
    ctx.clock.at += 10;
    while ((await sealDueReviews(ctx)) > 0);
    for (const [at, reviewer] of reviewers.entries())
      claims[at] = await claimSlots(as(ctx, reviewer), { project: project.slug, wanted: 3 });
  }
  expect(counted.deadlocks).toEqual([]);
  const rows = await ctx.db.select().from(contribution).where(inArray(contribution.id, ids));
  for (const row of rows.filter(({ status }) => status !== "in_review")) expect(row.reserved).toBe(0);
  expect(await listBroken(ctx.db)).toEqual([]);
});
