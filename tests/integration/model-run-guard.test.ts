import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { job } from "#db/schema/job";
import { entry } from "#db/schema/ledger";
import { modelAsk, modelEndpoint, modelRun } from "#db/schema/model-endpoint";
import { project as projectTable } from "#db/schema/project";
import { task } from "#db/schema/task";
import { modelCaller } from "#lib/adapters/model-caller";
import { eraseContribution } from "#lib/services/contribution-erase";
import { removeEndpoint, saveEndpoint } from "#lib/services/model-endpoint";
import { runModel } from "#lib/services/model-run";
import { listFailures, readEndpoint, readRun } from "#lib/services/model-run-read";
import { cancelRun, startRun } from "#lib/services/model-run-start";
import { addSuggestions } from "#lib/services/suggestion-add";
import { as, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { chatReply, FakeModel } from "#tests/support/fake-model";
import { faultsOf, readEntries, readLines, stageGold } from "#tests/support/gold";
import { listBroken } from "#tests/support/invariants";
import { callerOf, failuresOf, KEY, playRun, stageRun, sure, TIMING, termsOf } from "#tests/support/model-run";

/* Who may have a model asked, where, with which key, and about what. */
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

test("only addresses of the operator's list are asked, also when it has grown shorter since", async () => {
  const { owner, slug } = await stageRun(ctx, fake, 2);
  for (const address of ["http://127.0.0.1:1/x", "https://example.org", fake.origin.replace("127.0.0.1", "localhost")])
    await expect(saveEndpoint(owner, { slug, ...termsOf(fake, { address }) })).rejects.toMatchObject({
      reason: "endpoint.not_allowed",
      details: { allowed: fake.origin },
    });
  const { id } = await startRun(owner, { slug });
  const shorter = { ...ctx, model: modelCaller([], () => "the secret of this instance") };
  expect(await runModel(shorter, id, () => false, TIMING)).toBe(true);
  expect(await readRun(owner, { slug, id })).toMatchObject({ state: "stopped", cause: "not_allowed" });
  await expect(startRun({ ...owner, model: shorter.model }, { slug })).rejects.toMatchObject({
    reason: "endpoint.not_allowed",
    details: { allowed: "none" },
  });
  expect(fake.seen).toEqual([]);
});

test("a key opens only where it was sealed, and goes when the address changes", async () => {
  const { owner, slug } = await stageRun(ctx, fake, 3);
  const other = await stageRun(ctx, fake, 1);
  const [mine] = await ctx.db
    .select()
    .from(modelEndpoint)
    .where(eq(modelEndpoint.projectId, (await startRun(owner, { slug })).projectId));
  // Somebody moves a key to another project's row; somebody else starts with another secret.
  await ctx.db
    .update(modelEndpoint)
    .set({ secret: mine?.secret ?? null })
    .where(eq(modelEndpoint.projectId, other.project.id));
  expect(await playRun(other.owner, other.slug)).toMatchObject({ state: "stopped", cause: "key_unreadable" });
  const [{ id } = { id: "" }] = (await readEndpoint(owner, { slug })).runs;
  await runModel({ ...ctx, model: callerOf(fake, "another secret") }, id, () => false, TIMING);
  expect(await readRun(owner, { slug, id })).toMatchObject({ cause: "key_unreadable" });
  expect(fake.seen).toEqual([]);
  const keep = await saveEndpoint(owner, { slug, ...termsOf(fake, { version: "2" }) });
  expect(keep.hasSecret).toBe(true);
  const moved = await saveEndpoint(owner, {
    slug,
    ...termsOf(fake, { version: "2", address: `${fake.origin}/v2` }),
  });
  expect(moved.hasSecret).toBe(false);
  fake.behave = sure;
  await playRun(owner, slug);
  expect(fake.seen.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill(undefined));
});

test("nobody but owners names, starts, sees or ends it; pictures are refused in plain words", async () => {
  const { project, author, slug, owner } = await stageRun(ctx, fake, 1);
  const stranger = as(ctx, author);
  const terms = termsOf(fake);
  for (const work of [
    () => saveEndpoint(stranger, { slug, ...terms }),
    () => removeEndpoint(stranger, { slug }),
    () => startRun(stranger, { slug }),
    () => readEndpoint(stranger, { slug }),
    () => readRun(stranger, { slug, id: project.id }),
    () => cancelRun(stranger, { slug, id: project.id }),
    () => listFailures(stranger, { slug, id: project.id, limit: 1 }),
  ])
    await expect(work()).rejects.toMatchObject({ reason: "rights.missing" });
  await expect(readRun(owner, { slug, id: project.id })).rejects.toMatchObject({ reason: "endpoint.run_not_found" });
  await ctx.db.update(projectTable).set({ modality: "image" }).where(eq(projectTable.id, project.id));
  expect(await readEndpoint(owner, { slug })).toMatchObject({ isAskable: false });
  await expect(startRun(owner, { slug })).rejects.toMatchObject({ reason: "endpoint.unfit" });
});

test("gold is asked like everything else, and an audit finds nothing wrong with what came of it", async () => {
  const own = await testDb();
  const clean = { ...testCtx(own.db, own.kind), model: ctx.model };
  const cast = await stageGold(clean, "asked", { gold: 2, items: 4 });
  const terms = termsOf(fake);
  await saveEndpoint({ ...cast.owner, model: ctx.model }, { slug: cast.slug, ...terms });
  fake.behave = sure;
  const { id } = await startRun({ ...cast.owner, model: ctx.model }, { slug: cast.slug });
  expect(await runModel(clean, id, () => false, TIMING)).toBe(true);
  expect(await readRun(cast.owner, { slug: cast.slug, id })).toMatchObject({ state: "finished", taken: 6 });
  expect(faultsOf(await readLines(clean))).toEqual([]);
  await own.close();
});

test("an item that is erased while it waits leaves nothing of what was said of it", async () => {
  const questions = [{ id: "q1", text: "In words", form: { kind: "free_text" } }];
  const { owner, slug, author, ids } = await stageRun(ctx, fake, 3, {}, { questions });
  fake.behave = () => chatReply({ answer: { q1: "A note about Alice" } });
  const { id } = await startRun(owner, { slug });
  expect(await runModel(ctx, id, () => fake.seen.length >= 3, TIMING)).toBe(false);
  await eraseContribution(as(ctx, author), { id: ids[0] ?? "" });
  expect(await ctx.db.$count(modelAsk, eq(modelAsk.contributionId, ids[0] ?? ""))).toBe(0);
  await runModel(ctx, id, () => false, TIMING);
  expect(await readRun(owner, { slug, id })).toMatchObject({ state: "finished", taken: 2 });
});

test("what was imported meanwhile is not recorded again, and questions that changed meanwhile are told of", async () => {
  const { owner, slug, ids } = await stageRun(ctx, fake, 2);
  fake.behave = sure;
  const { id } = await startRun(owner, { slug });
  await runModel(ctx, id, () => fake.seen.length >= 2, TIMING);
  const rows = [{ contribution: ids[0] ?? "", content: "", confidence: 0.9, answer: { q1: 1 } }];
  await addSuggestions(owner, { slug, model: "tiny", version: "1", rows });
  const [row] = await ctx.db.select().from(modelRun).where(eq(modelRun.id, id));
  const fewer = [
    { id: "q1", text: "Which?", isRequired: true, form: { kind: "single_class" as const, classes: ["a"] } },
  ];
  await ctx.db
    .update(task)
    .set({ questions: fewer })
    .where(eq(task.projectId, row?.projectId ?? ""));
  await runModel(ctx, id, () => false, TIMING);
  const done = await readRun(owner, { slug, id });
  expect(done).toMatchObject({ state: "finished", taken: 0, failed: 2 });
  expect((await failuresOf(owner, slug, id)).map(({ message }) => message)).toEqual(["not_in_list", "not_in_list"]);
});

test("the key is in no row, entry, job or answer, however an endpoint echoes it", async () => {
  const { owner, slug } = await stageRun(ctx, fake, 4);
  fake.behave = ({ number, headers }) =>
    number % 2 ? { status: 400, body: { error: headers.authorization } } : chatReply(`your key is ${KEY}`);
  const { id } = await playRun(owner, slug);
  await readEntries(ctx);
  const everything = JSON.stringify([
    await readEndpoint(owner, { slug }),
    await readRun(owner, { slug, id }),
    await failuresOf(owner, slug, id),
    await ctx.db.select().from(job),
    await ctx.db.select().from(modelAsk),
    await ctx.db.select().from(modelRun),
  ]);
  expect(everything).toContain("unreadable");
  const bytes = Buffer.concat([
    Buffer.from(everything),
    ...(await ctx.db.select().from(entry)).map(({ body }) => Buffer.from(body)),
    ...(await ctx.db.select().from(modelEndpoint)).map(({ secret }) => Buffer.from(secret ?? [])),
  ]);
  const forms = [KEY, Buffer.from(KEY).toString("base64").slice(0, 30), Buffer.from(KEY).toString("hex")];
  expect(forms.filter((form) => bytes.includes(form))).toEqual([]);
});
