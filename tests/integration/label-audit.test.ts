import { asc } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { entry } from "#db/schema/ledger";
import { endReplay, replayEntry } from "#lib/domain/replay";
import { newReplay } from "#lib/domain/replay-state";
import { openItems } from "#lib/services/label-fill";
import { sequenceBatch } from "#lib/services/sequence";
import { moveTask, saveTask } from "#lib/services/task-edit";
import { reviewNext, stage, submit } from "#tests/support/cast";
import { type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { answerNext, taskInput } from "#tests/support/label";

/* A real run of labelling, and then the same log with one thing bent: an audit must name each. */
let opened: OpenedDb;
let ctx: TestCtx;
let log: string[];

beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
  ctx.now = () => new Date();
  log = await run();
});
afterAll(() => opened.close());

async function run(): Promise<string[]> {
  const cast = await stage(ctx, "bent");
  const [author = ""] = cast.authors;
  for (const text of ["one", "two"]) {
    await submit(ctx, cast, author, `A sentence: ${text}`);
    await reviewNext(ctx, cast, ["accept", "accept", "accept"]);
  }
  const { slug } = cast;
  await saveTask(cast.owner, { slug, ...taskInput({ answersWanted: 2, answersMost: 3 }) });
  await moveTask(cast.owner, { slug, to: "open" });
  await openItems(ctx, cast.id);
  const people = cast.reviewers.map(({ actor }) => (actor.kind === "user" ? actor.userId : ""));
  for (const answers of [
    [1, 1],
    [0, 1, 1],
  ])
    for (const [at, q1] of answers.entries()) await answerNext(ctx, people[at] ?? "", slug, { q1 });
  while ((await sequenceBatch(ctx)).count > 0);
  const rows = await ctx.db.select({ body: entry.body }).from(entry).orderBy(asc(entry.index));
  return rows.map(({ body }) => new TextDecoder().decode(body));
}

function faultsOf(lines: readonly string[]): string[] {
  const replay = newReplay();
  for (const line of lines) replayEntry(replay, new TextEncoder().encode(line));
  endReplay(replay);
  return Object.values(replay.tallies).flatMap(({ first }) => first.map(({ reason }) => reason));
}

const isKind = (kind: string) => (line: string) => line.includes(`"kind":"${kind}"`);
const isTransfer = (kind: string) => (line: string) => line.includes(`"transferKind":"${kind}"`);

/** The log with the first (or another) such entry changed, taken out, or said twice. */
function bend(is: (line: string) => boolean, change: (line: string) => string | undefined): string[] {
  const at = log.findIndex(is);
  expect(at).toBeGreaterThan(0);
  const line = change(log[at] as string);
  expect(line).not.toBe(log[at]);
  return log.flatMap((each, index) => (index === at ? (line ?? []) : each));
}

test("a log as it was written has nothing wrong", () => {
  expect(faultsOf(log)).toEqual([]);
});

test.each([
  ["another value than was sealed", "consensus.reached", /"value":1,?/, '"value":2', "opening_differs"],
  [
    "another consensus than the answers make",
    "consensus.reached",
    /"confidence":\d+/,
    '"confidence":9999',
    "consensus_differs",
  ],
  ["an outcome that does not follow", "consensus.reached", '"settled"', '"disputed"', "outcome_differs"],
  ["a task that is unknown", "items.opened", '"version":1', '"version":2', "task_unknown"],
  [
    "a commitment that was changed later",
    "annotation.sealed",
    /"hash":"[0-9a-f]{64}"/,
    `"hash":"${"0".repeat(64)}"`,
    "opening_differs",
  ],
] as const)("%s is found", (_, kind, from, to, reason) => {
  const lines = bend(isKind(kind), (line) =>
    // A value stands in the answers and in the result: the first is the one that was sealed.
    line.replace(from, (found) => (found.endsWith(",") ? `${to},` : to)),
  );
  expect(faultsOf(lines)).toContain(reason);
});

test.each([
  ["an answer that was left out", isKind("annotation.sealed"), "answers_differ"],
  ["a payment that was never made", isTransfer("label_fee"), "unpaid"],
  ["a promise that was never reserved", isTransfer("label_reserve"), "reserve_differs"],
  ["a rest that was kept", isTransfer("label_fee"), "unpaid"],
])("%s is found", (_, is, reason) => {
  expect(faultsOf(bend(is, () => undefined))).toContain(reason);
});

test("a payment of another amount, or to somebody who answered nothing, is found", () => {
  expect(faultsOf(bend(isTransfer("label_fee"), (line) => line.replace('"amount":500', '"amount":501')))).toContain(
    "amount_wrong",
  );
  const [, credit] = /"credit":"([0-9a-f-]+)"/.exec(log.find(isTransfer("award")) ?? "") ?? [];
  const stolen = bend(isTransfer("label_fee"), (line) => line.replace(/"credit":"[0-9a-f-]+"/, `"credit":"${credit}"`));
  expect(faultsOf(stolen)).toContain("not_owed");
});
