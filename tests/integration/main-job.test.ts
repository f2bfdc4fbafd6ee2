import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { entry } from "#db/schema/ledger";
import { account, transfer } from "#db/schema/points";
import { slot } from "#db/schema/review";
import { submitInputSchema } from "#lib/domain/contribution";
import { isProven, verifyEntry } from "#lib/ledger/verify-entry";
import { accountId, budgetAccount, userAccount } from "#lib/services/account";
import { readBoard, readMyRank } from "#lib/services/board-read";
import { withdrawContribution } from "#lib/services/contribution-withdraw";
import { declarationHash } from "#lib/services/declaration";
import { readEntry } from "#lib/services/ledger-read";
import { claimSlots } from "#lib/services/review-claim";
import { decideReview, undoDecision } from "#lib/services/review-decide";
import { sealDueReviews } from "#lib/services/review-seal";
import { sequenceBatch } from "#lib/services/sequence";
import { readStatement } from "#lib/services/statement-read";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { reviseContribution, submitContribution } from "#tests/support/declared";
import { listBroken } from "#tests/support/invariants";

let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());

async function balanceOf(ref: Parameters<typeof accountId>[0]): Promise<number> {
  const [row] = await ctx.db
    .select()
    .from(account)
    .where(eq(account.id, accountId(ref)));
  return row?.balance ?? 0;
}

async function submit(userId: string, project: { slug: string; consentHash: string }, text: string) {
  const id = ctx.newId();
  await submitContribution(as(ctx, userId), {
    id,
    project: project.slug,
    language: "en",
    content: { text },
    consentHash: project.consentHash,
  });
  return id;
}

async function decideAll(
  project: { slug: string },
  reviewers: string[],
  decision: "accept" | "reject" | "request_changes",
) {
  for (const reviewer of reviewers) {
    const me = as(ctx, reviewer);
    const { slots } = await claimSlots(me, { project: project.slug, wanted: 1 });
    const slotId = slots[0]?.id ?? "";
    await decideReview(me, { slotId, decision, reason: decision === "accept" ? undefined : "quality", undoMs: 0 });
  }
}

test("an accepted contribution pays its author and every reviewer, in the transaction of the last vote", async () => {
  const [author, ...reviewers] = await Promise.all([1, 2, 3, 4].map(() => makeUser(ctx)));
  const project = await makeProject(ctx, { reviewers });
  const id = await submit(author ?? "", project, "A sentence worth a point.");
  expect(await balanceOf(budgetAccount(project.id))).toBe(1_000_000 - 1_300);
  await decideAll(project, reviewers.slice(0, 2), "accept");
  expect(await balanceOf(userAccount(author ?? ""))).toBe(0);
  await decideAll(project, reviewers.slice(2), "reject");
  expect(await balanceOf(userAccount(author ?? ""))).toBe(1_000);
  for (const reviewer of reviewers) expect(await balanceOf(userAccount(reviewer))).toBe(100);
  const [row] = await ctx.db.select().from(contribution).where(eq(contribution.id, id));
  expect(row).toMatchObject({ status: "accepted", reserved: 0 });
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("a rejected contribution returns its price to the budget and still pays the reviewers", async () => {
  const [author = "", reviewer = ""] = await Promise.all([makeUser(ctx), makeUser(ctx)]);
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
  await submit(author, project, "Not good enough.");
  await decideAll(project, [reviewer], "reject");
  expect(await balanceOf(budgetAccount(project.id))).toBe(1_000_000 - 100);
  expect(await balanceOf(userAccount(author))).toBe(0);
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("changes requested, revised, accepted: the author's price waits, the new round reserves only its reviews", async () => {
  const [author = "", reviewer = ""] = await Promise.all([makeUser(ctx), makeUser(ctx)]);
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
  const id = await submit(author, project, "Nearly right");
  await decideAll(project, [reviewer], "request_changes");
  const [waiting] = await ctx.db.select().from(contribution).where(eq(contribution.id, id));
  expect(waiting).toMatchObject({ status: "changes_requested", reserved: 1_000 });
  await reviseContribution(as(ctx, author), { id, round: 1, content: { text: "Quite right." } });
  await decideAll(project, [reviewer], "accept");
  expect(await balanceOf(userAccount(author))).toBe(1_000);
  expect(await balanceOf(userAccount(reviewer))).toBe(200);
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("sending the same submission twice gives one contribution; the same text under another id names the first", async () => {
  const author = await makeUser(ctx);
  const project = await makeProject(ctx);
  const me = as(ctx, author);
  const input = {
    id: ctx.newId(),
    project: project.slug,
    language: "en" as const,
    content: { text: "Only once." },
    consentHash: project.consentHash,
  };
  await submitContribution(me, input);
  await submitContribution(me, input);
  await expect(
    submitContribution(me, { ...input, id: ctx.newId(), content: { text: " Only once.\r\n" } }),
  ).rejects.toMatchObject({ reason: "contribution.duplicate", details: { contribution: input.id } });
  expect(await balanceOf(budgetAccount(project.id))).toBe(1_000_000 - 1_300);
});

test("an empty budget refuses the next contribution and keeps every promise made", async () => {
  const [author = "", reviewer = ""] = await Promise.all([makeUser(ctx), makeUser(ctx)]);
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1, budget: 1_500 });
  await submit(author, project, "The last that is covered.");
  await expect(submit(author, project, "One too many.")).rejects.toMatchObject({ reason: "budget.exhausted" });
  await decideAll(project, [reviewer], "accept");
  expect(await balanceOf(userAccount(author))).toBe(1_000);
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("a withdrawn contribution frees its reservation, and its text may come again", async () => {
  const author = await makeUser(ctx);
  const project = await makeProject(ctx);
  const id = await submit(author, project, "Second thoughts.");
  await withdrawContribution(as(ctx, author), { id });
  await withdrawContribution(as(ctx, author), { id });
  expect(await balanceOf(budgetAccount(project.id))).toBe(1_000_000);
  await submit(author, project, "Second thoughts.");
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("a decision can be undone until it is sealed, and not after", async () => {
  const [author = "", reviewer = ""] = await Promise.all([makeUser(ctx), makeUser(ctx)]);
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
  await submit(author, project, "Look twice.");
  const me = as(ctx, reviewer);
  const { slots } = await claimSlots(me, { project: project.slug, wanted: 1 });
  const slotId = slots[0]?.id ?? "";
  await decideReview(me, { slotId, decision: "reject", reason: "quality", undoMs: 5_000 });
  await undoDecision(me, { slotId });
  await decideReview(me, { slotId, decision: "accept", undoMs: 5_000 });
  expect(await sealDueReviews(ctx)).toBe(0);
  ctx.clock.at += 5_001;
  expect(await sealDueReviews(ctx)).toBe(1);
  await expect(undoDecision(me, { slotId })).rejects.toMatchObject({ reason: "review.sealed" });
  expect(await balanceOf(userAccount(author))).toBe(1_000);
});

test("the board, the statement and the ledger tell the same story, and every entry proves itself", async () => {
  const [author = "", reviewer = ""] = await Promise.all([makeUser(ctx, { handle: "ada-test" }), makeUser(ctx)]);
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
  await submit(author, project, "One for the board.");
  await decideAll(project, [reviewer], "accept");
  while ((await sequenceBatch(ctx)).count > 0);
  const choice = { period: "day", metric: "points", project: project.slug } as const;
  const board = await readBoard(ctx, { ...choice, limit: 10 });
  expect(board.rows[0]).toMatchObject({ rank: 1, handle: "ada-test", points: 1_000, accepted: 1 });
  const mine = await readMyRank(as(ctx, author), choice);
  expect(mine).toMatchObject({ handle: "ada-test", hidden: false });
  expect(mine?.rows[0]).toMatchObject({ rank: 1, handle: "ada-test", points: 1_000 });
  expect(await readMyRank(as(ctx, await makeUser(ctx)), choice)).toBeNull();
  const statement = await readStatement(as(ctx, author), { limit: 10 });
  expect(statement).toMatchObject({ balance: 1_000, items: [{ kind: "award", amount: 1_000, balance: 1_000 }] });
  const rows = await ctx.db.select().from(entry);
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) {
    const found = await readEntry(ctx, { ref: String(row.index) });
    const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
    const claim = {
      bytes: bytes(found.body),
      index: found.index,
      size: found.size,
      proof: found.proof.map(bytes),
      root: bytes(found.root),
    };
    expect(isProven(verifyEntry(claim))).toBe(true);
    expect(isProven(verifyEntry({ ...claim, index: (found.index + 1) % found.size }))).toBe(false);
  }
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("the database itself refuses to change or remove transfers and entries", async () => {
  await expect(ctx.db.update(transfer).set({ amount: 1 })).rejects.toThrow();
  await expect(ctx.db.delete(transfer)).rejects.toThrow();
  await expect(ctx.db.delete(entry)).rejects.toThrow();
});

test("an id sent in upper case is the same id: the item gets its slots, its reservation and its entry", async () => {
  const author = await makeUser(ctx);
  const project = await makeProject(ctx);
  const input = submitInputSchema.parse({
    id: ctx.newId().toUpperCase(),
    project: project.slug,
    language: "en",
    content: { text: "Shouted id." },
    consentHash: project.consentHash,
    declaration: { licence: "CC0-1.0", source: "own", wordingHash: declarationHash },
  });
  const { id } = await submitContribution(as(ctx, author), input);
  expect(await ctx.db.select().from(slot).where(eq(slot.contributionId, id))).toHaveLength(3);
  expect(await balanceOf(budgetAccount(project.id))).toBe(1_000_000 - 1_300);
});
