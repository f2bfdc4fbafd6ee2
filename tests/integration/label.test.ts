import { asc, eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { annotation, annotator, seat } from "#db/schema/annotation";
import { entry } from "#db/schema/ledger";
import { account } from "#db/schema/points";
import { item } from "#db/schema/task";
import { user } from "#db/schema/user";
import type { EntryBody } from "#lib/domain/entry";
import { limits } from "#lib/domain/limits";
import { orderKey } from "#lib/domain/order-key";
import { emptyRoot } from "#lib/ledger/hash";
import { budgetAccount, mintAccount } from "#lib/services/account";
import { setLanguages, setSkills } from "#lib/services/annotator";
import { inTx } from "#lib/services/context";
import { eraseContribution } from "#lib/services/contribution-erase";
import { listItems } from "#lib/services/item-list";
import { answerSeat, undoAnswer } from "#lib/services/label-answer";
import { claimSeats, renewSeat, returnExpiredSeats, skipSeat } from "#lib/services/label-claim";
import { openItems } from "#lib/services/label-fill";
import { judgeItem } from "#lib/services/label-judge";
import { claimLabelItems } from "#lib/services/label-read";
import { sealDueAnswers } from "#lib/services/label-seal";
import { sequenceBatch } from "#lib/services/sequence";
import { moveTask, saveTask } from "#lib/services/task-edit";
import { readTask } from "#lib/services/task-read";
import { postTransfers } from "#lib/services/transfer";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { listBroken } from "#tests/support/invariants";
import { animals, answerNext, makeLabelling, taskInput } from "#tests/support/label";
import { makePeople } from "#tests/support/review";

let opened: OpenedDb;
let ctx: TestCtx;

beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(async () => {
  expect(await listBroken(ctx.db)).toEqual([]);
  await opened.close();
});

const balanceOf = async (userId: string) => {
  const [row] = await ctx.db.select().from(account).where(eq(account.ownerId, userId));
  return row?.balance ?? 0;
};
const bodies = async (subject: string) => {
  while ((await sequenceBatch(ctx)).count > 0);
  const rows = await ctx.db.select().from(entry).where(eq(entry.subjectId, subject)).orderBy(asc(entry.index));
  return rows.map((row) => JSON.parse(new TextDecoder().decode(row.body)) as EntryBody);
};
const stateOf = async (id: string) => {
  const [row] = await ctx.db.select().from(item).where(eq(item.contributionId, id));
  if (!row) throw new Error("no such item");
  return row;
};

test("answers are sealed as commitments, opened when the item closes, paid once", async () => {
  const { project, ids, author } = await makeLabelling(ctx, 1);
  const [id = ""] = ids;
  const people = await makePeople(ctx, 3);
  for (const [at, person] of people.entries()) {
    await answerNext(ctx, person, project.slug, { q1: at === 2 ? 0 : 1 });
    if (at < 2) expect((await bodies(id)).some(({ kind }) => kind === "consensus.reached")).toBe(false);
  }
  const row = await stateOf(id);
  expect(row).toMatchObject({ state: "settled", answers: 3, reserved: 0 });
  expect(row.results).toEqual([{ question: "q1", rule: "plurality/1", value: 1, confidence: 6_666 }]);
  expect(await Promise.all(people.map(balanceOf))).toEqual([500, 500, 500]);
  expect(await balanceOf(author)).toBe(1_000);
  const kinds = (await bodies(id)).map(({ kind }) => kind).filter((kind) => /^(annotation|consensus)/.test(kind));
  expect(kinds).toEqual([...Array(3).fill("annotation.sealed"), "consensus.reached"]);
});

test("everybody gets each item once, in the order that the published root dictates, and nobody their own", async () => {
  const { project, ids, author } = await makeLabelling(ctx, 6, { answersWanted: 2, answersMost: 2 });
  const [first = "", second = ""] = await makePeople(ctx, 2);
  const order = [...ids].sort((a, b) => orderKey(emptyRoot(), a) - orderKey(emptyRoot(), b));
  for (const person of [first, second]) {
    const seen: string[] = [];
    for (const _ of ids) seen.push(await answerNext(ctx, person, project.slug, { q1: 0 }));
    expect(seen).toEqual(order);
  }
  expect(await claimSeats(as(ctx, author), { project: project.slug, wanted: 1 })).toEqual({
    seats: [],
    empty: "nothing_left",
  });
});

test("one's own items are not offered to oneself", async () => {
  const { project, author } = await makeLabelling(ctx, 1);
  expect(await claimSeats(as(ctx, author), { project: project.slug, wanted: 1 })).toEqual({
    seats: [],
    empty: "nothing_left_for_you",
  });
});

test("people who disagree are joined by one more at a time, up to the most, and a tie is no consensus", async () => {
  const { project, ids, owner } = await makeLabelling(ctx, 1, { answersWanted: 2, answersMost: 4 });
  const [id = ""] = ids;
  const people = await makePeople(ctx, 4);
  const answers = [0, 1, 0, 1];
  for (const [at, person] of people.entries()) {
    expect(await stateOf(id)).toMatchObject({ state: "open", seats: Math.max(2, at + (at < 2 ? 0 : 1)) });
    await answerNext(ctx, person, project.slug, { q1: answers[at] as number });
  }
  expect(await stateOf(id)).toMatchObject({ state: "disputed", answers: 4, seats: 4 });
  const { items } = await listItems(owner, { slug: project.slug, state: "disputed", limit: 10 });
  expect(items.map((one) => one.answers.map(({ answer }) => answer.q1).sort())).toEqual([[0, 0, 1, 1]]);
  const said = { id, answer: { q1: 2 }, cause: "ambiguous" as const };
  const judged = await judgeItem(owner, said);
  expect(judged.results[0]?.value).toBe(2);
  expect(await judgeItem(owner, said)).toEqual(judged);
  await expect(judgeItem(owner, { ...said, answer: { q1: 1 } })).rejects.toMatchObject({
    reason: "label.not_disputed",
  });
  expect((await bodies(id)).filter(({ kind }) => kind === "consensus.judged")).toHaveLength(1);
});

test("people who agree are joined by nobody", async () => {
  const { project, ids } = await makeLabelling(ctx, 1, { answersWanted: 2, answersMost: 5 });
  for (const person of await makePeople(ctx, 2)) await answerNext(ctx, person, project.slug, { q1: 1 });
  expect(await stateOf(ids[0] ?? "")).toMatchObject({ state: "settled", answers: 2, seats: 2 });
});

test("an answer can be undone until it is sealed; the same twice is one, another is a conflict", async () => {
  const { project } = await makeLabelling(ctx, 1);
  const me = as(ctx, await makeUser(ctx));
  const [slot] = (await claimSeats(me, { project: project.slug, wanted: 1 })).seats;
  const input = { slotId: slot?.id ?? "", answer: { q1: 1 }, activeMs: 10, undoMs: 6_000 };
  const first = await answerSeat(me, input);
  expect(await answerSeat(me, input)).toEqual(first);
  await expect(answerSeat(me, { ...input, answer: { q1: 2 } })).rejects.toMatchObject({ reason: "label.answered" });
  await undoAnswer(me, input);
  const [again] = (await claimLabelItems(me, { project: project.slug, wanted: 1 })).items;
  expect(again).toMatchObject({ slotId: input.slotId, draft: { q1: 1 } });
  await answerSeat(me, { ...input, answer: { q1: 2 } });
  ctx.clock.at += 7_000;
  expect(await sealDueAnswers(ctx)).toBe(1);
  await expect(undoAnswer(me, input)).rejects.toMatchObject({ reason: "label.sealed" });
  const rows = await ctx.db.select().from(annotation).where(eq(annotation.projectId, project.id));
  expect(rows.map(({ answer }) => answer)).toEqual(['{"q1":2}']);
});

test("an answer that the questions do not allow is refused by name, and the item stays mine", async () => {
  const { project } = await makeLabelling(ctx, 1);
  const me = as(ctx, await makeUser(ctx));
  const [slot] = (await claimSeats(me, { project: project.slug, wanted: 1 })).seats;
  const send = (answer: Record<string, unknown>) =>
    answerSeat(me, { slotId: slot?.id ?? "", answer, activeMs: 0, undoMs: 0 });
  await expect(send({ q1: 3 })).rejects.toMatchObject({
    reason: "input.invalid",
    details: { issues: [{ path: "q1", message: "not_in_list" }] },
  });
  await expect(send({})).rejects.toMatchObject({ details: { issues: [{ path: "q1", message: "required" }] } });
  await expect(send({ q1: 0, q2: 1 })).rejects.toMatchObject({
    details: { issues: [{ path: "q2", message: "not_asked" }] },
  });
  expect((await claimSeats(me, { project: project.slug, wanted: 1 })).seats[0]?.id).toBe(slot?.id);
});

test("what was typed survives a reload; a lease that runs out gives the item to others, and a late answer says so", async () => {
  const { project } = await makeLabelling(ctx, 1, { answersWanted: 1, answersMost: 1 });
  const [me, other] = [as(ctx, await makeUser(ctx)), as(ctx, await makeUser(ctx))];
  const [slot] = (await claimSeats(me, { project: project.slug, wanted: 1 })).seats;
  const slotId = slot?.id ?? "";
  await renewSeat(me, { slotId, draft: { q1: 1 } });
  expect((await claimLabelItems(me, { project: project.slug, wanted: 1 })).items[0]?.draft).toEqual({ q1: 1 });
  expect((await claimSeats(other, { project: project.slug, wanted: 1 })).empty).toBe("nothing_left");
  ctx.clock.at += limits.leaseMs + 1;
  await returnExpiredSeats(ctx);
  const [theirs] = (await claimLabelItems(other, { project: project.slug, wanted: 1 })).items;
  expect(theirs).toMatchObject({ slotId, draft: null });
  await expect(answerSeat(me, { slotId, answer: { q1: 1 }, activeMs: 0, undoMs: 0 })).rejects.toMatchObject({
    reason: "label.lease_lost",
  });
});

test("an item passed over goes to others and never comes back, and the ledger keeps why", async () => {
  const { project, ids } = await makeLabelling(ctx, 1, { answersWanted: 1, answersMost: 1 });
  const me = as(ctx, await makeUser(ctx));
  const [slot] = (await claimSeats(me, { project: project.slug, wanted: 1 })).seats;
  const input = { slotId: slot?.id ?? "", reason: "unreadable" as const };
  await skipSeat(me, input);
  await skipSeat(me, input);
  expect((await claimSeats(me, { project: project.slug, wanted: 1 })).empty).toBe("nothing_left_for_you");
  await answerNext(ctx, await makeUser(ctx), project.slug, { q1: 0 });
  const skipped = (await bodies(ids[0] ?? "")).filter(({ kind }) => kind === "annotation.skipped");
  expect(skipped).toMatchObject([{ reason: "unreadable" }]);
});

test("skills and languages decide who gets what", async () => {
  const { project, owner } = await makeLabelling(ctx, 1, { skill: "ornithology" });
  const person = await makeUser(ctx, { handle: "birder" });
  const me = as(ctx, person);
  const claim = () => claimSeats(me, { project: project.slug, wanted: 1 });
  await expect(claim()).rejects.toMatchObject({ reason: "label.skill_missing", details: { skill: "ornithology" } });
  const [row] = await ctx.db.select({ handle: user.handle }).from(user).where(eq(user.id, person));
  await setSkills(owner, { slug: project.slug, handle: row?.handle ?? "", skills: ["ornithology"] });
  await setLanguages(me, { slug: project.slug, languages: ["zh-TW"] });
  expect((await claim()).empty).toBe("nothing_left_for_you");
  await expect(setLanguages(me, { slug: project.slug, languages: ["fr"] })).rejects.toMatchObject({
    reason: "input.invalid",
  });
  await setLanguages(me, { slug: project.slug, languages: [] });
  expect((await claim()).seats).toHaveLength(1);
});

test("only what the budget covers is opened, and more as soon as there is more", async () => {
  // Three items take 1,100 each to be accepted; what is left covers two of them at three answers of 500.
  const { project } = await makeLabelling(ctx, 3, {}, { budget: 3 * 1_100 + 3_000 });
  const items = () => ctx.db.select().from(item).where(eq(item.projectId, project.id));
  expect(await items()).toHaveLength(2);
  await inTx(ctx, (tx) => postTransfers(tx, [{ ...grant(tx.newId(), project.id), amount: 1_499 }]));
  expect(await openItems(ctx, project.id)).toBe(0);
  await inTx(ctx, (tx) => postTransfers(tx, [{ ...grant(tx.newId(), project.id), amount: 1 }]));
  expect(await openItems(ctx, project.id)).toBe(1);
  expect(await items()).toHaveLength(3);
});

const grant = (id: string, projectId: string) => ({
  id,
  debit: mintAccount,
  credit: budgetAccount(projectId),
  kind: "mint" as const,
  rule: "test",
  projectId,
});

test("where the budget covers no further answer, people who disagree are left to a judge", async () => {
  const { project, ids } = await makeLabelling(ctx, 1, { answersWanted: 2, answersMost: 4 }, { budget: 1_100 + 1_000 });
  const [first = "", second = ""] = await makePeople(ctx, 2);
  await answerNext(ctx, first, project.slug, { q1: 0 });
  await answerNext(ctx, second, project.slug, { q1: 1 });
  expect(await stateOf(ids[0] ?? "")).toMatchObject({ state: "disputed", seats: 2, reserved: 0 });
  expect([await balanceOf(first), await balanceOf(second)]).toEqual([500, 500]);
});

test("questions stay once people were asked; other terms are for items that open later", async () => {
  const { project, owner, ids } = await makeLabelling(ctx, 1);
  const slug = project.slug;
  const other = [{ id: "q1", text: "Which colour?", form: animals }];
  await expect(saveTask(owner, { slug, ...taskInput({ questions: other }) })).rejects.toMatchObject({
    reason: "task.locked",
  });
  expect(await saveTask(owner, { slug, ...taskInput({ answerPrice: 700 }) })).toEqual({ version: 2 });
  expect(await stateOf(ids[0] ?? "")).toMatchObject({ taskVersion: 1, answerPrice: 500 });
  const person = await makeUser(ctx);
  await answerNext(ctx, person, slug, { q1: 0 });
  const [sealed] = await ctx.db.select().from(annotation).where(eq(annotation.annotatorId, person));
  expect(sealed?.price).toBe(500);
});

test("a paused or closed task serves nothing and says so; a draft is its owner's alone", async () => {
  const { project, owner } = await makeLabelling(ctx, 1);
  const me = as(ctx, await makeUser(ctx));
  await moveTask(owner, { slug: project.slug, to: "paused" });
  await expect(claimSeats(me, { project: project.slug, wanted: 1 })).rejects.toMatchObject({
    reason: "task.not_open",
    details: { state: "paused" },
  });
  await moveTask(owner, { slug: project.slug, to: "open" });
  expect((await claimSeats(me, { project: project.slug, wanted: 1 })).seats).toHaveLength(1);
  await moveTask(owner, { slug: project.slug, to: "closed" });
  await expect(moveTask(owner, { slug: project.slug, to: "open" })).rejects.toMatchObject({
    reason: "task.bad_transition",
  });
  await expect(moveTask(me, { slug: project.slug, to: "closed" })).rejects.toMatchObject({ reason: "rights.missing" });
  const bare = await makeProject(ctx);
  await saveTask(as(ctx, bare.ownerId), { slug: bare.slug, ...taskInput() });
  expect(await readTask(me, { slug: bare.slug })).toBeNull();
  expect(await readTask(as(ctx, bare.ownerId), { slug: bare.slug })).toMatchObject({ state: "draft" });
});

test("what is erased while it is labelled closes with the answers it has, pays them, and keeps nothing of what was written", async () => {
  const questions = [
    { id: "q1", text: "Which animal?", form: animals },
    { id: "q2", text: "Why?", form: { kind: "free_text" } },
  ];
  const { project, ids, author } = await makeLabelling(ctx, 1, { questions });
  const [id = ""] = ids;
  const [first = "", second = ""] = await makePeople(ctx, 2);
  await answerNext(ctx, first, project.slug, { q1: 1, q2: "as its author wrote: secret" });
  const [held] = (await claimSeats(as(ctx, second), { project: project.slug, wanted: 1 })).seats;
  await eraseContribution(as(ctx, author), { id });
  expect(await stateOf(id)).toMatchObject({ state: "settled", answers: 1, seats: 1, reserved: 0 });
  expect([await balanceOf(first), await balanceOf(second)]).toEqual([500, 0]);
  const [kept] = await ctx.db.select().from(annotation).where(eq(annotation.contributionId, id));
  expect(kept).toMatchObject({ answer: '{"q1":1}', salt: new Uint8Array() });
  const late = { slotId: held?.id ?? "", answer: { q1: 1, q2: "too late" }, activeMs: 0, undoMs: 0 };
  await expect(answerSeat(as(ctx, second), late)).rejects.toMatchObject({ reason: "label.lease_lost" });
  expect((await claimSeats(as(ctx, second), { project: project.slug, wanted: 1 })).empty).toBe("nothing_left");
});

test("many in two tabs hold no more than allowed, and each item once", async () => {
  const { project } = await makeLabelling(ctx, 4, { answersWanted: 1, answersMost: 1 });
  const me = as(ctx, await makeUser(ctx));
  const taken = await Promise.all([1, 2, 3].map(() => claimSeats(me, { project: project.slug, wanted: 3 })));
  const held = await ctx.db
    .select()
    .from(seat)
    .where(inArray(seat.state, ["leased"]));
  const mine = held.filter((row) => row.projectId === project.id);
  expect(new Set(mine.map((row) => row.contributionId)).size).toBe(mine.length);
  expect(mine).toHaveLength(3);
  for (const { seats } of taken) expect(seats.map(({ id }) => id).sort()).toEqual(mine.map(({ id }) => id).sort());
  const counted = await ctx.db.select().from(annotator).where(eq(annotator.projectId, project.id));
  expect(counted).toEqual([]);
});
