import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { moveTask } from "#lib/services/task-edit";
import { type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { answerMany, faultsOf, readLines, settle, stageGold, tallyOf } from "#tests/support/gold";
import { makePeople } from "#tests/support/review";

/* The estimate by which people are paid, made again from the log alone once gold is opened; until then the audit says that it waits. */
let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());

const scoresOf = (lines: readonly string[]) => tallyOf(lines, "scores");

test("estimates wait for gold, then are made again; one that is bent is told, with the settlement that used it", async () => {
  const terms = { answersWanted: 5, answersMost: 5 };
  const cast = await stageGold(ctx, "scores", { gold: 6, items: 42 }, terms);
  const people = await makePeople(ctx, 5);
  for (const [at, person] of people.entries())
    await answerMany(ctx, cast, person, 60, (truth, _, turn) => (turn % (at + 3) === 0 ? (truth + 1) % 3 : truth));
  await readLines(ctx);
  await settle(ctx, cast);
  expect(scoresOf(await readLines(ctx))).toEqual({ checked: 0, waiting: 5, faults: 0 });
  await moveTask(cast.owner, { slug: cast.slug, to: "closed" });
  await settle(ctx, cast);
  const lines = await readLines(ctx);
  expect(scoresOf(lines)).toEqual({ checked: 5, waiting: 0, faults: 0 });
  expect(faultsOf(lines)).toEqual([]);

  const at = lines.findIndex((line) => line.includes('"kind":"label.settled"') && line.includes("worker-score/1"));
  expect(at).toBeGreaterThan(0);
  const bend = (from: RegExp, to: (found: string) => string) => {
    const line = (lines[at] ?? "").replace(from, to);
    expect(line).not.toBe(lines[at]);
    return faultsOf(lines.with(at, line));
  };
  expect(bend(/"accuracy":\d+/, () => '"accuracy":9999')).toContain("estimate_differs");
  expect(bend(/"input":"[0-9a-f]{64}"/, () => `"input":"${"0".repeat(64)}"`)).toEqual(["estimate_differs"]);
  expect(bend(/"size":\d+/, (found) => `"size":${Number(found.slice(7)) - 9}`)).toEqual(["estimate_differs"]);
  expect(bend(/"estimate":\{[^}]*\}/, () => '"estimate":null')).toContain("estimate_differs");
});
