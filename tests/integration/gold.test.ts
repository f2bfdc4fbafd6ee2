import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { goldCheck, labelSettlement } from "#db/schema/gold";
import { account } from "#db/schema/points";
import { limits } from "#lib/domain/limits";
import { eraseContribution } from "#lib/services/contribution-erase";
import { readProgress } from "#lib/services/gold-lesson";
import { claimSeats, returnExpiredSeats, skipSeat } from "#lib/services/label-claim";
import { claimLabelItems } from "#lib/services/label-read";
import { moveTask } from "#lib/services/task-edit";
import { as, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import {
  answerMany,
  answersOf,
  faultsOf,
  goldRows,
  readEntries,
  readLines,
  settle,
  stageGold,
} from "#tests/support/gold";
import { listBroken } from "#tests/support/invariants";
import { makePeople } from "#tests/support/review";

let opened: OpenedDb;
let ctx: TestCtx;

beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(async () => {
  expect(await listBroken(ctx.db)).toEqual([]);
  expect(faultsOf(await readLines(ctx))).toEqual([]);
  await opened.close();
});

const balanceOf = async (userId: string) => {
  const [row] = await ctx.db.select().from(account).where(eq(account.ownerId, userId));
  return row?.balance ?? 0;
};

test("five of a person's first twelve tasks are gold, none twice, and the least used comes first", async () => {
  const cast = await stageGold(ctx, "share", { gold: 6, items: 16 });
  const [first = "", second = ""] = await makePeople(ctx, 2);
  const seen = await answerMany(ctx, cast, first, 12);
  const isGold = (id: string) => cast.gold.includes(id);
  expect(seen.filter(isGold)).toHaveLength(5);
  expect(new Set(seen).size).toBe(12);
  await answerMany(ctx, cast, second, 12);
  const used = (await goldRows(ctx, cast.id)).map(({ exposures }) => exposures).sort();
  // Ten times served over six items.
  expect(used).toEqual([1, 1, 2, 2, 2, 2]);
});

test("what an annotator sees of gold is in every field like any other item", async () => {
  const cast = await stageGold(ctx, "alike", { gold: 6, items: 12 });
  const [person = ""] = await makePeople(ctx, 1);
  const me = as(ctx, person);
  const shapes = { gold: new Set<string>(), other: new Set<string>() };
  const shapeOf = (value: unknown): unknown =>
    value instanceof Date || value === null || typeof value !== "object"
      ? value instanceof Date
        ? "date"
        : value === null
          ? "null"
          : typeof value
      : Object.entries(value).map(([name, part]) => [name, shapeOf(part)]);
  for (let turn = 0; turn < 12; turn += 1) {
    const { items } = await claimLabelItems(me, { project: cast.slug, wanted: 1 });
    const [seat] = (await claimSeats(me, { project: cast.slug, wanted: 1 })).seats;
    const kind = seat?.isGold ? "gold" : "other";
    shapes[kind].add(JSON.stringify(shapeOf(items[0])));
    // Random ids of one version: not even the kind of an id differs.
    expect(items[0]?.slotId[14]).toBe("4");
    expect(JSON.stringify(items[0])).not.toMatch(/gold|contributionId/i);
    await answerMany(ctx, cast, person, 1);
  }
  expect(shapes.gold.size).toBe(1);
  expect([...shapes.gold]).toEqual([...shapes.other]);
  const mine = (await readEntries(ctx)).filter(
    (body) => body.kind === "annotation.sealed" && body.annotator === person,
  );
  expect(mine).toHaveLength(12);
  expect(new Set(mine.map((body) => JSON.stringify(shapeOf(body)))).size).toBe(1);
  const text = JSON.stringify(mine);
  for (const id of [...cast.gold, ...cast.items]) expect(text).not.toContain(id);
});

test("nobody is paid before five gold answers; then every answer earns the share that the checks show, and the rest returns", async () => {
  const cast = await stageGold(ctx, "paid", { gold: 8, items: 24 });
  const [good = "", poor = "", short = ""] = await makePeople(ctx, 3);
  await answerMany(ctx, cast, good, 20);
  await answerMany(ctx, cast, poor, 20, () => 0);
  await answerMany(ctx, cast, short, 3);
  await settle(ctx, cast);
  const settled = await ctx.db.select().from(labelSettlement).where(eq(labelSettlement.projectId, cast.id));
  const [ofGood] = settled.filter(({ userId }) => userId === good);
  const due = (await answersOf(ctx, good)).filter(({ dueAt }) => dueAt !== null);
  expect(ofGood).toMatchObject({ right: ofGood?.of, isLate: false, answers: due.length });
  expect(ofGood?.share).toBeGreaterThan(6_000);
  expect(await balanceOf(good)).toBe(ofGood?.paid);
  const [ofPoor] = settled.filter(({ userId }) => userId === poor);
  if (ofPoor) expect(ofPoor.share).toBeLessThan(ofGood?.share ?? 0);
  expect(settled.some(({ userId }) => userId === short)).toBe(false);
  await settle(ctx, cast);
  expect(await balanceOf(good)).toBe(ofGood?.paid);
});

test("rules that somebody missed in training are told once it is over, at most three, never of which item", async () => {
  const cast = await stageGold(ctx, "lessons", { gold: 6, items: 16 });
  const [person = ""] = await makePeople(ctx, 1);
  const me = as(ctx, person);
  await answerMany(ctx, cast, person, 11, (truth) => (truth + 1) % 3);
  expect(await readProgress(me, { slug: cast.slug })).toEqual({ lessons: [], accuracy: null, settledAt: null });
  await answerMany(ctx, cast, person, 1);
  const { lessons } = await readProgress(me, { slug: cast.slug });
  expect(lessons.length).toBeGreaterThan(1);
  expect(lessons).toEqual([...new Set(lessons)].sort());
  for (const lesson of lessons) expect(lesson).toMatch(/^Rule [0-2]$/);
});

test("who has too little gold waits two weeks; then what there is decides", async () => {
  const cast = await stageGold(ctx, "late", { gold: 6, items: 6 }, { answersWanted: 1, answersMost: 1 });
  const [person = ""] = await makePeople(ctx, 1);
  await answerMany(ctx, cast, person, 4);
  ctx.clock.at += 13 * 24 * 3_600_000;
  await settle(ctx, cast);
  expect(await balanceOf(person)).toBe(0);
  ctx.clock.at += 25 * 3_600_000;
  await settle(ctx, cast);
  const [row] = await ctx.db.select().from(labelSettlement).where(eq(labelSettlement.userId, person));
  expect(row).toMatchObject({ isLate: true, answers: 4, right: 2, of: 2, share: 3_920 });
  expect(await balanceOf(person)).toBe(4 * 196);
});

test("gold whose contribution is erased is opened first, and the log stays sound", async () => {
  const cast = await stageGold(ctx, "erased", { gold: 3, items: 8 });
  const [person = ""] = await makePeople(ctx, 1);
  const seen = await answerMany(ctx, cast, person, 7);
  const [author = ""] = cast.authors;
  for (const id of cast.gold) await eraseContribution(as(ctx, author), { id });
  const rows = await goldRows(ctx, cast.id);
  expect(rows.map(({ state, cause }) => `${state} ${cause}`)).toEqual(Array(3).fill("retired erased"));
  const used = (await readEntries(ctx)).filter((body) => body.kind === "gold.used" && body.project === cast.id);
  expect(used).toHaveLength(seen.filter((id) => cast.gold.includes(id)).length);
  for (const row of await answersOf(ctx, person)) if (row.isGold) expect(row.salt).toHaveLength(0);
});

test("gold passed over or let go is not served to the person again, and its price is free again", async () => {
  const cast = await stageGold(ctx, "skips", { gold: 4, items: 10 });
  const [person = ""] = await makePeople(ctx, 1);
  const me = as(ctx, person);
  const served: string[] = [];
  for (let turn = 0; turn < 8; turn += 1) {
    const [seat] = (await claimSeats(me, { project: cast.slug, wanted: 1 })).seats;
    if (!seat) break;
    if (seat.isGold) {
      served.push(seat.contributionId);
      if (served.length % 2 === 0) {
        ctx.clock.at += limits.leaseMs + 1;
        await returnExpiredSeats(ctx);
      } else await skipSeat(me, { slotId: seat.id, reason: "unsure" });
    } else await answerMany(ctx, cast, person, 1);
  }
  expect(served.length).toBeGreaterThan(1);
  expect(new Set(served).size).toBe(served.length);
  const checks = await ctx.db.select().from(goldCheck).where(eq(goldCheck.projectId, cast.id));
  expect(new Set(checks.map(({ state }) => state))).toEqual(new Set(["dropped"]));
  const skips = (await readEntries(ctx)).filter((body) => body.kind === "annotation.skipped");
  for (const body of skips) expect(Object.keys(body).sort()).not.toContain("contribution");
});

test("a closed task opens its gold as it was committed, settles everybody and gives back what was set aside", async () => {
  const cast = await stageGold(ctx, "close", { gold: 6, items: 12 });
  const people = await makePeople(ctx, 2);
  for (const person of people) await answerMany(ctx, cast, person, 18);
  await moveTask(cast.owner, { slug: cast.slug, to: "closed" });
  await settle(ctx, cast);
  const entries = (await readEntries(ctx)).filter((body) => "project" in body && body.project === cast.id);
  const of = (kind: string) => entries.filter((body) => body.kind === kind);
  expect(of("gold.committed")).toHaveLength(1);
  expect(of("gold.opened")).toHaveLength(6);
  expect(of("label.settled")).toHaveLength(2);
  expect(of("gold.released")).toHaveLength(1);
  const reserved = await ctx.db.select().from(account).where(eq(account.ownerId, cast.id));
  expect(reserved.find(({ kind }) => kind === "project_reserved")?.balance).toBe(0);
});
