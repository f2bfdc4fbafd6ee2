import { randomBytes } from "node:crypto";
import { inArray } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { media } from "#db/schema/media";
import type { Segment } from "#lib/domain/segment";
import { canonicalText } from "#lib/ledger/canonical";
import { runConsensus } from "#lib/services/consensus-run";
import { answerSeat } from "#lib/services/label-answer";
import { claimSeats } from "#lib/services/label-claim";
import { listLabels } from "#lib/services/label-export";
import { listDisagreements } from "#lib/services/quality-disputed";
import { readQuality } from "#lib/services/quality-read";
import { sequenceBatch } from "#lib/services/sequence";
import { createToken } from "#lib/services/token";
import { restRequest, serveDb } from "#tests/support/api";
import { as, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { answerNext, makeLabelling } from "#tests/support/label";
import { GET as file } from "../../app/api/v1/projects/[slug]/labels/file/route";

/* Segments of recordings from the answer to what people take away: one label from many, with its words, and named. */
let opened: OpenedDb;
let ctx: TestCtx;
let stage: Awaited<ReturnType<typeof makeLabelling>>;
let token: string;

const form = {
  ...{ kind: "segments" as const, classes: ["speech", "noise"], transcribed: true, overlap: "other_label" as const },
};
const speech = (fromMs: number, toMs: number, text?: string): Segment => ({
  ...{ fromMs, toMs, label: 0 },
  ...(text === undefined ? {} : { text }),
});
const noise = { fromMs: 900, toMs: 1_500, label: 1 };

beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
  ctx.now = () => new Date();
  serveDb(opened);
  const questions = [{ id: "q1", text: "Where is speech?", form }];
  stage = await makeLabelling(ctx, 2, { questions, answerPrice: 0 });
  const [agreed, split] = stage.ids;
  const said: Record<string, Segment[]>[] = [
    { [agreed ?? ""]: [speech(100, 1_000, "nine ferries"), noise], [split ?? ""]: [speech(0, 500)] },
    { [agreed ?? ""]: [speech(120, 1_040, "nine ferries")], [split ?? ""]: [speech(5_000, 5_500)] },
    { [agreed ?? ""]: [speech(90, 990, "nine fairies")], [split ?? ""]: [] },
  ];
  for (const answers of said) {
    const person = await makeUser(ctx);
    for (const _ of stage.ids) await answerNext(ctx, person, stage.project.slug, (id) => ({ q1: answers[id] ?? [] }));
  }
  while ((await sequenceBatch(ctx)).count > 0);
  await runConsensus(ctx, stage.project.id, () => false);
  token = (await createToken(stage.owner, { name: "export", scopes: ["read"], expiresInDays: 1 })).secret;
});
afterAll(() => opened.close());

test("what more than half marked is the label, at the medians, with the words closest to all; the run keeps none of it", async () => {
  const { items } = await listLabels(stage.owner, { slug: stage.project.slug, limit: 10 });
  const labelOf = (id: string | undefined) => items.find(({ item }) => item === id)?.labels[0]?.together;
  expect(labelOf(stage.ids[0])).toMatchObject({
    rule: "segment/1",
    value: [speech(100, 1_000, "nine ferries")],
    confidence: 10_000,
  });
  expect(labelOf(stage.ids[1])?.value).toEqual([]);
  const asked = { slug: stage.project.slug, question: "q1" };
  const { questions } = await readQuality(stage.owner, { slug: stage.project.slug });
  expect(questions[0]).toMatchObject({ rule: "segment/1", isRecorded: false, items: 2 });
  const measures = questions[0]?.quality.measures;
  expect(measures?.unit).toBe("marks");
  expect(measures?.list.map(({ name, is }) => [name, is.defined && is.interval])).toEqual([
    ["overlap", { defined: false, reason: "too-few-items" }],
    ["overlapAlpha", { defined: false, reason: "too-few-items" }],
    // These items are texts, which have no length in time.
    ["unitAlpha", false],
    ["spanAlpha", false],
  ]);
  const { items: differing } = await listDisagreements(stage.owner, { ...asked, limit: 10 });
  expect(differing.map(({ id }) => id)).toEqual([stage.ids[1], stage.ids[0]]);
  expect(differing[1]?.agreement).toBeGreaterThan(5_000);
});

test("the files name the labels of segments", async () => {
  const { slug } = stage.project;
  const download = (format: string) =>
    file(restRequest(`/api/v1/projects/${slug}/labels/file?format=${format}`, { token }), {
      params: Promise.resolve({ slug }),
    });
  const csv = await (await download("csv")).text();
  const named = JSON.stringify([{ fromMs: 100, toMs: 1_000, label: "speech", text: "nine ferries" }]);
  expect(csv).toContain(`"${named.replaceAll('"', '""')}"`);
  const lines = (await (await download("jsonl")).text()).trim().split("\n");
  const line = lines.map((text) => JSON.parse(text)).find(({ item }) => item === stage.ids[0]);
  expect(line.labels[0].together.value[0]).toMatchObject({ label: 0 });
  expect(line.labels[0].together.name[0]).toMatchObject({ label: "speech" });
});

test("an answer whose segments overlap against the question is refused, and the place named", async () => {
  const questions = [{ id: "q1", text: "Where is speech?", form }];
  const { project } = await makeLabelling(ctx, 1, { questions, answerPrice: 0 });
  const me = as(ctx, await makeUser(ctx));
  const [seat] = (await claimSeats(me, { project: project.slug, wanted: 1 })).seats;
  const answer = { q1: [speech(0, 500), speech(400, 600)] };
  const sent = answerSeat(me, { slotId: seat?.id ?? "", answer, activeMs: 1_000, undoMs: 0 });
  await expect(sent).rejects.toMatchObject({
    reason: "input.invalid",
    details: { issues: [{ path: "q1.1", message: "overlapping" }] },
  });
});

test("marks that end beyond their item are refused, and the place named", async () => {
  const questions = [
    { id: "q1", text: "Where is speech?", form: { ...form, overlap: "any" } },
    { id: "q2", text: "Mark it", form: { kind: "spans", classes: ["place"] }, isRequired: false },
    { id: "q3", text: "Draw it", form: { kind: "boxes", classes: ["place"] }, isRequired: false },
  ];
  const { project, ids } = await makeLabelling(ctx, 1, { questions, answerPrice: 0 });
  // A recording of 2 seconds that has words and, for once, a size in pixels: one item for all marks.
  const sha256 = randomBytes(32);
  await ctx.db.insert(media).values({
    ...{ sha256, kind: "audio", format: "ogg", durationMs: 2_000, width: 320, height: 200, sizeBytes: 1 },
    touchedAt: ctx.now(),
  });
  const hash = sha256.toString("hex");
  const content = canonicalText({ audio: hash, original: hash, text: "nine 🚢" });
  await ctx.db.update(contribution).set({ content }).where(inArray(contribution.id, ids));
  const me = as(ctx, await makeUser(ctx));
  const [seat] = (await claimSeats(me, { project: project.slug, wanted: 1 })).seats;
  const send = (toMs: number, to: number, width: number) =>
    answerSeat(me, {
      slotId: seat?.id ?? "",
      answer: {
        q1: [speech(1_500, toMs)],
        q2: { spans: [{ from: 5, to, label: 0 }], relations: [] },
        q3: [{ kind: "box", label: 0, x: 20, y: 0, width, height: 200 }],
      },
      ...{ activeMs: 1_000, undoMs: 0 },
    });
  await expect(send(2_001, 7, 301)).rejects.toMatchObject({
    reason: "input.invalid",
    details: {
      issues: ["q1.0.toMs", "q2.spans.0.to", "q3.0.width"].map((path) => ({ path, message: "past_end" })),
    },
  });
  expect(await send(2_000, 6, 300)).toMatchObject({ sealed: true });
});

test("parts of texts have an alpha unit by unit, by the lengths of their texts", async () => {
  const questions = [{ id: "q1", text: "Mark", form: { kind: "spans" as const, classes: ["place"], relations: [] } }];
  const { project, owner, ids } = await makeLabelling(ctx, 5, { questions, answerPrice: 0 });
  for (let at = 0; at < 3; at += 1) {
    const person = await makeUser(ctx);
    for (const _ of ids)
      await answerNext(ctx, person, project.slug, (id) => {
        // The last one sees one thing too far on in every other text.
        const from = at === 2 && ids.indexOf(id) % 2 === 0 ? 2 : 0;
        return { q1: { spans: [{ from, to: 4, label: 0 }], relations: [] } };
      });
  }
  while ((await sequenceBatch(ctx)).count > 0);
  await runConsensus(ctx, project.id, () => false);
  const [found] = (await readQuality(owner, { slug: project.slug })).questions;
  const unit = found?.quality.measures?.list.find(({ name }) => name === "unitAlpha")?.is;
  if (!unit?.defined || !unit.interval.defined) throw new Error("no alpha with an interval");
  expect(unit.items).toBe(5);
  expect(unit.value).toBeGreaterThan(0.5);
  expect(unit.value).toBeLessThan(1);
  expect(unit.interval.low).toBeLessThan(unit.value);
  const whole = found?.quality.measures?.list.find(({ name }) => name === "spanAlpha")?.is;
  if (!whole?.defined || !whole.interval.defined) throw new Error("no alpha of whole spans with an interval");
  expect(whole.items).toBe(5);
  expect(whole.value).toBeLessThan(1);
  expect(whole.interval.low).toBeLessThan(whole.value);
});
