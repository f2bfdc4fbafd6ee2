import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { gold, goldCheck, goldPool } from "#db/schema/gold";
import { limits } from "#lib/domain/limits";
import { answerSeat } from "#lib/services/label-answer";
import { claimSeats } from "#lib/services/label-claim";
import { sealDueAnswers } from "#lib/services/label-seal";
import { moveTask } from "#lib/services/task-edit";
import { as, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { countingDeadlocks } from "#tests/support/deadlock";
import { faultsOf, readLines, settle, stageGold } from "#tests/support/gold";
import { listBroken } from "#tests/support/invariants";
import { makePeople } from "#tests/support/review";

let opened: OpenedDb;
let ctx: TestCtx;
let deadlocks: unknown[];
beforeAll(async () => {
  opened = await testDb();
  ({ ctx, deadlocks } = countingDeadlocks(testCtx(opened.db, opened.kind)));
});
afterAll(() => opened.close());

test("24 annotators race in two tabs each, while answers are sealed and settled: no gold twice to anybody, no more promised than set aside, a sound log", async () => {
  const cast = await stageGold(ctx, "race", { gold: 8, items: 72 }, { answersWanted: 8, answersMost: 8 });
  const people = await makePeople(ctx, 24);
  const later = { ...ctx, now: () => new Date(ctx.clock.at + 10) };
  let running = true;
  const loop = (async () => {
    while (running) {
      await sealDueAnswers(later);
      await settle(ctx, cast);
    }
  })();
  const work = async (person: string, tab: number) => {
    const me = as(ctx, person);
    for (let turn = 0; turn < 12; turn += 1) {
      const { seats } = await claimSeats(me, { project: cast.slug, wanted: 2 });
      if (seats.length === 0) return;
      const seat = seats[tab % seats.length];
      const place = [...cast.gold, ...cast.items].indexOf(seat?.contributionId ?? "");
      const answer = { q1: place % 3 };
      // The other tab may have been faster with the same seat.
      await answerSeat(me, { slotId: seat?.id ?? "", answer, activeMs: 1, undoMs: tab === 0 ? 0 : 1 }).catch(() => {});
    }
  };
  await Promise.all(people.flatMap((person) => [work(person, 0), work(person, 1)]));
  running = false;
  await loop;
  while ((await sealDueAnswers(later)) > 0);
  const checks = await ctx.db.select().from(goldCheck).where(eq(goldCheck.projectId, cast.id));
  // All that was set aside is promised: the last of it was raced for, too.
  const [pool] = await ctx.db.select().from(goldPool).where(eq(goldPool.projectId, cast.id));
  expect(checks.length).toBeGreaterThan(24 * 2);
  expect(pool?.free).toBeLessThan(checks[0]?.price ?? 0);
  expect(new Set(checks.map(({ userId, contributionId }) => `${userId} ${contributionId}`)).size).toBe(checks.length);
  const rows = await ctx.db.select().from(gold).where(eq(gold.projectId, cast.id));
  for (const { exposures } of rows) expect(exposures).toBeLessThanOrEqual(limits.goldExposures);
  expect(deadlocks).toEqual([]);
  expect(await listBroken(ctx.db)).toEqual([]);
  await moveTask(cast.owner, { slug: cast.slug, to: "closed" });
  ctx.clock.at += limits.leaseMs + 1;
  await settle(ctx, cast);
  expect(await listBroken(ctx.db)).toEqual([]);
  expect(faultsOf(await readLines(ctx))).toEqual([]);
});
