import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { annotation } from "#db/schema/annotation";
import { contribution } from "#db/schema/contribution";
import { suggestion, suggestionSet } from "#db/schema/suggestion";
import { type SuggestionRow, suggestionLeaf, suggestionRoot } from "#lib/domain/model-help";
import { toHex } from "#lib/ledger/hex";
import { eraseContribution } from "#lib/services/contribution-erase";
import { hex } from "#lib/services/hash";
import { answerSeat } from "#lib/services/label-answer";
import { claimSeats, skipSeat } from "#lib/services/label-claim";
import { claimLabelItems } from "#lib/services/label-read";
import { setHelp } from "#lib/services/model-help";
import { addSuggestions } from "#lib/services/suggestion-add";
import { listSuggestions, readModelHelp } from "#lib/services/suggestion-read";
import { createToken } from "#lib/services/token";
import { restRequest, serveDb } from "#tests/support/api";
import { as, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { faultsOf, readEntries, readLines, stageGold } from "#tests/support/gold";
import { listBroken } from "#tests/support/invariants";
import { makeLabelling } from "#tests/support/label";
import { makePeople } from "#tests/support/review";
import { GET, POST } from "../../app/api/[[...path]]/route";

let opened: OpenedDb;
let ctx: TestCtx;

beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
  serveDb(opened);
});
afterAll(async () => {
  expect(await listBroken(ctx.db)).toEqual([]);
  await opened.close();
});

const named = { model: "tiny-classifier", version: "2026-01" };
const rowsOf = (ids: readonly string[], say = (at: number) => at % 3): SuggestionRow[] =>
  ids.map((id, at) => ({ contribution: id, content: "", confidence: 0.9, answer: { q1: say(at) } }));

/** Has a person answer all there is for them as the model says where they see it, else 0; what they saw of each item. */
async function answerAll(person: string, slug: string): Promise<Map<string, boolean>> {
  const me = as(ctx, person);
  const seen = new Map<string, boolean>();
  for (;;) {
    const { items } = await claimLabelItems(me, { project: slug, wanted: 1 });
    const [one] = items;
    if (!one) return seen;
    const [held] = (await claimSeats(me, { project: slug, wanted: 1 })).seats;
    seen.set(held?.contributionId ?? "", one.suggestion !== null);
    const answer = one.suggestion?.answer ?? { q1: 0 };
    await answerSeat(me, { slotId: one.slotId, answer, activeMs: 1_000, undoMs: 0 });
  }
}

test("rows are held to the task's questions; each refused one is told of, the others make a set whose root anybody can make again", async () => {
  const { owner, project, ids } = await makeLabelling(ctx, 4);
  const [row] = await ctx.db
    .select()
    .from(contribution)
    .where(eq(contribution.id, ids[1] ?? ""));
  const text = (JSON.parse(row?.content ?? "{}") as { text: string }).text;
  const [third] = await ctx.db
    .select()
    .from(contribution)
    .where(eq(contribution.id, ids[2] ?? ""));
  const base = { contribution: "", content: "", confidence: null };
  const rows: SuggestionRow[] = [
    { ...base, contribution: ids[0] ?? "", answer: { q1: "Dog" }, confidence: "0.5", line: 2 },
    { ...base, content: ` ${text} `, answer: { q1: 2 } },
    { ...base, contribution: hex(third?.contentHash ?? new Uint8Array()), answer: { q1: 0 } },
    { ...base, contribution: ids[3] ?? "", answer: { q1: "horse" }, line: 5 },
    { ...base, contribution: ids[3] ?? "", answer: {} },
    { ...base, contribution: ids[3] ?? "", answer: { q1: 1, q9: 1 } },
    { ...base, contribution: ids[0] ?? "", answer: { q1: 1 } },
    { ...base, contribution: ids[3] ?? "", answer: { q1: 1 }, confidence: 2 },
    { ...base, content: "no such item", answer: { q1: 1 } },
  ];
  const found = await addSuggestions(owner, { slug: project.slug, ...named, rows });
  expect(found).toMatchObject({ set: 1, taken: 3, same: 0 });
  expect(found.faults).toEqual([
    { row: 4, line: 5, reason: "answer", question: "q1", message: "not_in_list" },
    { row: 5, line: null, reason: "answer", question: "q1", message: "required" },
    { row: 6, line: null, reason: "answer", question: "q9", message: "not_asked" },
    { row: 7, line: null, reason: "repeated", question: null, message: null },
    { row: 8, line: null, reason: "confidence", question: null, message: null },
    { row: 9, line: null, reason: "not_found", question: null, message: null },
  ]);
  const { items } = await listSuggestions(owner, { slug: project.slug, set: 1, limit: 10 });
  expect(items.map(({ answer }) => answer.q1).sort()).toEqual([0, 1, 2]);
  const leaves = items.map(({ salt, contribution, answer, confidence }) =>
    suggestionLeaf(new Uint8Array(Buffer.from(salt, "hex")), { contribution, answer, confidence }),
  );
  expect(leaves.map(toHex)).toEqual(items.map(({ leaf }) => leaf));
  const entry = (await readEntries(ctx)).find((body) => body.kind === "suggestions.recorded");
  expect(entry).toMatchObject({ project: project.id, set: 1, count: 3, source: "import" });
  expect(entry).toHaveProperty("root", toHex(suggestionRoot(leaves.sort(Buffer.compare))));
  expect(JSON.stringify(entry)).not.toContain(named.model);
  const view = await readModelHelp(owner, { slug: project.slug });
  expect(view).toMatchObject({ isShown: false, items: 3, sets: [{ set: 1, ...named, count: 3 }] });
  expect(view.sets[0]?.entryIndex).not.toBeNull();
});

test("a mark that ends beyond its item is refused when it comes, not when somebody takes it over", async () => {
  const questions = [{ id: "q1", text: "Names?", form: { kind: "spans" as const, classes: ["Name"] } }];
  const { owner, project, ids } = await makeLabelling(ctx, 1, { questions });
  const [row] = await ctx.db
    .select()
    .from(contribution)
    .where(eq(contribution.id, ids[0] ?? ""));
  const chars = [...(JSON.parse(row?.content ?? "{}") as { text: string }).text].length;
  const say = (to: number): SuggestionRow[] => [
    {
      contribution: ids[0] ?? "",
      content: "",
      confidence: null,
      answer: { q1: { spans: [{ from: 0, to, label: 0 }] } },
    },
  ];
  const found = await addSuggestions(owner, { slug: project.slug, ...named, rows: say(chars + 1) });
  expect(found).toMatchObject({
    set: null,
    faults: [{ row: 1, reason: "answer", question: "q1", message: "past_end" }],
  });
  const fits = await addSuggestions(owner, { slug: project.slug, ...named, rows: say(chars) });
  expect(fits).toEqual({ set: 1, taken: 1, same: 0, faults: [] });
});

test("the same rows again make nothing; another version makes a set beside the old one", async () => {
  const { owner, project, ids } = await makeLabelling(ctx, 2);
  const send = (version: string, say?: (at: number) => number) =>
    addSuggestions(owner, { slug: project.slug, model: "m", version, rows: rowsOf(ids, say) });
  expect(await send("1")).toMatchObject({ set: 1, taken: 2 });
  expect(await send("1")).toEqual({ set: null, taken: 0, same: 2, faults: [] });
  expect(await send("1", (at) => (at === 0 ? 0 : 2))).toMatchObject({ set: 2, taken: 1, same: 1 });
  expect(await send("2", (at) => (at === 0 ? 0 : 2))).toMatchObject({ set: 3, taken: 2 });
  const kept = await ctx.db.select().from(suggestion).where(eq(suggestion.projectId, project.id));
  expect(kept).toHaveLength(5);
  await expect(listSuggestions(owner, { slug: project.slug, set: 9, limit: 5 })).rejects.toMatchObject({
    reason: "suggestion.set_not_found",
  });
});

test("only owners send, read and show suggestions", async () => {
  const { project, author, ids } = await makeLabelling(ctx, 1);
  const stranger = as(ctx, author);
  const { slug } = project;
  for (const work of [
    () => addSuggestions(stranger, { slug, ...named, rows: rowsOf(ids) }),
    () => readModelHelp(stranger, { slug }),
    () => listSuggestions(stranger, { slug, set: 1, limit: 5 }),
    () => setHelp(stranger, { slug, isShown: true }),
  ])
    await expect(work()).rejects.toMatchObject({ reason: "rights.missing" });
});

test("nobody sees a suggestion until the owner wants it; then half of the answers are given with one, and which is sealed with the answer", async () => {
  const { owner, project, ids } = await makeLabelling(ctx, 40, { answersWanted: 2, answersMost: 2 });
  const { slug } = project;
  await addSuggestions(owner, { slug, ...named, rows: rowsOf(ids) });
  const [first, second] = await makePeople(ctx, 2);
  const before = await claimLabelItems(as(ctx, first ?? ""), { project: slug, wanted: 3 });
  expect(before.items.map((one) => one.suggestion)).toEqual([null, null, null]);
  for (const { slotId } of before.items) await skipSeat(as(ctx, first ?? ""), { slotId, reason: "unsure" });
  await setHelp(owner, { slug, isShown: true });
  await setHelp(owner, { slug, isShown: true });
  await addSuggestions(owner, { slug, ...named, version: "2", rows: rowsOf(ids, (at) => (at + 1) % 3) });
  const seen = await answerAll(first ?? "", slug);
  const others = await answerAll(second ?? "", slug);
  const rows = await ctx.db.select().from(annotation).where(eq(annotation.projectId, project.id));
  expect(rows).toHaveLength(77);
  for (const row of rows) {
    const shown = (row.annotatorId === first ? seen : others).get(row.contributionId);
    expect(row).toMatchObject({ help: shown ? "shown" : "withheld", suggestionSet: 2 });
    const said = (ids.indexOf(row.contributionId) + 1) % 3;
    expect(JSON.parse(row.answer)).toEqual({ q1: shown ? said : 0 });
  }
  // Of 77 draws, five standard deviations around the half.
  const shown = rows.filter(({ help }) => help === "shown").length;
  expect(Math.abs(shown - 38.5)).toBeLessThan(22);
  const set = (await readEntries(ctx)).filter((body) => body.kind === "task.help_set" && body.project === project.id);
  expect(set).toMatchObject([{ shown: true, rule: "help-share/1", share: 5_000 }]);
});

test("an answer that is asked for because the first ones differ is given alone", async () => {
  const { owner, project, ids } = await makeLabelling(ctx, 12, { answersWanted: 2, answersMost: 3 });
  const { slug } = project;
  const people = await makePeople(ctx, 3);
  for (const [at, person] of people.slice(0, 2).entries())
    for (let turn = 0; turn < ids.length; turn += 1) {
      const [held] = (await claimSeats(as(ctx, person), { project: slug, wanted: 1 })).seats;
      await answerSeat(as(ctx, person), { slotId: held?.id ?? "", answer: { q1: at }, activeMs: 1, undoMs: 0 });
    }
  await addSuggestions(owner, { slug, ...named, rows: rowsOf(ids) });
  await setHelp(owner, { slug, isShown: true });
  const seen = await answerAll(people[2] ?? "", slug);
  expect([...seen.values()]).toEqual(Array(12).fill(false));
});

test("gold never has a suggestion, nor a person's first twelve answers where there is gold; an item without one is mostly not gold", async () => {
  const cast = await stageGold(ctx, "helped", { gold: 8, items: 60 }, { answersWanted: 1, answersMost: 1 });
  const { slug } = cast;
  await addSuggestions(cast.owner, { slug, ...named, rows: rowsOf([...cast.gold, ...cast.items]) });
  await setHelp(cast.owner, { slug, isShown: true });
  const [person = ""] = await makePeople(ctx, 1);
  const seen = [...(await answerAll(person, slug))];
  const isGold = (id: string) => cast.gold.includes(id);
  expect(seen.length).toBeGreaterThan(60);
  expect(seen.slice(0, 12).every(([, isShown]) => !isShown)).toBe(true);
  expect(seen.some(([, isShown]) => isShown)).toBe(true);
  expect(seen.some(([id, isShown]) => isGold(id) && isShown)).toBe(false);
  const later = seen.slice(12).filter(([, isShown]) => !isShown);
  expect(later.filter(([id]) => isGold(id)).length * 2).toBeLessThan(later.length);
  const rows = await ctx.db.select().from(annotation).where(eq(annotation.annotatorId, person));
  for (const row of rows.filter((one) => one.isGold)) expect(row).toMatchObject({ help: "none", suggestionSet: null });
});

test("erasing an item destroys what was suggested of it, all but the codes; its set's root stays", async () => {
  const questions = [
    { id: "q1", text: "Which?", form: { kind: "single_class" as const, classes: ["cat", "dog"] } },
    { id: "q2", text: "In words", form: { kind: "free_text" as const } },
  ];
  const { owner, project, author, ids } = await makeLabelling(ctx, 2, { questions });
  const [first = "", second = ""] = ids;
  const answer = { q1: 1, q2: "A note by Alice" };
  const rows = [first, second].map((id) => ({ contribution: id, content: "", confidence: null, answer }));
  expect(await addSuggestions(owner, { slug: project.slug, ...named, rows })).toMatchObject({ set: 1, faults: [] });
  const [before] = await ctx.db.select().from(suggestionSet).where(eq(suggestionSet.projectId, project.id));
  await eraseContribution(as(ctx, author), { id: first });
  const kept = await ctx.db
    .select()
    .from(suggestion)
    .where(eq(suggestion.projectId, project.id))
    .orderBy(asc(suggestion.contributionId));
  const erased = kept.find((row) => row.contributionId === first);
  expect(erased).toMatchObject({ answer: '{"q1":1}', salt: new Uint8Array() });
  expect(kept.find((row) => row.contributionId === second)?.answer).toContain("Alice");
  const leaves = kept.map(({ leaf }) => leaf).sort(Buffer.compare);
  expect(toHex(suggestionRoot(leaves))).toBe(hex(before?.root ?? new Uint8Array()));
});

test("REST takes and lists suggestions by a token that may manage", async () => {
  // A token is good by the clock of the server, which is the real one.
  ctx.now = () => new Date();
  const { owner, project, ids } = await makeLabelling(ctx, 2);
  const make = async (scopes: ("read" | "manage")[]) =>
    (await createToken(owner, { name: "model", scopes, expiresInDays: 1 })).secret;
  const [manager, reader] = [await make(["read", "manage"]), await make(["read"])];
  const path = `/api/v1/projects/${project.slug}/suggestion-sets`;
  const body = { ...named, rows: rowsOf(ids).map(({ contribution, answer }) => ({ contribution, answer })) };
  const send = (token: string) => POST(restRequest(path, { method: "POST", token, body }));
  expect((await send(reader)).status).toBe(403);
  expect(await (await send(manager)).json()).toEqual({ set: 1, taken: 2, same: 0, faults: [] });
  const listed = await GET(restRequest(`${path}/1?limit=1`, { token: manager }));
  expect(await listed.json()).toMatchObject({ items: [{ confidence: null }], nextCursor: expect.any(String) });
});

test("an audit finds nothing wrong with a log that has suggestions and help in it", async () => {
  const own = await testDb();
  const clean = testCtx(own.db, own.kind);
  const cast = await stageGold(clean, "sound", { gold: 2, items: 8 });
  const rows = rowsOf([...cast.gold, ...cast.items]);
  expect(await addSuggestions(cast.owner, { slug: cast.slug, ...named, rows })).toMatchObject({ set: 1, taken: 10 });
  await setHelp(cast.owner, { slug: cast.slug, isShown: true });
  await setHelp(cast.owner, { slug: cast.slug, isShown: false });
  expect(faultsOf(await readLines(clean))).toEqual([]);
  await own.close();
});
