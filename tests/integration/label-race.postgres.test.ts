import { and, count, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { annotation } from "#db/schema/annotation";
import { item } from "#db/schema/task";
import { isAppError } from "#lib/domain/error";
import { putFirst } from "#lib/services/item-first";
import { answerSeat } from "#lib/services/label-answer";
import { claimSeats, skipSeat } from "#lib/services/label-claim";
import { openItems } from "#lib/services/label-fill";
import { sealDueAnswers } from "#lib/services/label-seal";
import { as, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { countingDeadlocks } from "#tests/support/deadlock";
import { listBroken } from "#tests/support/invariants";
import { makeLabelling } from "#tests/support/label";
import { makePeople } from "#tests/support/review";

let opened: OpenedDb;
let ctx: TestCtx;
let deadlocks: unknown[];
beforeAll(async () => {
  opened = await testDb();
  ({ ctx, deadlocks } = countingDeadlocks(testCtx(opened.db, opened.kind)));
});
afterAll(() => opened.close());

test("48 annotators race for the last 180 seats while the loop seals: each is used once, nobody answers an item twice, all is paid once", async () => {
  const { project } = await makeLabelling(ctx, 60, { answersWanted: 3, answersMost: 5 }, { budget: 1_000_000 });
  const people = await makePeople(ctx, 48);
  let running = true;
  const loop = (async () => {
    while (running) await sealDueAnswers({ ...ctx, now: () => new Date(ctx.clock.at + 10) });
  })();
  await Promise.all(
    people.map(async (person, at) => {
      const me = as(ctx, person);
      for (;;) {
        const { seats, empty } = await claimSeats(me, { project: project.slug, wanted: 3 });
        if (empty) return;
        for (const one of seats)
          await answerSeat(me, { slotId: one.id, answer: { q1: at % 3 }, activeMs: 1, undoMs: at % 2 === 0 ? 0 : 1 });
      }
    }),
  );
  running = false;
  await loop;
  const later = { ...ctx, now: () => new Date(ctx.clock.at + 10) };
  while ((await sealDueAnswers(later)) > 0);
  const items = await ctx.db.select().from(item).where(eq(item.projectId, project.id));
  const [sealed] = await ctx.db.select({ count: count() }).from(annotation).where(eq(annotation.projectId, project.id));
  expect(items).toHaveLength(60);
  expect(sealed?.count).toBe(items.reduce((sum, one) => sum + one.answers, 0));
  for (const one of items) expect(one.answers).toBeGreaterThanOrEqual(one.state === "open" ? 0 : 3);
  expect(await listBroken(ctx.db)).toEqual([]);
  expect(deadlocks).toEqual([]);
});

test("an owner puts items first and back while 16 annotators claim, answer and pass over: no deadlock, and every seat stands where its item does", async () => {
  const { project, owner } = await makeLabelling(ctx, 20, { answersWanted: 3, answersMost: 3 }, { budget: 1_000_000 });
  const people = await makePeople(ctx, 16);
  let running = true;
  let moved = 0;
  const mover = (async () => {
    for (let turn = 0; running; turn += 1) {
      const open = await ctx.db
        .select({ id: item.contributionId })
        .from(item)
        .where(and(eq(item.projectId, project.id), eq(item.state, "open")));
      const contributions = open.map(({ id }) => id).filter((_, at) => at % 2 === turn % 2);
      if (contributions.length === 0) return;
      // One of them may have closed since it was read: then none is moved.
      const put = putFirst(owner, { slug: project.slug, contributions, first: turn % 4 < 2 }).catch(
        (error: unknown) => {
          if (!isAppError(error, "label.not_open")) throw error;
          return { moved: 0 };
        },
      );
      moved += (await put).moved;
    }
  })();
  await Promise.all(
    people.map(async (person, at) => {
      const me = as(ctx, person);
      for (;;) {
        const { seats, empty } = await claimSeats(me, { project: project.slug, wanted: 3 });
        if (empty) return;
        for (const [place, one] of seats.entries())
          await (at % 4 === 0 && place === 0
            ? skipSeat(me, { slotId: one.id, reason: "unsure" })
            : answerSeat(me, { slotId: one.id, answer: { q1: at % 3 }, activeMs: 1, undoMs: at % 2 }));
      }
    }),
  );
  running = false;
  await mover;
  expect(moved).toBeGreaterThan(0);
  const later = { ...ctx, now: () => new Date(ctx.clock.at + 10) };
  while ((await sealDueAnswers(later)) > 0);
  expect(await listBroken(ctx.db)).toEqual([]);
  expect(deadlocks).toEqual([]);
});

test("two fillers at once open each item once and promise no more than the budget", async () => {
  const { project } = await makeLabelling(ctx, 6, { answersWanted: 2, answersMost: 2 }, { budget: 6 * 1_100 + 4_500 });
  await Promise.all([openItems(ctx, project.id), openItems(ctx, project.id)]);
  const items = await ctx.db.select().from(item).where(eq(item.projectId, project.id));
  expect(items).toHaveLength(4);
  expect(await listBroken(ctx.db)).toEqual([]);
});
