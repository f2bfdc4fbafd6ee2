import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { entry } from "#db/schema/ledger";
import { item } from "#db/schema/task";
import { endReplay, replayEntry } from "#lib/domain/replay";
import { restoreReplay, snapshotReplay } from "#lib/domain/replay-snapshot";
import { newReplay } from "#lib/domain/replay-state";
import { taskInputSchema } from "#lib/domain/task";
import { runConsensus } from "#lib/services/consensus-run";
import { judgeItem } from "#lib/services/label-judge";
import { sequenceBatch } from "#lib/services/sequence";
import { makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { answerNext, makeAudited, taskInput } from "#tests/support/label";

/* Items that have answers enough when the model is sure: what is asked, what is escalated, and an audit that decides again. */
let opened: OpenedDb;
let ctx: TestCtx;
let stage: Awaited<ReturnType<typeof makeAudited>>;
let people: string[];
let log: string[];

beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
  ctx.now = () => new Date();
  stage = await makeAudited(ctx, 6, { stop: "posterior", answersWanted: 2, answersMost: 4 });
  people = [];
  for (let at = 0; at < 4; at += 1) people.push(await makeUser(ctx));
  log = await act();
});
afterAll(() => opened.close());

async function sequence(): Promise<void> {
  while ((await sequenceBatch(ctx)).count > 0);
}

const say = (who: number, q1: number) => answerNext(ctx, people[who] ?? "", stage.slug, { q1 });

/** Three items on which two agree; then what is known of them; then one on which they part, and one on which four do. */
async function act(): Promise<string[]> {
  for (const label of [0, 1, 2]) for (const who of [0, 1]) await say(who, label);
  await sequence();
  await runConsensus(ctx, stage.id, () => false);
  for (const who of [0, 1]) await say(who, 1);
  await say(0, 2);
  await say(1, 0);
  for (const [who, label] of [
    [2, 0],
    [3, 2],
  ] as const)
    await say(who, label);
  const [split] = await ctx.db.select().from(item).where(eq(item.state, "disputed"));
  if (!split) throw new Error("nothing was escalated");
  await judgeItem(stage.owner, { id: split.contributionId, answer: { q1: 2 }, cause: "ambiguous" });
  await sequence();
  const rows = await ctx.db.select({ body: entry.body }).from(entry).orderBy(asc(entry.index));
  return rows.map(({ body }) => new TextDecoder().decode(body));
}

/** Faults of a log; what was replayed is stored and read back before the last decisions. */
function faultsOf(lines: readonly string[]) {
  let replay = newReplay();
  for (const [at, line] of lines.entries()) {
    if (at === lines.length - 12) {
      const { text, columns } = snapshotReplay(replay);
      replay = restoreReplay({ text, columns: new Map([...columns].map(([name, bytes]) => [name, bytes.slice()])) });
    }
    replayEntry(replay, new TextEncoder().encode(line));
  }
  endReplay(replay);
  return Object.values(replay.tallies).flatMap(({ first }) => first.map(({ reason }) => reason));
}

const stops = () => log.map((line) => JSON.parse(line)).filter(({ kind }) => kind === "consensus.stopped");

test("two who agree are enough; who part are asked on, and what stays unsure waits for a person", async () => {
  const rows = await ctx.db.select().from(item).orderBy(asc(item.orderKey));
  expect(rows.map(({ state, answers }) => [state, answers])).toEqual([
    ["settled", 2],
    ["settled", 2],
    ["settled", 2],
    ["settled", 2],
    ["judged", 4],
    ["open", 0],
  ]);
  expect(stops().map(({ act: how }) => how)).toEqual(["stop", "stop", "stop", "stop", "escalate"]);
});

test("what was decided by stands in the log: no run at first, then the newest", () => {
  const run = log.map((line) => JSON.parse(line)).find(({ kind }) => kind === "consensus.run");
  expect(stops().map(({ decisions }) => decisions[0].run)).toEqual([null, null, null, run.id, run.id]);
  // Who is known to agree makes surer than who is new.
  expect(stops()[3].decisions[0].confidence).not.toBe(stops()[1].decisions[0].confidence);
  expect(faultsOf(log)).toEqual([]);
});

test.each([
  ["an item that was escalated is called sure", /"act":"escalate"/g, '"act":"stop"', "stop_differs"],
  ["another confidence", /"confidence":\d+/, '"confidence":1', "stop_differs"],
  ["another label", /"label":\d/, '"label":0', "stop_differs"],
  ["a run that nobody knows", /"run":"[0-9a-f]{8}/, '"run":"00000000', "stop_run_unknown"],
])("a bent decision is found by name: %s", (_, from, to, reason) => {
  const at = log.findLastIndex(
    (line) => line.includes('"kind":"consensus.stopped"') && line.search(from) >= 0 && line.replace(from, to) !== line,
  );
  expect(at).toBeGreaterThan(0);
  expect(faultsOf(log.with(at, (log[at] as string).replace(from, to)))).toContain(reason);
});

test("a decision that was left out and numbers of another rule are found, too", () => {
  const at = log.findIndex((line) => line.includes('"kind":"consensus.stopped"'));
  expect(faultsOf(log.toSpliced(at, 1))).toContain("stop_missing");
  const set = log.findIndex((line) => line.includes('"kind":"task.stop_set"'));
  expect(faultsOf(log.with(set, (log[set] as string).replace('"doubt":400000', '"doubt":300000')))).toContain(
    "run_rule_unknown",
  );
});

test("only questions of one code can be judged so", () => {
  const form = { kind: "rating", points: ["bad", "good"] };
  const rated = { ...taskInput({ questions: [{ id: "q1", text: "How good?", form }] }), stop: "posterior" };
  expect(taskInputSchema.safeParse(rated).error?.issues[0]?.path).toEqual(["stop"]);
});
