import { eq, gt } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { gold, labelSettlement } from "#db/schema/gold";
import { readProgress } from "#lib/services/gold-lesson";
import { readStatement } from "#lib/services/statement-read";
import { as, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { faultsOf, type GoldCast, playFaulty, readEntries, readLines } from "#tests/support/gold";
import { listBroken } from "#tests/support/invariants";

/* One gold item whose known answer is wrong, four people who know better, and the log of it all bent in every way. */
let opened: OpenedDb;
let ctx: TestCtx;
let cast: GoldCast;
let log: string[];

beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
  cast = await playFaulty(ctx, "faulty");
  log = await readLines(ctx);
}, 120_000);
afterAll(async () => {
  expect(await listBroken(ctx.db)).toEqual([]);
  await opened.close();
});

test("gold that too many good people fail is suspended with the numbers, and the log stays sound", async () => {
  const [row] = await ctx.db
    .select()
    .from(gold)
    .where(eq(gold.contributionId, cast.gold[0] ?? ""));
  expect(row).toMatchObject({ state: "suspended" });
  const entries = await readEntries(ctx);
  expect(entries.filter(({ kind }) => kind === "gold.suspended")).toMatchObject([{ failed: 4, of: 4 }]);
  expect(faultsOf(log)).toEqual([]);
});

test("what was settled by it is counted again: whoever was paid too little gets the difference", async () => {
  const settlements = await ctx.db.select().from(labelSettlement).where(eq(labelSettlement.projectId, cast.id));
  const corrected = settlements.filter(({ corrections }) => corrections > 0);
  expect(corrected.length).toBeGreaterThan(0);
  for (const { right, of } of corrected) expect(right).toBe(of - 1);
  const entries = await readEntries(ctx);
  const told = entries.filter((body) => body.kind === "label.corrected");
  expect(told).toHaveLength(corrected.length);
  for (const body of told) if (body.kind === "label.corrected") expect(body.more).toBeGreaterThan(0);
});

test("people read why in their statement, and those who missed rules in training which, once it is over", async () => {
  const [anyone] = await ctx.db.select().from(labelSettlement).where(gt(labelSettlement.corrections, 0));
  const me = as(ctx, anyone?.userId ?? "");
  const { items } = await readStatement(me, { limit: 50 });
  const checks = items.flatMap((line) => line.checks ?? []);
  expect(checks.some(({ isCorrection }) => isCorrection)).toBe(true);
  expect(checks.some(({ isCorrection, answers }) => !isCorrection && answers > 0)).toBe(true);
  const progress = await readProgress(me, { slug: cast.slug });
  // The one that all missed was at fault: nobody is taught by it.
  expect(progress).toMatchObject({ lessons: [], accuracy: 10 });
});

/** The log with one such entry changed, taken out, or said twice. */
function bend(is: (line: string) => boolean, change: (line: string) => string[]): string[] {
  const at = log.findIndex(is);
  expect(at).toBeGreaterThan(0);
  const lines = change(log[at] as string);
  expect(lines).not.toEqual([log[at]]);
  return log.flatMap((each, index) => (index === at ? lines : [each]));
}

const isKind = (kind: string) => (line: string) => line.includes(`"kind":"${kind}"`);
const isTransfer = (kind: string) => (line: string) =>
  line.includes(`"transferKind":"${kind}"`) && line.includes('"rule":"spot-check/1"');

test.each([
  [
    "another root than the set's",
    "gold.committed",
    /"root":"[0-9a-f]{64}"/,
    `"root":"${"0".repeat(64)}"`,
    "gold_opening_differs",
  ],
  ["a known answer that was changed after use", "gold.opened", /"value":[0-2]/, '"value":7', "gold_opening_differs"],
  ["an answer to gold that was changed", "gold.used", /"value":[0-2]/, '"value":7', "opening_differs"],
  [
    "another item than an answer was sealed to",
    "gold.used",
    /"item":"[0-9a-f]{64}"/,
    `"item":"${"0".repeat(64)}"`,
    "opening_differs",
  ],
  ["more checks than there were", "label.settled", /"of":\d+,"right":\d+/, '"of":50,"right":50', "gold_count_differs"],
  ["a share that the checks do not give", "label.settled", /"share":\d+/, '"share":10000', "share_differs"],
  ["a settlement that pays more than its share", "label.settled", /"paid":\d+/, '"paid":99999', "share_differs"],
  ["a suspension without cause", "gold.suspended", /"failed":4/, '"failed":1', "gold_fault_wrong"],
  ["a correction of another amount", "label.corrected", /"more":\d+/, '"more":1', "correction_differs"],
  ["gold points given back twice as much", "gold.released", /"amount":(\d+)/, '"amount":999999', "reserve_short"],
] as const)("%s is found", (_, kind, from, to, reason) => {
  expect(faultsOf(bend(isKind(kind), (line) => [line.replace(from, to)]))).toContain(reason);
});

test.each([
  ["an answer that was left out", isKind("annotation.sealed"), "answers_differ"],
  ["answers to opened gold that stay closed", isKind("gold.used"), "gold_unopened"],
  ["a settlement that was never made", isKind("label.settled"), "not_owed"],
  ["a payment that was never made", isTransfer("label_fee"), "unpaid"],
  ["points never set aside for gold", isTransfer("label_reserve"), "reserve_differs"],
])("%s is found", (_, is, reason) => {
  expect(faultsOf(bend(is, () => []))).toContain(reason);
});

test("what is settled twice, opened twice or paid in another amount is found", () => {
  const again = (line: string) => [line, line.replace(/"id":"[0-9a-f]{8}/, '"id":"ffffffff')];
  expect(faultsOf(bend((line) => isKind("label.settled")(line) && !line.includes('"answers":0'), again))).toContain(
    "unpaid",
  );
  expect(faultsOf(bend(isKind("gold.opened"), again))).toContain("gold_opened_twice");
  const other = (line: string) => [line.replace(/"amount":\d+/, '"amount":1')];
  expect(faultsOf(bend(isTransfer("label_fee"), other))).toContain("amount_wrong");
});
