import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { membership } from "#db/schema/project";
import { review, slot } from "#db/schema/review";
import { limits } from "#lib/domain/limits";
import { withdrawContribution } from "#lib/services/contribution-withdraw";
import { claimSlots, renewLease, returnExpiredLeases, skipSlot } from "#lib/services/review-claim";
import { decideReview, undoDecision } from "#lib/services/review-decide";
import { claimItems } from "#lib/services/review-read";
import { sealDueReviews } from "#lib/services/review-seal";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { reviseContribution, submitContribution } from "#tests/support/declared";
import { listBroken } from "#tests/support/invariants";
import { decideNext, makePeople, submitMany } from "#tests/support/review";

let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());

async function setUp(items: number, values: Parameters<typeof makeProject>[1] = {}, people = 1) {
  const reviewers = await makePeople(ctx, people);
  const author = await makeUser(ctx);
  const project = await makeProject(ctx, { reviewers, budget: 100_000_000, ...values });
  const ids = await submitMany(ctx, author, project, items);
  return { reviewers, reviewer: reviewers[0] ?? "", author, project, ids };
}

async function claimOne(userId: string, project: { slug: string }) {
  const { slots } = await claimSlots(as(ctx, userId), { project: project.slug, wanted: 1 });
  if (!slots[0]) throw new Error("nothing to claim");
  return slots[0];
}

test("nobody is offered their own item, not even the owner of the project", async () => {
  const { project } = await setUp(0);
  await submitMany(ctx, project.ownerId, project, 2);
  const answer = await claimSlots(as(ctx, project.ownerId), { project: project.slug, wanted: 3 });
  expect(answer).toEqual({ slots: [], empty: "nothing_left_for_you" });
});

test("claiming again gives what one holds already, with fresh time; at most five at once, and each item once", async () => {
  const { reviewer, project } = await setUp(9);
  const me = as(ctx, reviewer);
  const first = await claimSlots(me, { project: project.slug, wanted: 3 });
  ctx.clock.at += 60_000;
  const again = await claimSlots(me, { project: project.slug, wanted: 3 });
  expect(again.slots.map(({ id }) => id)).toEqual(first.slots.map(({ id }) => id));
  expect(again.slots[0]?.leaseExpiresAt?.getTime()).toBe(ctx.clock.at + limits.leaseMs);
  const all = await claimSlots(me, { project: project.slug, wanted: 9 });
  expect(new Set(all.slots.map((row) => row.contributionId)).size).toBe(limits.openLeasesPerUser);
});

test("says which emptiness it is: nothing at all, nothing for you, too many leases elsewhere", async () => {
  const { reviewer, project } = await setUp(5);
  const other = await makeProject(ctx, { reviewers: [reviewer] });
  const me = as(ctx, reviewer);
  expect(await claimSlots(me, { project: other.slug, wanted: 1 })).toMatchObject({ empty: "nothing_left" });
  await claimSlots(me, { project: project.slug, wanted: 5 });
  await submitMany(ctx, await makeUser(ctx), other, 1);
  expect(await claimSlots(me, { project: other.slug, wanted: 1 })).toMatchObject({ empty: "too_many_leases" });
});

test("an expired lease returns to the queue for others, and its holder is told when they come back too late", async () => {
  const { reviewers, project } = await setUp(1, { reviewsWanted: 1 }, 2);
  const [slow = "", quick = ""] = reviewers;
  const held = await claimOne(slow, project);
  expect(await claimSlots(as(ctx, quick), { project: project.slug, wanted: 1 })).toMatchObject({ slots: [] });
  ctx.clock.at += limits.leaseMs + 1;
  expect((await claimOne(quick, project)).id).toBe(held.id);
  const late = { slotId: held.id, decision: "accept" as const, undoMs: 0 };
  await expect(decideReview(as(ctx, slow), late)).rejects.toMatchObject({ reason: "review.lease_lost" });
  await expect(renewLease(as(ctx, slow), { slotId: held.id })).rejects.toMatchObject({ reason: "review.lease_lost" });
  await decideReview(as(ctx, quick), late);
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("a lease that ran out is still good while nobody else has taken the item", async () => {
  const { reviewer, project } = await setUp(1, { reviewsWanted: 1 });
  const held = await claimOne(reviewer, project);
  ctx.clock.at += limits.leaseMs + 1;
  expect((await claimOne(reviewer, project)).id).toBe(held.id);
  expect(await returnExpiredLeases(ctx)).toBe(0);
  await decideReview(as(ctx, reviewer), { slotId: held.id, decision: "accept", undoMs: 0 });
});

test("a skipped item goes to others at once and never back to who skipped it; skipping twice is skipping once", async () => {
  const { reviewers, project } = await setUp(1, { reviewsWanted: 1 }, 2);
  const [first = "", second = ""] = reviewers;
  const held = await claimOne(first, project);
  await skipSlot(as(ctx, first), { slotId: held.id, reason: "language" });
  await skipSlot(as(ctx, first), { slotId: held.id, reason: "language" });
  expect(await claimSlots(as(ctx, first), { project: project.slug, wanted: 1 })).toMatchObject({
    empty: "nothing_left_for_you",
  });
  expect((await claimOne(second, project)).id).toBe(held.id);
  await skipSlot(as(ctx, first), { slotId: held.id, reason: "language" });
  const [row] = await ctx.db.select().from(slot).where(eq(slot.id, held.id));
  expect(row).toMatchObject({ state: "leased", holderId: second });
});

test("one cannot decide, renew, skip or undo another person's seat, nor one's own with a token that may not review", async () => {
  const { reviewers, project } = await setUp(2, {}, 2);
  const [mine = "", theirs = ""] = reviewers;
  const held = await claimOne(theirs, project);
  const own = await claimOne(mine, project);
  const acts = [
    (actor: TestCtx, slotId: string) => decideReview(actor, { slotId, decision: "accept", undoMs: 0 }),
    (actor: TestCtx, slotId: string) => renewLease(actor, { slotId }),
    (actor: TestCtx, slotId: string) => skipSlot(actor, { slotId, reason: "unsure" }),
    (actor: TestCtx, slotId: string) => undoDecision(actor, { slotId }),
  ];
  for (const act of acts) {
    await expect(act(as(ctx, mine), held.id)).rejects.toMatchObject({ reason: "review.lease_lost" });
    await expect(act(as(ctx, mine), ctx.newId())).rejects.toMatchObject({ reason: "review.slot_not_found" });
    await expect(act(as(ctx, mine, { scopes: ["read", "contribute"] }), own.id)).rejects.toMatchObject({
      reason: "auth.scope_missing",
    });
  }
  expect(await ctx.db.select().from(review).where(eq(review.projectId, project.id))).toEqual([]);
});

test("who is no reviewer may neither claim nor, when the right was taken meanwhile, decide", async () => {
  const { reviewer, project } = await setUp(1);
  const stranger = await makeUser(ctx);
  const wanted = { project: project.slug, wanted: 1 };
  await expect(claimSlots(as(ctx, stranger), wanted)).rejects.toMatchObject({ reason: "rights.missing" });
  await expect(claimSlots(ctx, wanted)).rejects.toMatchObject({ reason: "auth.required" });
  const held = await claimOne(reviewer, project);
  await ctx.db.delete(membership).where(and(eq(membership.projectId, project.id), eq(membership.userId, reviewer)));
  const decision = { slotId: held.id, decision: "accept" as const, undoMs: 0 };
  await expect(decideReview(as(ctx, reviewer), decision)).rejects.toMatchObject({ reason: "rights.missing" });
});

test("a reason that the project does not have is refused, and the item stays with its reviewer", async () => {
  const { reviewer, project } = await setUp(1, { rejectReasons: ["quality"] });
  const held = await claimOne(reviewer, project);
  const me = as(ctx, reviewer);
  await expect(
    decideReview(me, { slotId: held.id, decision: "reject", reason: "privacy", undoMs: 0 }),
  ).rejects.toMatchObject({
    reason: "input.invalid",
    details: { issues: [{ path: "reason", message: "not_in_list" }] },
  });
  await decideReview(me, { slotId: held.id, decision: "reject", reason: "quality", undoMs: 0 });
});

test("the same decision sent again answers the same, before and after the seal; undone, then sealed, it counts once", async () => {
  const { reviewer, project } = await setUp(1, { reviewsWanted: 1 });
  const me = as(ctx, reviewer);
  const { id: slotId } = await claimOne(reviewer, project);
  const reject = { slotId, decision: "reject" as const, reason: "quality" as const, undoMs: 5_000 };
  const answer = await decideReview(me, reject);
  expect(await decideReview(me, reject)).toEqual(answer);
  await undoDecision(me, { slotId });
  await undoDecision(me, { slotId });
  await decideReview(me, { slotId, decision: "accept", undoMs: 5_000 });
  ctx.clock.at += 5_000;
  expect(await sealDueReviews(ctx)).toBe(1);
  expect(await sealDueReviews(ctx)).toBe(0);
  expect(await decideReview(me, { slotId, decision: "accept", undoMs: 5_000 })).toMatchObject({ sealed: true });
  await expect(decideReview(me, reject)).rejects.toMatchObject({ reason: "review.sealed" });
  await expect(undoDecision(me, { slotId })).rejects.toMatchObject({ reason: "review.sealed" });
  const votes = await ctx.db.select().from(review).where(eq(review.slotId, slotId));
  expect(votes).toMatchObject([{ decision: "accept" }]);
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("an item withdrawn under the reviewer's eyes says so", async () => {
  const { reviewer, author, project, ids } = await setUp(1);
  const { id: slotId } = await claimOne(reviewer, project);
  await withdrawContribution(as(ctx, author), { id: ids[0] ?? "" });
  await expect(decideReview(as(ctx, reviewer), { slotId, decision: "accept", undoMs: 0 })).rejects.toMatchObject({
    reason: "contribution.wrong_state",
    details: { status: "withdrawn" },
  });
});

test("the second round shows the version before and what was said of it, and nothing of this round or of who it was", async () => {
  const { reviewers, author, project, ids } = await setUp(1, {}, 4);
  const [id = ""] = ids;
  const [one = "", two = "", three = "", four = ""] = reviewers;
  await decideNext(ctx, one, project, "accept");
  await decideNext(ctx, two, project, "request_changes", "Say it more plainly.");
  await decideNext(ctx, three, project, "request_changes");
  await reviseContribution(as(ctx, author), { id, round: 1, content: { text: "Said plainly." } });
  await decideNext(ctx, one, project, "reject", "still not");
  const { items } = await claimItems(as(ctx, four), { project: project.slug, wanted: 1 });
  expect(items).toMatchObject([
    {
      round: 2,
      isLastRound: false,
      language: "en",
      fields: [{ name: "text", text: "Said plainly." }],
      label: null,
      previous: { round: 1, fields: [{ name: "text", text: expect.stringMatching(/^Sentence 1 of/) }] },
    },
  ]);
  expect(items[0]?.previous?.votes).toHaveLength(3);
  expect(items[0]?.previous?.votes).toContainEqual({
    decision: "request_changes",
    reason: "quality",
    feedback: "Say it more plainly.",
  });
  const told = JSON.stringify(items);
  for (const hidden of [id, author, one, two, three, "still not"]) expect(told).not.toContain(hidden);
});

test("in the last round what is not accepted is rejected, so no reservation waits for a revision that cannot come", async () => {
  const { reviewer, author, project, ids } = await setUp(1, { reviewsWanted: 1 });
  const [id = ""] = ids;
  for (let round = 1; round < limits.maxRounds; round += 1) {
    await decideNext(ctx, reviewer, project, "request_changes");
    await reviseContribution(as(ctx, author), { id, round, content: { text: `Version ${round + 1} of ${id}` } });
  }
  const { items } = await claimItems(as(ctx, reviewer), { project: project.slug, wanted: 1 });
  expect(items).toMatchObject([{ round: limits.maxRounds, isLastRound: true }]);
  await decideNext(ctx, reviewer, project, "request_changes");
  const [row] = await ctx.db.select().from(contribution).where(eq(contribution.id, id));
  expect(row).toMatchObject({ status: "rejected", reserved: 0 });
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("fields come in the order of the modality, with the label of a labelled project", async () => {
  const { reviewer, author, project } = await setUp(0, {
    modality: "preference_pair",
    labelSchema: { kind: "single_class", question: "Which topic?", classes: ["bank", "other"] },
  });
  await submitContribution(as(ctx, author), {
    id: ctx.newId(),
    project: project.slug,
    language: "zh-TW",
    content: { rejected: "不知道。", label: "bank", chosen: "請到臨櫃辦理。", prompt: "怎麼掛失？" },
    consentHash: project.consentHash,
  });
  const { items } = await claimItems(as(ctx, reviewer), { project: project.slug, wanted: 1 });
  expect(items[0]?.fields.map(({ name }) => name)).toEqual(["prompt", "chosen", "rejected"]);
  expect(items[0]).toMatchObject({ label: "bank", language: "zh-TW", previous: null });
});
