import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { runConsensus } from "#lib/services/consensus-run";
import { listOwnAnswers } from "#lib/services/label-mine";
import { readQuality } from "#lib/services/quality-read";
import { sequenceBatch } from "#lib/services/sequence";
import { as, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { answerMany, faultsOf, readLines, stageGold } from "#tests/support/gold";
import { makePeople } from "#tests/support/review";

/* Gold beside labels of all items: it is no part of them, and nothing of one's own tells it. */
let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());

test("runs, decisions and files leave gold out, an audit makes the same of the log, and my own list does not tell gold", async () => {
  const cast = await stageGold(ctx, "apart", { gold: 6, items: 8 }, { stop: "posterior" });
  const [one = "", two = ""] = await makePeople(ctx, 2);
  const mine = await answerMany(ctx, cast, one, 20);
  await answerMany(ctx, cast, two, 20);
  while ((await sequenceBatch(ctx)).count > 0);
  await runConsensus(ctx, cast.id, () => false);
  while ((await sequenceBatch(ctx)).count > 0);
  const { questions } = await readQuality(cast.owner, { slug: cast.slug });
  expect(questions[0]).toMatchObject({ items: 8, answers: 16, isRecorded: true });
  const lines = await readLines(ctx);
  expect(lines.filter((line) => line.includes('"kind":"consensus.stopped"'))).toHaveLength(8);
  expect(faultsOf(lines)).toEqual([]);
  const { items } = await listOwnAnswers(as(ctx, one), { limit: 50 });
  expect(items.map(({ contributionId }) => contributionId).sort()).toEqual([...mine].sort());
  expect(mine.some((id) => cast.gold.includes(id))).toBe(true);
  expect(
    items
      .filter(({ state }) => state === "open")
      .map(({ contributionId }) => contributionId)
      .sort(),
  ).toEqual(mine.filter((id) => cast.gold.includes(id)).sort());
});
