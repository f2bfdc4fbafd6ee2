import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { readEntry } from "#lib/services/ledger-read";
import { claimSlots, skipSlot } from "#lib/services/review-claim";
import { decideReview } from "#lib/services/review-decide";
import { listMyReviews } from "#lib/services/review-history";
import { readReviewQueue } from "#lib/services/review-queue";
import { sealDueReviews } from "#lib/services/review-seal";
import { readReviewTally } from "#lib/services/review-tally";
import { sequenceBatch } from "#lib/services/sequence";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { reviseContribution } from "#tests/support/declared";
import { decideNext, makePeople, submitMany } from "#tests/support/review";

const HOUR_MS = 3_600_000;
let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());

test("the queue counts items this person can take, and says since when the oldest has waited", async () => {
  const [reviewer = "", other = ""] = await makePeople(ctx, 2);
  const project = await makeProject(ctx, { reviewers: [reviewer, other] });
  await makeProject(ctx, { ownerId: reviewer, state: "draft" });
  const idle = await makeProject(ctx, { reviewers: [reviewer] });
  const submittedAt = ctx.clock.at;
  await submitMany(ctx, await makeUser(ctx), project, 4);
  await submitMany(ctx, reviewer, project, 1);
  ctx.clock.at += 2 * HOUR_MS;
  await submitMany(ctx, await makeUser(ctx), project, 1);
  const me = as(ctx, reviewer);
  const before = (await readReviewQueue(me)).projects;
  expect(before.map(({ slug }) => slug)).toEqual([project.slug, idle.slug]);
  expect(before[0]).toMatchObject({ open: 5, openIsMore: false, held: 0, waitingSince: new Date(submittedAt) });
  expect(before[1]).toMatchObject({ open: 0, held: 0, waitingSince: null });
  const { slots } = await claimSlots(me, { project: project.slug, wanted: 3 });
  await decideReview(me, { slotId: slots[0]?.id ?? "", decision: "accept", undoMs: 5_000 });
  await skipSlot(me, { slotId: slots[1]?.id ?? "", reason: "unsure" });
  expect((await readReviewQueue(me)).projects[0]).toMatchObject({ open: 2, held: 1 });
  expect((await readReviewQueue(as(ctx, other))).projects[0]).toMatchObject({ open: 6, held: 0 });
});

test("the waiting time of a revised item counts from its revision", async () => {
  const [first = "", second = ""] = await makePeople(ctx, 2);
  const author = await makeUser(ctx);
  const project = await makeProject(ctx, { reviewers: [first, second], reviewsWanted: 1 });
  const [id = ""] = await submitMany(ctx, author, project, 1);
  await decideNext(ctx, first, project, "request_changes");
  ctx.clock.at += 30 * HOUR_MS;
  await reviseContribution(as(ctx, author), { id, round: 1, content: { text: `Better ${id}` } });
  const queue = await readReviewQueue(as(ctx, second));
  expect(queue.projects[0]).toMatchObject({ open: 1, waitingSince: new Date(ctx.clock.at) });
});

test("my day counts decisions at once, points when the verdict has fallen", async () => {
  const [first = "", second = "", third = ""] = await makePeople(ctx, 3);
  const project = await makeProject(ctx, { reviewers: [first, second, third] });
  await submitMany(ctx, await makeUser(ctx), project, 1);
  const me = as(ctx, first);
  const { slots } = await claimSlots(me, { project: project.slug, wanted: 1 });
  await decideReview(me, { slotId: slots[0]?.id ?? "", decision: "reject", reason: "quality", undoMs: 5_000 });
  const waiting = { pending: { reviews: 1, points: 100 }, paidToday: 0 };
  const today = { accept: 0, reject: 1, request_changes: 0 };
  expect(await readReviewTally(me)).toEqual({ today, ...waiting });
  ctx.clock.at += 5_000;
  await sealDueReviews(ctx);
  expect(await readReviewTally(me)).toEqual({ today, ...waiting });
  await decideNext(ctx, second, project, "accept");
  await decideNext(ctx, third, project, "accept");
  expect(await readReviewTally(me)).toEqual({ today, pending: { reviews: 0, points: 0 }, paidToday: 100 });
  ctx.clock.at += 24 * HOUR_MS;
  expect(await readReviewTally(me)).toEqual({
    today: { accept: 0, reject: 0, request_changes: 0 },
    pending: { reviews: 0, points: 0 },
    paidToday: 0,
  });
});

test("history pages through my reviews newest first, with the version I saw, the verdict once it fell, and its ledger entries", async () => {
  const [reviewer = ""] = await makePeople(ctx, 1);
  const author = await makeUser(ctx);
  const single = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
  const triple = await makeProject(ctx, { reviewers: [reviewer] });
  const [id = ""] = await submitMany(ctx, author, single, 1);
  await decideNext(ctx, reviewer, single, "request_changes", "Too short.");
  await reviseContribution(as(ctx, author), { id, round: 1, content: { text: "長".repeat(200) } });
  ctx.clock.at += 1_000;
  await decideNext(ctx, reviewer, single, "accept");
  ctx.clock.at += 1_000;
  await submitMany(ctx, author, triple, 1);
  await decideNext(ctx, reviewer, triple, "accept");
  const me = as(ctx, reviewer);
  const first = await listMyReviews(me, { limit: 2 });
  const second = await listMyReviews(me, { limit: 2, cursor: first.nextCursor ?? "" });
  expect(second.nextCursor).toBeNull();
  expect([...first.items, ...second.items]).toMatchObject([
    { project: { slug: triple.slug }, decision: "accept", outcome: null, points: 100, feeId: null },
    { round: 2, decision: "accept", outcome: "accepted", excerpt: `${"長".repeat(140)}…` },
    {
      round: 1,
      decision: "request_changes",
      reason: "quality",
      feedback: "Too short.",
      outcome: "changes_requested",
      excerpt: expect.stringMatching(/^Sentence 1 of/),
    },
  ]);
  while ((await sequenceBatch(ctx)).count > 0);
  const [, accepted] = first.items;
  expect(await readEntry(ctx, { ref: accepted?.id ?? "" })).toMatchObject({ kind: "review.cast" });
  expect(await readEntry(ctx, { ref: accepted?.feeId ?? "" })).toMatchObject({ kind: "transfer.posted" });
  expect((await listMyReviews(as(ctx, author), { limit: 10 })).items).toEqual([]);
});
