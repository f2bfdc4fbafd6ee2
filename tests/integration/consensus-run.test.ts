import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { consensusLabel, consensusRun, consensusWorker } from "#db/schema/consensus";
import { entry } from "#db/schema/ledger";
import { endReplay, replayEntry } from "#lib/domain/replay";
import { restoreReplay, snapshotReplay } from "#lib/domain/replay-snapshot";
import { newReplay } from "#lib/domain/replay-state";
import { requestDueRuns, requestRun } from "#lib/services/consensus-request";
import { runConsensus } from "#lib/services/consensus-run";
import { runNextJob } from "#lib/services/job";
import { sequenceBatch } from "#lib/services/sequence";
import { makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { animals, answerNext, makeAudited } from "#tests/support/label";

/* Labels of all items together: what is kept, what the ledger tells of it, and what an audit finds when it was bent. */
let opened: OpenedDb;
let ctx: TestCtx;
let stage: Awaited<ReturnType<typeof makeAudited>>;
let people: string[];
const ITEMS = 6;

const questions = [
  { id: "q1", text: "Which animal?", form: animals },
  { id: "q2", text: "What else?", isRequired: false, form: { kind: "multi_label" as const, classes: ["red", "wet"] } },
  { id: "q3", text: "How clear?", form: { kind: "rating" as const, points: ["not", "so", "very"] } },
  { id: "q4", text: "In words", form: { kind: "free_text" as const } },
];

beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
  ctx.now = () => new Date();
  stage = await makeAudited(ctx, ITEMS, { questions, answersWanted: 4, answersMost: 4, answerPrice: 100 });
  people = [];
  for (let at = 0; at < 4; at += 1) people.push(await makeUser(ctx));
  await answerAll(people, ITEMS - 1);
  await sequence();
});
afterAll(() => opened.close());

/** Each person answers so many items: the truth is the item's place, and the last person always says 0. */
async function answerAll(who: readonly string[], items: number): Promise<void> {
  for (const [at, person] of who.entries())
    for (let turn = 0; turn < items; turn += 1)
      await answerNext(ctx, person, stage.slug, (id) => {
        const truth = stage.ids.indexOf(id) % 3;
        return { q1: at === 3 ? 0 : truth, q2: truth === 0 ? [0] : [], q3: truth, q4: `A text: ${truth}` };
      });
}

async function sequence(): Promise<void> {
  while ((await sequenceBatch(ctx)).count > 0);
}

async function readLog(): Promise<string[]> {
  const rows = await ctx.db.select({ body: entry.body }).from(entry).orderBy(asc(entry.index));
  return rows.map(({ body }) => new TextDecoder().decode(body));
}

/** Faults of a log; what was replayed is stored and read back half way. */
function faultsOf(lines: readonly string[]) {
  let replay = newReplay();
  for (const [at, line] of lines.entries()) {
    if (at === Math.floor(lines.length / 2)) {
      const { text, columns } = snapshotReplay(replay);
      replay = restoreReplay({ text, columns: new Map([...columns].map(([name, bytes]) => [name, bytes.slice()])) });
    }
    replayEntry(replay, new TextEncoder().encode(line));
  }
  endReplay(replay);
  return Object.values(replay.tallies).flatMap(({ first }) => first.map(({ reason, kind }) => `${kind} ${reason}`));
}

const isRun = (line: string) => line.includes('"kind":"consensus.run"');
const run = () => runConsensus(ctx, stage.id, () => false);

test("a run is due when answers have grown, by itself and by the owner's word, once", async () => {
  expect(await requestDueRuns(ctx)).toEqual([stage.id]);
  expect(await requestRun(stage.owner, { slug: stage.slug })).toEqual({ isNew: false });
  const handlers = {
    "consensus.run": (_: unknown, payload: Record<string, unknown>) =>
      runConsensus(ctx, String(payload.projectId), () => false),
  };
  expect(await runNextJob(ctx, handlers)).toBe(true);
  expect(await requestDueRuns(ctx)).toEqual([]);
  await expect(requestRun({ ...ctx, actor: { kind: "anonymous" } }, { slug: stage.slug })).rejects.toThrow();
  await sequence();
});

test("labels, people and figures are kept of each question; codes are in the ledger, texts are not", async () => {
  const runs = await ctx.db.select().from(consensusRun).orderBy(asc(consensusRun.question));
  expect(
    runs.map(({ question, rule, isRecorded, items, answers }) => [question, rule, isRecorded, items, answers]),
  ).toEqual([
    ["q1", "consensus/1", true, 5, 20],
    ["q2", "multi-label/1", false, 5, 20],
    ["q3", "weighted-median/1", false, 5, 20],
    ["q4", "text-medoid/1", false, 5, 20],
  ]);
  const labels = await ctx.db.select().from(consensusLabel).where(eq(consensusLabel.question, "q1"));
  expect(labels).toHaveLength(5);
  for (const label of labels) {
    expect(label.value).toBe(stage.ids.indexOf(label.contributionId) % 3);
    expect(label.shares?.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(label.given).toEqual([...new Set([0, label.value as number])].sort());
  }
  const workers = await ctx.db.select().from(consensusWorker).where(eq(consensusWorker.question, "q1"));
  expect(workers.find(({ userId }) => userId === people[3])?.accuracy).toBeLessThan(6_000);
  expect(workers.find(({ userId }) => userId === people[0])).toMatchObject({
    answers: 5,
    compared: 5,
    agreed: 5,
    medianMs: 1_000,
  });
  expect(runs[0]?.quality.measures?.list.map(({ name, is }) => [name, is.defined])).toEqual([
    ["percent", true],
    ["fleiss", true],
    ["alpha", true],
    ["gwet", true],
  ]);
  expect(runs[3]?.quality.measures).toBeNull();
  const texts = await ctx.db.select().from(consensusLabel).where(eq(consensusLabel.question, "q4"));
  expect(texts.map(({ value, confidence }) => [value, confidence >= 5_000])).toEqual(Array(5).fill([true, true]));
  const log = await readLog();
  expect(log.filter(isRun)).toHaveLength(1);
  expect(log.join("\n")).not.toContain("A text");
});

test("the same answers make no second entry; more answers do, and an audit makes both again", async () => {
  await run();
  await sequence();
  expect((await readLog()).filter(isRun)).toHaveLength(1);
  await answerAll(people, 1);
  await run();
  // The newest item's consensus was not in the log yet when the run looked: it is left for the next.
  expect((await readLog()).filter(isRun)).toHaveLength(1);
  await sequence();
  await run();
  await sequence();
  const log = await readLog();
  expect(log.filter(isRun)).toHaveLength(2);
  expect(faultsOf(log)).toEqual([]);
});

test.each([
  ["a root of other labels", /"root":"[0-9a-f]{64}"/, `"root":"${"0".repeat(64)}"`, "run_labels_differ"],
  ["another number of flagged items", /"flagged":\d+/, '"flagged":4', "run_labels_differ"],
  ["who decided", '"decidedBy":"dawid-skene/1"', '"decidedBy":"majority/1"', "run_labels_differ"],
  ["an input that was left out", /"inputHash":"[0-9a-f]{64}"/, `"inputHash":"${"0".repeat(64)}"`, "run_input_differs"],
  ["fewer answers", '"answers":24', '"answers":23', "run_input_differs"],
  ["another number of the rule", '"agreeing":4000000', '"agreeing":4000001', "run_rule_unknown"],
  ["a size beyond itself", /"size":\d+/, '"size":99999', "run_size_wrong"],
  ["a question that nobody asked", '"question":"q1"', '"question":"q9"', "run_question_unknown"],
])("a bent run is found by name: %s", async (_, from, to, reason) => {
  const log = await readLog();
  const at = log.findLastIndex(isRun);
  const bent = log.with(at, (log[at] as string).replace(from, to));
  expect(bent[at]).not.toBe(log[at]);
  expect(faultsOf(bent)).toContain(`consensus.run ${reason}`);
});

test("an answer that was opened otherwise changes what the run should be", async () => {
  const log = await readLog();
  const at = log.findIndex((line) => line.includes('"kind":"consensus.reached"'));
  const bent = log.with(at, (log[at] as string).replace('"question":"q1","salt"', '"question":"q7","salt"'));
  expect(faultsOf(bent)).toContain("consensus.run run_input_differs");
});
