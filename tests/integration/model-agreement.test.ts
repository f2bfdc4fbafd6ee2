import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { annotation } from "#db/schema/annotation";
import { modelHelp } from "#db/schema/suggestion";
import { exportColumns, exportRows } from "#lib/domain/label-export";
import { isHelped } from "#lib/domain/model-help";
import { runConsensus } from "#lib/services/consensus-run";
import { answerSeat } from "#lib/services/label-answer";
import { claimSeats } from "#lib/services/label-claim";
import { listLabels } from "#lib/services/label-export";
import { claimLabelItems } from "#lib/services/label-read";
import { setHelp } from "#lib/services/model-help";
import { readModelAgreement } from "#lib/services/quality-model";
import { sequenceBatch } from "#lib/services/sequence";
import { addSuggestions } from "#lib/services/suggestion-add";
import { getTask } from "#lib/services/task-find";
import { as, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { stageGold } from "#tests/support/gold";
import { makeLabelling } from "#tests/support/label";
import { makePeople } from "#tests/support/review";

/* People of whom three think and one nods, beside a model that is wrong on every third item. */
const ITEMS = 60;
const truth = (at: number) => at % 2;
const modelSays = (at: number) => (at % 3 === 0 ? 2 : truth(at));

let opened: OpenedDb;
let ctx: TestCtx;
let stage: Awaited<ReturnType<typeof makeLabelling>>;
let people: string[];

beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
  stage = await makeLabelling(ctx, ITEMS, { answersWanted: 4, answersMost: 4 });
  const { owner, project, ids } = stage;
  const rowsBy = (say: (at: number) => number) =>
    ids.map((contribution, at) => ({ contribution, content: "", confidence: 0.75, answer: { q1: say(at) } }));
  // An older version that nobody is shown: it says 1 of everything.
  await addSuggestions(owner, { slug: project.slug, model: "m", version: "old", rows: rowsBy(() => 1) });
  await addSuggestions(owner, { slug: project.slug, model: "m", version: "new", rows: rowsBy(modelSays) });
  await setHelp(owner, { slug: project.slug, isShown: true });
  people = await makePeople(ctx, 4);
  await drawEvenly();
  for (const [who, person] of people.entries()) {
    const me = as(ctx, person);
    for (let turn = 0; turn < ITEMS; turn += 1) {
      const [shown] = (await claimLabelItems(me, { project: project.slug, wanted: 1 })).items;
      const [held] = (await claimSeats(me, { project: project.slug, wanted: 1 })).seats;
      const at = ids.indexOf(held?.contributionId ?? "");
      const nods = who === 3 && shown?.suggestion;
      const answer = nods ? (shown.suggestion?.answer ?? {}) : { q1: truth(at) };
      const activeMs = nods ? 1_000 : 5_000;
      await answerSeat(me, { slotId: held?.id ?? "", answer, activeMs, undoMs: 0 });
    }
  }
  while ((await sequenceBatch(ctx)).count > 0);
});
afterAll(() => opened.close());

/** Ids are new at each run, and so is who is drawn: a key is taken by which nobody is drawn far from the half, of either kind of item. */
async function drawEvenly(): Promise<void> {
  const isEven = (key: Uint8Array) =>
    people.every((person) => {
      const drawn = stage.ids.filter((id) => isHelped(key, id, person));
      const wrong = drawn.filter((id) => stage.ids.indexOf(id) % 3 === 0).length;
      const right = drawn.length - wrong;
      return wrong >= 8 && wrong <= 12 && right >= 16 && right <= 24;
    });
  const keys = Array.from({ length: 1_000 }, (_, at) => new Uint8Array(32).fill(at % 256).fill(at >> 8, 16));
  const key = keys.find(isEven);
  if (!key) throw new Error("no key draws evenly");
  await ctx.db.update(modelHelp).set({ key }).where(eq(modelHelp.projectId, stage.project.id));
}

const read = () => readModelAgreement(stage.owner, { slug: stage.project.slug, question: "q1" });

test("answers with the suggestion in sight and those drawn to go without are counted apart, by the version that was shown", async () => {
  const { models } = await read();
  expect(models.map(({ model, version }) => [model, version])).toEqual([["m", "new"]]);
  const [found] = models;
  const rows = await ctx.db.select().from(annotation);
  for (const kind of ["shown", "withheld"] as const) {
    const of = rows.filter(({ help }) => help === kind);
    const agreed = of.filter(
      ({ contributionId, answer }) => answer === `{"q1":${modelSays(stage.ids.indexOf(contributionId))}}`,
    );
    expect(found?.[kind]).toMatchObject({ answers: of.length, agreed: agreed.length });
    expect(found?.[kind].interval?.low).toBeLessThan(agreed.length / of.length);
  }
  expect(found?.none).toEqual({ answers: 0, agreed: 0, interval: null });
});

test("whoever nods is marked, before a run over all items and after it, and nobody else", async () => {
  const check = async () => {
    const { people: found } = await read();
    expect(found).toHaveLength(4);
    const marked = found.filter(({ signs }) => signs.includes("follows"));
    expect(marked).toHaveLength(1);
    const [nodder] = marked;
    expect(nodder?.followed).toBe(nodder?.differing);
    expect(nodder?.shown.agreed).toBe(nodder?.shown.answers);
    expect(nodder).toMatchObject({ shownMs: 1_000, otherMs: 5_000, goldOf: 0 });
    for (const other of found.filter((one) => one !== nodder)) expect(other).toMatchObject({ followed: 0, signs: [] });
  };
  await check();
  await runConsensus(ctx, stage.project.id, () => false);
  await check();
});

test("suggestions count as no answer: the labels are what people said, though the model was sure of another", async () => {
  const { items } = await listLabels(stage.owner, { slug: stage.project.slug, limit: 100 });
  expect(items).toHaveLength(ITEMS);
  for (const one of items) {
    const at = stage.ids.indexOf(one.item);
    expect(one.labels[0]?.own?.value).toBe(truth(at));
    expect(one.answers).toHaveLength(4);
    expect(one.suggestions).toEqual([
      { set: 1, model: "m", version: "old", answer: { q1: 1 }, confidence: 7_500 },
      { set: 2, model: "m", version: "new", answer: { q1: modelSays(at) }, confidence: 7_500 },
    ]);
  }
});

test("the table of labels has the model, its version, what it says, and to which answers it was in sight", async () => {
  const { questions } = await getTask(ctx, stage.project.id);
  const { items } = await listLabels(stage.owner, { slug: stage.project.slug, limit: 100 });
  const [one] = items;
  if (!one) throw new Error("no item");
  const [cells = []] = exportRows(questions, one);
  const cell = (name: (typeof exportColumns)[number]) => cells[exportColumns.indexOf(name)];
  expect(cells).toHaveLength(exportColumns.length);
  expect([cell("model"), cell("model_version"), cell("suggestion_confidence")]).toEqual(["m", "new", "0.75"]);
  expect(cell("suggestion")).toBe(["cat", "dog", "bird"][modelSays(stage.ids.indexOf(one.item))]);
  const seen = one.answers.map(({ help }) => (help === "shown" ? 2 : null));
  expect(JSON.parse(cell("suggestion_seen") ?? "")).toEqual(seen);
});

test("accuracy on gold stands beside, and answers to gold are in no count", async () => {
  const cast = await stageGold(ctx, "beside", { gold: 6, items: 20 }, { answersWanted: 1, answersMost: 1 });
  const ids = [...cast.gold, ...cast.items];
  const rows = ids.map((contribution) => ({ contribution, content: "", confidence: null, answer: { q1: 0 } }));
  await addSuggestions(cast.owner, { slug: cast.slug, model: "m", version: "1", rows });
  const [person = ""] = await makePeople(ctx, 1);
  for (;;) {
    const [held] = (await claimSeats(as(ctx, person), { project: cast.slug, wanted: 1 })).seats;
    if (!held) break;
    await answerSeat(as(ctx, person), { slotId: held.id, answer: { q1: 0 }, activeMs: 1, undoMs: 0 });
  }
  const { models, people: found } = await readModelAgreement(cast.owner, { slug: cast.slug, question: "q1" });
  expect(models[0]?.none).toMatchObject({ answers: 20, agreed: 20 });
  const known = cast.gold.length;
  expect(found[0]?.goldOf).toBeGreaterThan(0);
  expect(found[0]?.goldOf).toBeLessThanOrEqual(known);
  expect(found[0]?.goldRight).toBeLessThan(found[0]?.goldOf ?? 0);
});

test("whoever may not read the quality of labels does not read this", async () => {
  const slug = stage.project.slug;
  const stranger = as(ctx, people[0] ?? "");
  await expect(readModelAgreement(stranger, { slug, question: "q1" })).rejects.toMatchObject({
    reason: "rights.missing",
  });
});
