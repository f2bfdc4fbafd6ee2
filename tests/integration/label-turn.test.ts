import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { fromHex } from "#lib/ledger/hex";
import { hex, sha256 } from "#lib/services/hash";
import { moveTask } from "#lib/services/task-edit";
import { type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { answerMany, faultsOf, readLines, settle, stageGold, tallyOf } from "#tests/support/gold";
import { makePeople } from "#tests/support/review";

/* Whose turn for gold it was, seen by everybody once the key is opened: gold aimed at somebody is told with the answer to it. */
let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());

const turnsOf = (lines: readonly string[]) => tallyOf(lines, "turns");

test("turns wait for the key, then each is held to it; gold at another turn, twice at one, or by another key is told", async () => {
  const cast = await stageGold(ctx, "turns", { gold: 8, items: 16 });
  const people = await makePeople(ctx, 2);
  // A claim each minute, so that a turn can be far from where somebody stood.
  const slowly = (truth: number) => {
    ctx.clock.at += 60_000;
    return truth;
  };
  for (const person of people) await answerMany(ctx, cast, person, 30, slowly);
  await settle(ctx, cast);
  expect(turnsOf(await readLines(ctx))).toEqual({ checked: 0, waiting: 0, faults: 0 });
  await moveTask(cast.owner, { slug: cast.slug, to: "closed" });
  await settle(ctx, cast);
  const lines = await readLines(ctx);
  const served = lines.join("\n").match(/"turn":\{"number":\d+,"trusted":false\}/g) ?? [];
  expect(served.length).toBeGreaterThan(8);
  expect(turnsOf(lines)).toEqual({ checked: served.length, waiting: 0, faults: 0 });
  expect(faultsOf(lines)).toEqual([]);
  const keyless = lines.filter((line) => !line.includes('"kind":"gold.turns_opened"'));
  expect(turnsOf(keyless)).toEqual({ checked: 0, waiting: served.length, faults: 0 });

  const bend = (kind: string, from: RegExp | string, to: (found: string) => string) => {
    const at = lines.findIndex((line) => line.includes(`"kind":"${kind}"`) && line.search(from) >= 0);
    expect(at).toBeGreaterThan(0);
    const line = (lines[at] ?? "").replace(from, to);
    expect(line).not.toBe(lines[at]);
    return faultsOf(lines.with(at, line));
  };
  // In a stretch one place is drawn: the next one is not, or is that of another stretch, which has its own gold.
  const next = bend("gold.used", /"number":\d+/, (found) => `"number":${Number(found.slice(9)) + 1}`);
  expect(next).toEqual(["gold_turn_wrong"]);
  expect(bend("gold.used", /"number":\d+/, () => '"number":9999')).toEqual(["gold_turn_wrong"]);
  expect(bend("gold.used", /"trusted":false/, () => '"trusted":true')).toContain("gold_turn_wrong");
  expect(bend("gold.turns_opened", /"key":"[0-9a-f]{64}"/, () => `"key":"${"0".repeat(64)}"`)).toEqual([
    "gold_key_differs",
  ]);
});

test("gold that the server gives to somebody whose turn it is not is told when the key is opened", async () => {
  const cast = await stageGold(ctx, "aimed", { gold: 8, items: 12 });
  const [person = ""] = await makePeople(ctx, 1);
  await answerMany(ctx, cast, person, 14);
  await moveTask(cast.owner, { slug: cast.slug, to: "closed" });
  await settle(ctx, cast);
  const lines = await readLines(ctx);
  // Another key would have drawn other turns: as if each had been chosen by hand and a key of any kind shown for it.
  const [, key = ""] =
    /"key":"([0-9a-f]{64})"/.exec(lines.findLast((line) => line.includes("gold.turns_opened")) ?? "") ?? [];
  const other = "7".repeat(64);
  const [was, is] = [key, other].map((each) => hex(sha256(fromHex(each))));
  const forged = lines.map((line) => line.replace(key, other).replace(`"turns":"${was}"`, `"turns":"${is}"`));
  expect(faultsOf(forged)).toContain("gold_turn_wrong");
});
