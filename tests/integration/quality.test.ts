import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { runConsensus } from "#lib/services/consensus-run";
import { claimSeats, skipSeat } from "#lib/services/label-claim";
import { listOwnAnswers, listPassed, type OwnAnswer } from "#lib/services/label-mine";
import { listDisagreements } from "#lib/services/quality-disputed";
import { comparePeople, listKnownPeople } from "#lib/services/quality-people";
import { readQuality } from "#lib/services/quality-read";
import { sequenceBatch } from "#lib/services/sequence";
import { createToken } from "#lib/services/token";
import { exportPage } from "#lib/services/user-export";
import { restRequest, serveDb } from "#tests/support/api";
import { as, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { animals, answerNext, makeLabelling } from "#tests/support/label";
import { GET, POST } from "../../app/api/[[...path]]/route";

/* What the quality page shows: three people over eight items, one of whom takes every bird for a dog. */
let opened: OpenedDb;
let ctx: TestCtx;
let stage: Awaited<ReturnType<typeof makeLabelling>>;
const people: string[] = [];
const handles: string[] = [];
const ITEMS = 8;
const truthOf = (id: string) => stage.ids.indexOf(id) % 3;

beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
  const questions = [
    { id: "q1", text: "Which animal?", form: animals },
    { id: "q2", text: "In words", isRequired: false, form: { kind: "free_text" as const } },
  ];
  ctx.now = () => new Date();
  serveDb(opened);
  stage = await makeLabelling(ctx, ITEMS, { questions, answerPrice: 0 });
  for (const name of ["ann", "ben", "cy"]) {
    handles.push(`${name}-quality`);
    people.push(await makeUser(ctx, { handle: `${name}-quality` }));
  }
  for (const [at, person] of people.entries())
    for (let turn = 0; turn < (at === 2 ? ITEMS : ITEMS - 1); turn += 1)
      await answerNext(ctx, person, stage.project.slug, (id) => {
        const isWrong = at === 2 && truthOf(id) === 2;
        return { q1: isWrong ? 1 : truthOf(id), q2: `${at === 2 ? "Some" : "Same"} text` };
      });
  while ((await sequenceBatch(ctx)).count > 0);
});
afterAll(() => opened.close());

const slug = () => stage.project.slug;

test("before anything was computed the page says so, and strangers see nothing", async () => {
  expect(await readQuality(stage.owner, { slug: slug() })).toMatchObject({
    ranAt: null,
    isRunning: false,
    newAnswers: 3 * ITEMS - 2,
    questions: [],
  });
  await expect(readQuality(as(ctx, people[0] ?? ""), { slug: slug() })).rejects.toMatchObject({
    reason: "rights.missing",
  });
  await expect(listKnownPeople(as(ctx, people[0] ?? ""), { slug: slug(), question: "q1" })).rejects.toThrow();
});

test("figures come from closed items alone, and a coefficient without a value says why", async () => {
  await runConsensus(ctx, stage.project.id, () => false);
  const view = await readQuality(as(ctx, stage.reviewer), { slug: slug() });
  expect(view).toMatchObject({ newAnswers: 0, itemsLeft: 1 });
  expect(view.ranAt).not.toBeNull();
  const [codes, texts] = view.questions;
  expect(codes).toMatchObject({ question: "q1", items: 7, answers: 21, isRecorded: true, decidedBy: "majority/1" });
  // The one who errs takes birds for dogs, and nothing else for anything.
  expect(codes?.quality.confusion?.map((row) => row.map((count) => count > 0))).toEqual([
    [true, false, false],
    [false, true, false],
    [false, true, true],
  ]);
  for (const { is } of codes?.quality.measures?.list ?? [])
    expect(is.defined ? Number.isFinite(is.value) : is.reason).toBeTruthy();
  expect(codes?.quality.agreement.reduce((sum, each) => sum + each, 0)).toBe(7);
  expect(codes?.quality.forecast?.answersPerItem.mean).toBe(3);
  expect(texts).toMatchObject({ question: "q2", isRecorded: false, entryIndex: null, decidedBy: null });
  expect(JSON.stringify(view)).not.toContain("NaN");
});

test("people come with their evidence, and two of them can be compared", async () => {
  const { items } = await listKnownPeople(stage.owner, { slug: slug(), question: "q1" });
  expect(items).toHaveLength(3);
  for (const { answers, accuracy, accuracyInterval, compared } of items) {
    expect(answers).toBe(7);
    expect(compared).toBe(7);
    expect(accuracyInterval?.low).toBeLessThan((accuracy ?? 0) / 10_000);
  }
  const [ann = "", ben = "", cy = ""] = handles;
  const same = await comparePeople(stage.owner, { slug: slug(), question: "q1", one: ann, other: ben });
  expect(same.cohen).toMatchObject({ defined: true, value: 1, interval: { defined: false, reason: "no-variation" } });
  const other = await comparePeople(stage.owner, { slug: slug(), question: "q1", one: ann, other: cy });
  expect(other.cohen.defined && other.cohen.value).toBeLessThan(1);
  expect(other.cells.flat().reduce((sum, each) => sum + each, 0)).toBe(7);
  const nobody = { slug: slug(), question: "q1", one: ann, other: "nobody-at-all" };
  await expect(comparePeople(stage.owner, nobody)).rejects.toMatchObject({ reason: "user.not_found" });
  const texts = { slug: slug(), question: "q2", one: ann, other: ben };
  await expect(comparePeople(stage.owner, texts)).rejects.toMatchObject({ reason: "input.invalid" });
});

test("disagreements come least agreement first, page by page, and by pair of labels", async () => {
  const wanted = { slug: slug(), question: "q1", limit: 1 };
  const found: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listDisagreements(stage.owner, { ...wanted, cursor });
    found.push(...page.items.map(({ id }) => id));
    for (const item of page.items) {
      expect(item.answers).toHaveLength(3);
      expect(item.agreement).toBe(3_333);
      expect(item.together).toMatchObject({ value: 2, majority: 2, differs: false });
    }
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  expect(found.map(truthOf).every((truth) => truth === 2)).toBe(true);
  expect(new Set(found).size).toBe(found.length);
  expect((await listDisagreements(stage.owner, { ...wanted, limit: 10, one: 1, other: 2 })).items).toHaveLength(
    found.length,
  );
  expect((await listDisagreements(stage.owner, { ...wanted, limit: 10, one: 0, other: 2 })).items).toHaveLength(0);
  const texts = await listDisagreements(stage.owner, { slug: slug(), question: "q2", limit: 10 });
  expect(texts.items[0]?.together).toMatchObject({ value: null, majority: null });
});

test("REST gives the same in the form that openapi.json states", async () => {
  const { secret: token } = await createToken(stage.owner, { name: "q", scopes: ["read", "manage"], expiresInDays: 1 });
  const base = `/api/v1/projects/${slug()}/quality`;
  for (const path of [
    "",
    "/q1/people",
    "/q1/disagreements?limit=2&one=1",
    `/q1/pair?one=${handles[0]}&other=${handles[2]}`,
  ]) {
    const answer = await GET(restRequest(`${base}${path}`, { token }));
    expect(answer.status, path).toBe(200);
  }
  const asked = await POST(restRequest(`${base}/runs`, { method: "POST", token, body: {} }));
  expect(await asked.json()).toEqual({ isNew: true });
  expect(await readQuality(stage.owner, { slug: slug() })).toMatchObject({ isRunning: true });
});

test("my answers say what I said and, once the item closed, what it came to; what I passed over stands apart", async () => {
  const [ann = "", , cy = ""] = people;
  const late = await makeUser(ctx);
  const [seat] = (await claimSeats(as(ctx, late), { project: slug(), wanted: 1 })).seats;
  await skipSeat(as(ctx, late), { slotId: seat?.id ?? "", reason: "unreadable" });
  expect((await listPassed(as(ctx, late), { limit: 5 })).items).toMatchObject([
    { contributionId: seat?.contributionId, reason: "unreadable", project: { slug: slug() } },
  ]);
  const found: OwnAnswer[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listOwnAnswers(as(ctx, cy), { limit: 3, cursor });
    found.push(...page.items);
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  expect(new Set(found.map(({ contributionId }) => contributionId)).size).toBe(ITEMS);
  const open = found.filter(({ state }) => state === "open");
  expect(open).toHaveLength(1);
  expect(open[0]).toMatchObject({ results: null, paid: null });
  for (const { results, paid, entryIndex, answer } of found.filter(({ state }) => state !== "open")) {
    expect(results?.[0]?.question).toBe("q1");
    expect([paid, answer.q2]).toEqual([0, "Some text"]);
    expect(entryIndex).toBeGreaterThan(0);
  }
  const { secret: token } = await createToken(as(ctx, ann), { name: "mine", scopes: ["read"], expiresInDays: 1 });
  for (const path of ["answers?limit=2", "skips"])
    expect((await GET(restRequest(`/api/v1/me/${path}`, { token }))).status).toBe(200);
});

test("what I take of my data holds my answers and what I passed over", async () => {
  const [ann = ""] = people;
  const { items } = await exportPage(as(ctx, ann), { section: "answers" });
  expect(items).toHaveLength(ITEMS - 1);
  expect(items[0]).toMatchObject({ project: slug(), answer: { q2: "Same text" }, activeMs: 1_000 });
  expect((await exportPage(as(ctx, ann), { section: "skips" })).items).toEqual([]);
});
