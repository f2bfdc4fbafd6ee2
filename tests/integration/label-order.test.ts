import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { seat } from "#db/schema/annotation";
import type { EntryBody } from "#lib/domain/entry";
import { putFirst } from "#lib/services/item-first";
import { claimSeats, returnExpiredSeats, skipSeat } from "#lib/services/label-claim";
import { as, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { answerMany, faultsOf, readEntries, readLines, stageGold } from "#tests/support/gold";
import { answerNext, makeAudited } from "#tests/support/label";
import { makePeople } from "#tests/support/review";

/* Who was given what, and when, held to the public order: of honest work nothing is told, of steered work its entry is. */
let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());

const MINUTE = 60_000;

async function answer(person: string, slug: string): Promise<string> {
  ctx.clock.at += 10 * MINUTE;
  return answerNext(ctx, person, slug, { q1: 1 });
}

/** Passes over the first, lets the next run out, answers a third; then the others take all there is. */
async function work(slug: string, people: readonly string[], finish: () => Promise<void>) {
  const [one = ""] = people;
  ctx.clock.at += 10 * MINUTE;
  const [first] = (await claimSeats(as(ctx, one), { project: slug, wanted: 2 })).seats;
  await skipSeat(as(ctx, one), { slotId: first?.id ?? "", reason: "unsure" });
  ctx.clock.at += 30 * MINUTE;
  await returnExpiredSeats(ctx);
  await finish();
}

const bodyOf = (line: string) => JSON.parse(line) as EntryBody;

function bend(lines: readonly string[], change: (body: EntryBody) => EntryBody | undefined): string[] {
  let isDone = false;
  const bent = lines.map((line) => {
    const changed = isDone ? undefined : change(bodyOf(line));
    if (!changed) return line;
    isDone = true;
    return JSON.stringify(sorted(changed));
  });
  expect(isDone).toBe(true);
  return bent;
}

/** The canonical order of names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, each]) => [name, sorted(each)]));
}

test("honest work gives nothing to tell; a wrong place, a wrong time and a steered item are told by their entries", async () => {
  const cast = await makeAudited(ctx, 5, { answersWanted: 2, answersMost: 2 });
  const people = await makePeople(ctx, 3);
  await work(cast.slug, people, async () => {
    for (let turn = 0; turn < 5; turn += 1) for (const person of people.slice(1)) await answer(person, cast.slug);
  });
  const lines = await readLines(ctx);
  expect(lines.map((line) => bodyOf(line).kind)).toContain("annotation.lapsed");
  expect(faultsOf(lines)).toEqual([]);

  const moved = bend(lines, (body) =>
    body.kind === "items.opened" && body.v === 2 ? { ...body, keys: body.keys.with(0, 7) } : undefined,
  );
  expect(faultsOf(moved)).toContain("order_key_differs");
  const future = bend(lines, (body) =>
    body.kind === "task.opened" ? { ...body, seed: { ...body.seed, size: lines.length } } : undefined,
  );
  expect(faultsOf(future)).toContain("seed_unknown");
  const early = bend(lines, (body) =>
    body.kind === "annotation.skipped" && body.v === 3 ? { ...body, claimed: "2099-01-01T00:00:00.000Z" } : undefined,
  );
  expect(faultsOf(early)).toContain("claim_late");
  // As if the last answer of all had been given out before anybody had taken the first item.
  const opening = lines.map(bodyOf).find((body) => body.kind === "items.opened");
  const last = lines.map(bodyOf).findLast((body) => body.kind === "annotation.sealed");
  const soon = new Date(Date.parse(opening?.at ?? "") + 5 * MINUTE).toISOString();
  const steered = bend(lines, (body) =>
    body.id === last?.id && body.kind === "annotation.sealed" && body.v === 3 ? { ...body, claimed: soon } : undefined,
  );
  expect(faultsOf(steered)).toEqual(["served_out_of_order"]);
});

test("an item that the server moves to the front for a friend is told, once it and those before it have closed", async () => {
  const cast = await makeAudited(ctx, 4, { answersWanted: 1, answersMost: 1 });
  const [friend = "", other = ""] = await makePeople(ctx, 2);
  const order = await ctx.db.select().from(seat).where(eq(seat.projectId, cast.id)).orderBy(seat.orderKey);
  await ctx.db
    .update(seat)
    .set({ orderKey: -1 })
    .where(eq(seat.id, order.at(-1)?.id ?? ""));
  const given = await answer(friend, cast.slug);
  expect(given).toBe(order.at(-1)?.contributionId);
  expect(faultsOf(await readLines(ctx))).toEqual([]);
  for (let turn = 0; turn < 3; turn += 1) await answer(other, cast.slug);
  expect(faultsOf(await readLines(ctx))).toEqual(["served_out_of_order"]);
});

test("an item that its owner puts first is given out before all others, and no audit finds fault with it; without the entry it does", async () => {
  const cast = await makeAudited(ctx, 4, { answersWanted: 1, answersMost: 1 });
  const [friend = "", other = ""] = await makePeople(ctx, 2);
  const before = faultsOf(await readLines(ctx));
  const order = await ctx.db.select().from(seat).where(eq(seat.projectId, cast.id)).orderBy(seat.orderKey);
  const [, , third = "", last = ""] = order.map((row) => row.contributionId);
  ctx.clock.at += 10 * MINUTE;
  const move = (contributions: string[], first: boolean) =>
    putFirst(cast.owner, { slug: cast.slug, contributions, first });
  expect(await move([last, third], true)).toEqual({ moved: 2 });
  // A second click moves nothing and writes nothing.
  expect(await move([last], true)).toEqual({ moved: 0 });
  ctx.clock.at += 10 * MINUTE;
  expect(await move([third], false)).toEqual({ moved: 1 });
  expect(await answer(friend, cast.slug)).toBe(last);
  for (let turn = 0; turn < 3; turn += 1) await answer(other, cast.slug);
  await expect(move([third, last], true)).rejects.toMatchObject({
    reason: "label.not_open",
    details: { count: 2, contribution: third },
  });
  const lines = await readLines(ctx);
  expect(faultsOf(lines)).toEqual(before);
  const secret = lines.filter((line) => bodyOf(line).kind !== "items.prioritised");
  expect(faultsOf(secret)).toEqual([...before, "served_out_of_order"]);
  const twice = bend(lines, (body) =>
    body.kind === "items.prioritised" && !body.first ? { ...body, first: true } : undefined,
  );
  expect(faultsOf(twice)).toContain("priority_differs");
});

test("who is not given what was put first for ten minutes has their own claim told", async () => {
  const cast = await makeAudited(ctx, 3, { answersWanted: 1, answersMost: 1 });
  const [friend = "", other = ""] = await makePeople(ctx, 2);
  const before = faultsOf(await readLines(ctx));
  const order = await ctx.db.select().from(seat).where(eq(seat.projectId, cast.id)).orderBy(seat.orderKey);
  const last = order.at(-1);
  ctx.clock.at += 10 * MINUTE;
  await putFirst(cast.owner, { slug: cast.slug, contributions: [last?.contributionId ?? ""], first: true });
  // A server that says so and goes on as before.
  await ctx.db
    .update(seat)
    .set({ orderKey: last?.orderKey ?? 0 })
    .where(eq(seat.id, last?.id ?? ""));
  for (const person of [friend, other, other]) await answer(person, cast.slug);
  expect(faultsOf(await readLines(ctx))).toEqual([...before, "served_out_of_order", "served_out_of_order"]);
});

test("of answers that hide their item the same is told when the items close, passed over and lapsed ones with them", async () => {
  const cast = await stageGold(ctx, "hidden-order", { gold: 4, items: 5 });
  const people = await makePeople(ctx, 3);
  await work(cast.slug, people, async () => {
    for (const person of people.slice(1))
      await answerMany(ctx, cast, person, 20, (truth) => {
        ctx.clock.at += 10 * MINUTE;
        return truth;
      });
  });
  const lines = await readLines(ctx);
  const reached = (await readEntries(ctx)).filter((body) => body.kind === "consensus.reached" && body.v === 3);
  expect(reached.flatMap((body) => ("left" in body ? body.left : [])).length).toBeGreaterThan(0);
  // The steered items above are still in this log.
  expect(new Set(faultsOf(lines))).toEqual(new Set(["served_out_of_order"]));
  const hidden = bend(lines, (body) =>
    body.kind === "consensus.reached" && body.v === 3 && body.left.length > 0
      ? { ...body, left: body.left.map((one) => ({ ...one, item: "0".repeat(64) })) }
      : undefined,
  );
  expect(faultsOf(hidden)).toContain("left_unknown");
});
