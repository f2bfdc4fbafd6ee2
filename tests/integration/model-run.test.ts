import { and, eq, inArray } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { modelAsk } from "#db/schema/model-endpoint";
import { suggestion, suggestionSet } from "#db/schema/suggestion";
import { limits } from "#lib/domain/limits";
import { removeEndpoint, saveEndpoint } from "#lib/services/model-endpoint";
import { runModel } from "#lib/services/model-run";
import { readEndpoint, readRun } from "#lib/services/model-run-read";
import { cancelRun, startRun } from "#lib/services/model-run-start";
import { listSuggestions } from "#lib/services/suggestion-read";
import { type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { type Behaviour, chatReply, FakeModel, type Seen } from "#tests/support/fake-model";
import { readEntries } from "#tests/support/gold";
import { listBroken } from "#tests/support/invariants";
import { callerOf, failuresOf, KEY, playRun, stageRun, sure, TIMING, termsOf } from "#tests/support/model-run";

/* A model that is asked over HTTP, by a real server in this process, from the owner's word to the entry. */
let opened: OpenedDb;
let ctx: TestCtx;
let fake: FakeModel;

beforeAll(async () => {
  opened = await testDb();
});
beforeEach(async () => {
  fake = new FakeModel();
  await fake.listen();
  ctx = { ...testCtx(opened.db, opened.kind), model: callerOf(fake) };
});
afterEach(() => fake.close());
afterAll(async () => {
  expect(await listBroken(opened.db)).toEqual([]);
  await opened.close();
});

type Values = Record<string, unknown>;
const textOf = ({ body }: Seen) => JSON.stringify(body);

test("a chat server is asked for every item, and what it says becomes one set with its entry", async () => {
  const { owner, slug, ids, project } = await stageRun(ctx, fake, 5, { instruction: "Look twice." });
  fake.behave = sure;
  expect(await playRun(owner, slug)).toMatchObject({
    state: "finished",
    items: 5,
    asked: 5,
    taken: 5,
    failed: 0,
    tokens: 50,
  });
  expect(fake.seen).toHaveLength(5);
  for (const seen of fake.seen) {
    expect(seen.path).toBe("/v1/chat/completions");
    expect(seen.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(seen.body).toMatchObject({ model: "tiny" });
    for (const told of ["Look twice.", "Which animal?", "cat", "bird"]) expect(textOf(seen)).toContain(told);
    for (const id of ids) expect(textOf(seen)).not.toContain(id);
  }
  const { items } = await listSuggestions(owner, { slug, set: 1, limit: 10 });
  expect(items.map(({ answer, confidence }) => [answer, confidence])).toEqual(Array(5).fill([{ q1: 1 }, 9_000]));
  const bodies = (await readEntries(ctx)).filter((body) => "project" in body && body.project === project.id);
  expect(bodies.filter(({ kind }) => kind === "suggestions.recorded")).toMatchObject([
    { set: 1, count: 5, source: "endpoint" },
  ]);
  expect(
    (
      await ctx.db
        .select()
        .from(modelAsk)
        .where(eq(modelAsk.contributionId, ids[0] ?? ""))
    ).at(0),
  ).toMatchObject({
    state: "recorded",
    answer: null,
  });
  await expect(startRun(owner, { slug })).rejects.toMatchObject({ reason: "endpoint.nothing_left" });
});

test("a program of one's own gets the item and the questions as JSON, and its answer is held to them", async () => {
  const { owner, slug } = await stageRun(ctx, fake, 4, { kind: "http", address: `${fake.origin}/label` });
  const answers = [{ q1: 2 }, { q1: "Cat" }, { q1: "horse" }, { q1: 0, q7: 1 }];
  fake.behave = ({ number }) => ({ body: { answer: answers[number - 1], confidence: 0.25 } });
  const done = await playRun(owner, slug);
  expect(done).toMatchObject({ state: "finished", taken: 2, failed: 2, tokens: 0 });
  expect(fake.seen[0]).toMatchObject({
    path: "/label",
    body: {
      model: "tiny",
      version: "1",
      item: { language: "en", fields: [{ name: "text" }], marked: "text" },
      questions: [{ id: "q1", text: "Which animal?" }],
    },
  });
  const faults = (await failuresOf(owner, slug, done.id)).map(({ fault, question, message }) => [
    fault,
    question,
    message,
  ]);
  expect(faults.sort()).toEqual([
    ["answer", "q1", "not_in_list"],
    ["answer", "q7", "not_asked"],
  ]);
});

test.each<[string, Behaviour, Values]>([
  ["no JSON", () => ({ body: "<html>" }), { fault: "unreadable" }],
  ["no answer in it", () => chatReply("I would rather not say."), { fault: "unreadable" }],
  ["another question's answer", () => chatReply({ answer: { q5: "dog" } }), { fault: "unreadable" }],
  ["cut off", () => chatReply('{"answer": {"q1": "d', 9, "length"), { fault: "cut_off" }],
  ["no class of the task", () => chatReply({ answer: { q1: "horse" } }), { fault: "answer", question: "q1" }],
  ["refused as it is", () => ({ status: 422 }), { fault: "refused", status: 422 }],
  ["too large", () => ({ body: "x".repeat(limits.endpointAnswerBytes + 1) }), { fault: "too_large" }],
])("what nothing can be made of is told of, and the others are taken: %s", async (_, odd, expected) => {
  const { owner, slug } = await stageRun(ctx, fake, 3);
  fake.behave = (seen) => (seen.number === 1 ? odd(seen) : sure(seen));
  const done = await playRun(owner, slug);
  expect(done).toMatchObject({ state: "finished", asked: 3, taken: 2, failed: 1 });
  expect(fake.seen).toHaveLength(3);
  const failures = await failuresOf(owner, slug, done.id);
  expect(failures).toMatchObject([{ text: expect.stringContaining("Sentence"), ...expected }]);
  // Only they are asked again.
  fake.behave = sure;
  expect(await playRun(owner, slug)).toMatchObject({ items: 1, taken: 1 });
});

test("a model may think aloud, fence its answer, and leave the frame out", async () => {
  const { owner, slug } = await stageRun(ctx, fake, 3);
  const said = [
    '<think>{"q1": "cat"}?</think>\n{"q1": "bird"}',
    '```json\n{"answer": {"q1": "BIRD"}}\n```',
    '{"answer":{"q1":" bird "},"confidence":"very"}',
  ];
  fake.behave = ({ number }) => chatReply(said[number - 1]);
  expect(await playRun(owner, slug)).toMatchObject({ taken: 3 });
  const { items } = await listSuggestions(owner, { slug, set: 1, limit: 10 });
  expect(items.map(({ answer, confidence }) => [answer, confidence])).toEqual(Array(3).fill([{ q1: 2 }, null]));
});

test("parts are told by their words and kept by their places; what does not stand in the text is refused", async () => {
  const questions = [{ id: "q1", text: "Mark it", form: { kind: "spans", classes: ["number", "word"] } }];
  const { owner, slug, ids } = await stageRun(ctx, fake, 2, {}, { questions });
  const emoji = JSON.stringify({ text: "😀 seven is seven" });
  await ctx.db.update(contribution).set({ content: emoji }).where(inArray(contribution.id, ids));
  const seven = { quote: "seven", class: "number" };
  fake.behave = ({ number }) =>
    chatReply({
      answer: {
        q1: number === 1 ? [seven, { quote: "is", class: "word" }, seven] : [{ quote: "eight", class: "number" }],
      },
    });
  const done = await playRun(owner, slug);
  expect(done).toMatchObject({ taken: 1, failed: 1 });
  const { items } = await listSuggestions(owner, { slug, set: 1, limit: 10 });
  expect(items[0]?.answer.q1).toEqual({
    spans: [
      { from: 2, to: 7, label: 0 },
      { from: 8, to: 10, label: 1 },
      { from: 11, to: 16, label: 0 },
    ],
    relations: [],
  });
  expect(await failuresOf(owner, slug, done.id)).toMatchObject([
    { fault: "answer", question: "q1", message: "quote_missing" },
  ]);
});

test("429, 5xx and silence are tried again, and what passes by passes by", async () => {
  const { owner, slug } = await stageRun(ctx, fake, 1);
  const first = [{ status: 429, headers: { "retry-after": "0" } }, { status: 503 }];
  fake.behave = (seen) => first[seen.number - 1] ?? sure(seen);
  expect(await playRun(owner, slug)).toMatchObject({ state: "finished", taken: 1, failed: 0 });
  expect(fake.seen).toHaveLength(3);
});

test.each<[string, Behaviour, Values, number]>([
  ["never free", () => ({ status: 429 }), { fault: "busy", status: 429 }, 3],
  [
    "wants to be left alone for an hour",
    () => ({ status: 429, headers: { "retry-after": "3600" } }),
    { fault: "busy" },
    1,
  ],
  ["broken", () => ({ status: 500 }), { fault: "server_error", status: 500 }, 3],
  ["silent", () => "silent", { fault: "timeout" }, 3],
])("a model that stays so is given up for the item: %s", async (_, behave, expected, asked) => {
  const { owner, slug } = await stageRun(ctx, fake, 1);
  fake.behave = behave;
  const done = await playRun(owner, slug, {
    ...TIMING,
    timeoutMs: behave({} as Seen) === "silent" ? 50 : TIMING.timeoutMs,
  });
  expect(done).toMatchObject({ state: "finished", taken: 0, failed: 1 });
  expect(await failuresOf(owner, slug, done.id)).toMatchObject([expected]);
  expect(fake.seen).toHaveLength(asked);
});

test.each<[string, Behaviour, string]>([
  ["a wrong key", () => ({ status: 401, body: { error: `no such key: ${KEY}` } }), "key_refused"],
  ["a model that is not there", () => ({ status: 404 }), "not_there"],
  ["another place to ask", () => ({ status: 307, headers: { location: `${fake.origin}/elsewhere` } }), "redirected"],
])("what a person must mend stops the run at once: %s", async (_, behave, cause) => {
  const { owner, slug } = await stageRun(ctx, fake, 30);
  fake.behave = (seen) => (seen.number > 5 ? behave(seen) : sure(seen));
  const done = await playRun(owner, slug);
  expect(done).toMatchObject({ state: "stopped", cause, failed: 0 });
  // What was answered before is not lost, and what was not is still to be asked.
  expect(done.taken).toBe(5);
  expect(fake.seen.length).toBeLessThanOrEqual(5 + limits.endpointParallel);
  expect(fake.seen.every(({ path }) => path === "/v1/chat/completions")).toBe(true);
  expect(await readEndpoint(owner, { slug })).toMatchObject({ left: 25 });
});

test("a run in which nothing comes of anything stops by itself", async () => {
  const { owner, slug } = await stageRun(ctx, fake, 30);
  fake.behave = () => chatReply("no");
  const done = await playRun(owner, slug);
  expect(done).toMatchObject({ state: "stopped", cause: "failing", taken: 0 });
  expect(done.failed).toBeGreaterThanOrEqual(limits.endpointFailuresInRow);
  expect(done.failed).toBeLessThan(limits.endpointFailuresInRow + limits.endpointParallel);
});

test("a run that is killed goes on with what is not stored: nothing is asked or recorded twice", async () => {
  const { owner, slug, project } = await stageRun(ctx, fake, 12);
  fake.behave = sure;
  const { id } = await startRun(owner, { slug });
  expect(await runModel(ctx, id, () => fake.seen.length >= 5, TIMING)).toBe(false);
  const stored = await ctx.db.$count(modelAsk, and(eq(modelAsk.runId, id), eq(modelAsk.state, "answered")));
  expect(stored).toBe(fake.seen.length);
  expect(await ctx.db.$count(suggestionSet, eq(suggestionSet.projectId, project.id))).toBe(0);
  expect(await readRun(owner, { slug, id })).toMatchObject({ state: "running", asked: stored });
  expect(await runModel(ctx, id, () => false, TIMING)).toBe(true);
  expect(await runModel(ctx, id, () => false, TIMING)).toBe(true);
  expect(fake.seen).toHaveLength(12);
  expect(await readRun(owner, { slug, id })).toMatchObject({ state: "finished", asked: 12, taken: 12 });
  expect(await ctx.db.$count(suggestionSet, eq(suggestionSet.projectId, project.id))).toBe(1);
  expect(await ctx.db.$count(suggestion, eq(suggestion.projectId, project.id))).toBe(12);
});

test("two processes with the same run record everything once", async () => {
  const { owner, slug, project } = await stageRun(ctx, fake, 8);
  fake.behave = sure;
  const { id } = await startRun(owner, { slug });
  await Promise.all([runModel(ctx, id, () => false, TIMING), runModel(ctx, id, () => false, TIMING)]);
  expect(await ctx.db.$count(suggestion, eq(suggestion.projectId, project.id))).toBe(8);
  expect(await readRun(owner, { slug, id })).toMatchObject({ state: "finished", asked: 8, taken: 8 });
});

test("a run is cancelled: what waits is dropped, what was answered is recorded", async () => {
  const { owner, slug } = await stageRun(ctx, fake, 12);
  let cancelled = false;
  fake.behave = async (seen) => {
    if (seen.number <= 3) return sure(seen);
    if (!cancelled) {
      cancelled = true;
      const count = () => ctx.db.$count(modelAsk, eq(modelAsk.runId, id));
      await expect.poll(count, { timeout: 60_000 }).toBe(3);
      await cancelRun(owner, { slug, id });
    }
    return "silent";
  };
  const { id } = await startRun(owner, { slug });
  await expect(removeEndpoint(owner, { slug })).rejects.toMatchObject({ reason: "endpoint.busy" });
  expect(await runModel(ctx, id, () => false, { ...TIMING, watchMs: 20 })).toBe(true);
  expect(await readRun(owner, { slug, id })).toMatchObject({ state: "cancelled", taken: 3, failed: 0 });
  expect((await cancelRun(owner, { slug, id })).state).toBe("cancelled");
  await removeEndpoint(owner, { slug });
  expect(await readEndpoint(owner, { slug })).toMatchObject({ endpoint: null, runs: [{ taken: 3 }] });
});

test("caps: so many items, so many tokens", async () => {
  const { owner, slug } = await stageRun(ctx, fake, 10, { maxItems: 4 });
  fake.behave = sure;
  expect(await playRun(owner, slug)).toMatchObject({ state: "finished", items: 4, asked: 4 });
  await saveEndpoint(owner, { slug, ...termsOf(fake, { maxTokens: 20 }) });
  const capped = await playRun(owner, slug);
  expect(capped).toMatchObject({ state: "stopped", cause: "tokens", items: 6 });
  expect(capped.tokens).toBeGreaterThanOrEqual(20);
  expect(capped.tokens).toBeLessThan(20 + 10 * limits.endpointParallel);
  expect(capped.taken).toBe(capped.asked);
});
