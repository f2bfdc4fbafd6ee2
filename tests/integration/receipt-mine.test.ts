import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { entry, ownEntry, tree } from "#db/schema/ledger";
import { isGoodReceipt, verifyReceipt } from "#lib/ledger/receipt";
import { encodeUtf8 } from "#lib/ledger/utf8";
import { publishOnce } from "#lib/services/log-publish";
import { noteOwners } from "#lib/services/own-entry";
import { readReceipt } from "#lib/services/receipt";
import { listMyEntries, readMyReceipts } from "#lib/services/receipt-mine";
import { sealDueReviews } from "#lib/services/review-seal";
import { sequenceBatch } from "#lib/services/sequence";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { reviseContribution } from "#tests/support/declared";
import { testLog, testSigner } from "#tests/support/log";
import { decideNext, submitMany } from "#tests/support/review";

let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());

const log = testLog();
const check = (text: string) => verifyReceipt(encodeUtf8(text), { keys: [testSigner()] });
const opens = (text: string) => check(text).some(({ name, ok }) => name === "opening" && ok);
const saltIn = (text: string) => Buffer.from(/^extra (.+)$/m.exec(text)?.[1] ?? "", "base64").includes('"salt"');
const noted = (text: string) => text.slice(text.indexOf("\n\n"));

async function settle() {
  while ((await sealDueReviews(ctx)) > 0);
  while ((await sequenceBatch(ctx)).count > 0);
}

/** A contribution that was sent back, revised, accepted and paid for. */
async function makeHistory() {
  const [author, reviewer] = [await makeUser(ctx), await makeUser(ctx)];
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
  const [id = ""] = await submitMany(ctx, author, project, 1);
  await decideNext(ctx, reviewer, project, "request_changes", "Say which pier.");
  await settle();
  await reviseContribution(as(ctx, author), { id, round: 1, content: { text: `第二版 ${id}` } });
  await decideNext(ctx, reviewer, project, "accept");
  await settle();
  await publishOnce(ctx, log);
  return { author: as(ctx, author), reviewer: as(ctx, reviewer), project, id };
}

test("each has what is theirs, newest first: the author every version, verdict and award, the reviewer reviews and fees", async () => {
  const { author, reviewer, project, id } = await makeHistory();
  const mine = await listMyEntries(author, { limit: 100 });
  expect(mine.items.map(({ kind }) => kind)).toEqual([
    "verdict.reached",
    "transfer.posted",
    "contribution.revised",
    "verdict.reached",
    "contribution.submitted",
  ]);
  expect(mine.items.map(({ index }) => index)).toEqual(mine.items.map(({ index }) => index).sort((a, b) => b - a));
  expect(mine.items.every(({ isPublished }) => isPublished)).toBe(true);
  expect(new Set(mine.items.map((item) => item.project?.slug))).toEqual(new Set([project.slug]));
  expect(mine.items.map(({ contributionId }) => contributionId)).toEqual([id, null, id, id, id]);
  const theirs = await listMyEntries(reviewer, { limit: 100 });
  expect(theirs.items.map(({ kind }) => kind).sort()).toEqual([
    "review.cast",
    "review.cast",
    "transfer.posted",
    "transfer.posted",
  ]);
  expect(await listMyEntries(as(ctx, await makeUser(ctx)), { limit: 100 })).toEqual({ items: [], nextCursor: null });
});

test("what the loop noted and what it has not come to make the same list and the same count, in any proportion", async () => {
  while (await noteOwners(ctx));
  const { author, reviewer } = await makeHistory();
  const people = [author, reviewer];
  const read = () =>
    Promise.all(
      people.map(async (one) => ({
        items: (await listMyEntries(one, { limit: 100 })).items,
        second: (await listMyEntries(one, { limit: 2, cursor: String((await size()) - 3) })).items,
        total: (await readMyReceipts(one, {})).total,
      })),
    );
  const size = async () => (await ctx.db.select().from(tree))[0]?.size ?? 0;
  const before = await read();
  expect(before.map(({ items, total }) => [items.length, total])).toEqual([
    [5, 5],
    [4, 4],
  ]);
  let steps = 0;
  for (; await noteOwners(ctx, 2); steps += 1) expect(await read()).toEqual(before);
  expect(steps).toBeGreaterThan(5);
  expect(await noteOwners(ctx)).toBe(false);
  expect(await ctx.db.$count(ownEntry, eq(ownEntry.userId, (author.actor as { userId: string }).userId))).toBe(5);
});

test("several that note at once note each entry once", async () => {
  const { author } = await makeHistory();
  while ((await Promise.all([noteOwners(ctx, 3), noteOwners(ctx, 3), noteOwners(ctx, 3)])).includes(true));
  expect((await listMyEntries(author, { limit: 100 })).items.length).toBe(5);
});

test("receipts of every kind are good; what opens a version is its author's alone, one by one and all at once", async () => {
  const { author, reviewer, id } = await makeHistory();
  const files = await readMyReceipts(author, {});
  expect([files.items.length, files.total, files.nextCursor]).toEqual([5, 5, null]);
  const opened = files.items.filter(({ text }) => opens(text)).map(({ kind }) => kind);
  expect(opened).toEqual(["contribution.revised", "contribution.submitted"]);
  expect(files.items[2]?.text).not.toBe(files.items[4]?.text);
  const others = [reviewer, as(ctx, await makeUser(ctx)), { ...ctx, actor: { kind: "anonymous" as const } }];
  for (const { index, kind, size, text } of [...files.items, ...(await readMyReceipts(reviewer, {})).items]) {
    expect([kind, isGoodReceipt(check(text))]).toEqual([kind, true]);
    expect(await readReceipt(kind.startsWith("contribution.") ? author : reviewer, { ref: String(index) })).toEqual({
      index,
      kind,
      size,
      text,
    });
    for (const other of others) {
      const seen = (await readReceipt(other, { ref: String(index) }))?.text ?? "";
      expect([kind, isGoodReceipt(check(seen)), saltIn(seen), seen.includes("第二版")]).toEqual([
        kind,
        true,
        false,
        false,
      ]);
    }
  }
  const [first] = check(files.items[4]?.text ?? "").filter(({ name }) => name === "opening");
  expect(first).toMatchObject({ ok: true, content: expect.stringContaining("Sentence 1 of") });
  const entries = await ctx.db.select().from(entry).where(eq(entry.subjectId, id));
  expect(entries.length).toBeGreaterThan(files.items.length);
});

test("many pages meet each entry once and carry one checkpoint, though the log grows meanwhile", async () => {
  const author = as(ctx, await makeUser(ctx));
  const project = await makeProject(ctx, { budget: 100_000_000 });
  const { userId } = author.actor as { userId: string };
  await submitMany(ctx, userId, project, 230);
  await settle();
  expect(await readMyReceipts(author, {})).toMatchObject({ items: [] });
  expect((await listMyEntries(author, { limit: 1 })).items[0]?.isPublished).toBe(false);
  await publishOnce(ctx, log);
  const first = await readMyReceipts(author, {});
  expect([first.items.length, first.total]).toEqual([100, 230]);
  await submitMany(ctx, userId, project, 3);
  await settle();
  await publishOnce(ctx, log);
  const pages = [first];
  for (let page = first; page.nextCursor !== null; ) {
    page = await readMyReceipts(author, { cursor: page.nextCursor, size: first.size });
    pages.push(page);
  }
  const all = pages.flatMap(({ items }) => items);
  expect([all.length, new Set(all.map(({ index }) => index)).size, pages.length]).toEqual([230, 230, 3]);
  expect(new Set(all.map(({ text }) => noted(text))).size).toBe(1);
  expect(all.every(({ text }) => isGoodReceipt(check(text)) && opens(text))).toBe(true);
  expect(pages.slice(1).map(({ total }) => total)).toEqual([null, null]);
  expect((await readMyReceipts(author, {})).total).toBe(233);
  const listed: number[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listMyEntries(author, { limit: 50, cursor });
    listed.push(...page.items.map(({ index }) => index));
    cursor = page.nextCursor;
  }
  expect(new Set(listed).size).toBe(233);
});

test("nobody reads receipts of somebody else's, and no checkpoint that was never there", async () => {
  const { author } = await makeHistory();
  const anonymous = { ...ctx, actor: { kind: "anonymous" as const } };
  await expect(listMyEntries(anonymous, { limit: 1 })).rejects.toMatchObject({ reason: "auth.required" });
  await expect(readMyReceipts(anonymous, {})).rejects.toMatchObject({ reason: "auth.required" });
  const narrow = { ...author, actor: { ...author.actor, scopes: ["contribute"] } } as TestCtx;
  await expect(readMyReceipts(narrow, {})).rejects.toMatchObject({ reason: "auth.scope_missing" });
  for (const size of [1, 999_999]) {
    await expect(readMyReceipts(author, { size })).rejects.toMatchObject({ reason: "input.invalid" });
  }
  expect((await readMyReceipts(author, { cursor: "nonsense" })).items).toHaveLength(5);
  expect((await readMyReceipts(author, { cursor: "0" })).items).toEqual([]);
});
