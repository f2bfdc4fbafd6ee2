import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { checkpoint, entry, outbox, tile } from "#db/schema/ledger";
import { task } from "#db/schema/task";
import { fileBlobStore } from "#lib/adapters/blob";
import { exportLog } from "#lib/adapters/log-export";
import { entryKinds } from "#lib/domain/entry";
import { createProjectSchema } from "#lib/domain/project-edit";
import { toHex } from "#lib/ledger/hex";
import { encodeUtf8 } from "#lib/ledger/utf8";
import { formatVerifierKey } from "#lib/ledger/vkey";
import { correctTransfer, listPaid } from "#lib/services/admin-correct";
import { fundProject, mintPoints } from "#lib/services/admin-treasury";
import { runBatch } from "#lib/services/batch-run";
import { uploadBatch } from "#lib/services/batch-upload";
import { runConsensus } from "#lib/services/consensus-run";
import { consentHashOf } from "#lib/services/consent";
import { eraseContribution } from "#lib/services/contribution-erase";
import { withdrawContribution } from "#lib/services/contribution-withdraw";
import { sha256 } from "#lib/services/hash";
import { putFirst } from "#lib/services/item-first";
import { listItems } from "#lib/services/item-list";
import { answerSeat } from "#lib/services/label-answer";
import { claimSeats, returnExpiredSeats, skipSeat } from "#lib/services/label-claim";
import { openItems } from "#lib/services/label-fill";
import { judgeItem } from "#lib/services/label-judge";
import { publishOnce } from "#lib/services/log-publish";
import { readPublicTile, readPublished } from "#lib/services/log-read";
import { setHelp } from "#lib/services/model-help";
import { createProject } from "#lib/services/project-create";
import { editProject } from "#lib/services/project-edit";
import { getProjectFor } from "#lib/services/project-find";
import { grantReviewer, revokeReviewer } from "#lib/services/project-member";
import { changeProjectState } from "#lib/services/project-state";
import { claimSlots } from "#lib/services/review-claim";
import { decideReview } from "#lib/services/review-decide";
import { sequenceBatch } from "#lib/services/sequence";
import { makeSnapshotTaker } from "#lib/services/snapshot-take";
import { addSuggestions } from "#lib/services/suggestion-add";
import { moveTask, saveTask } from "#lib/services/task-edit";
import { as, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { reviseContribution, startBatch, submitContribution } from "#tests/support/declared";
import { playFaulty } from "#tests/support/gold";
import { taskInput } from "#tests/support/label";
import { testLog, testSigner } from "#tests/support/log";

const folder = mkdtempSync(join(tmpdir(), "assay-privacy-"));
let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = { ...testCtx(opened.db, opened.kind), blob: fileBlobStore(join(folder, "blob")) };
});
afterAll(async () => {
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything that people wrote or are called, as they wrote it. */
const written: string[] = [];
function wrote(text: string): string {
  written.push(text);
  return text;
}

const names = ['{"kind":"mint"}', "王小明\u202e", "O'Brien\\\"; drop table entry", "Zoë\nNewline", "mallory<script>"];
async function makePeople(): Promise<TestCtx[]> {
  const made = names.map((name, at) =>
    makeUser(ctx, {
      name: wrote(`${name} number ${at}`),
      email: wrote(`someone.private+${at}@mail.example.org`),
      handle: wrote(`private-handle-${at}`),
    }),
  );
  return (await Promise.all(made)).map((id) => as(ctx, id));
}

async function makeOpenProject(owner: TestCtx, admin: TestCtx) {
  const input = createProjectSchema.parse({
    id: ctx.newId(),
    name: wrote('Project "名稱" with a person: Grete Hermann'),
    slug: wrote("secret-slug-of-grete"),
    summary: wrote("Summary that names Grete Hermann, Bremen."),
    languages: ["en"],
    modality: "text",
    guidelines: wrote("Call 0912-345-678 when in doubt, or write to grete@example.org."),
    labelSchema: { kind: "none" },
    licence: "CC0-1.0",
    reviewsWanted: 1,
    acceptPrice: 2_000,
    reviewPrice: 250,
  });
  await createProject(owner, input);
  await mintPoints(admin, { id: ctx.newId(), amount: 500_000 });
  await fundProject(admin, { id: ctx.newId(), slug: input.slug, amount: 400_000 });
  await changeProjectState(owner, { slug: input.slug, to: "open" });
  await grantReviewer(owner, { slug: input.slug, person: "private-handle-1" });
  return { slug: input.slug, consentHash: consentHashOf(input) };
}

/** Acts of every kind that the log knows, through the services that people reach. */
async function act(): Promise<void> {
  const [owner, reviewer, author] = (await makePeople()) as [TestCtx, TestCtx, TestCtx];
  const admin = as(ctx, await makeUser(ctx, { isAdmin: true }), { isAdmin: true });
  const { slug, consentHash } = await makeOpenProject(owner, admin);
  const submit = async (text: string) => {
    const id = ctx.newId();
    await submitContribution(author, {
      id,
      project: slug,
      language: "en",
      content: { text: wrote(text) },
      consentHash,
      personalStatement: "mine_to_publish",
    });
    return id;
  };
  const review = async (decision: "accept" | "request_changes") => {
    const { slots } = await claimSlots(reviewer, { project: slug, wanted: 1 });
    const said = decision === "accept" ? {} : { reason: "quality" as const, feedback: wrote("Do not name Anna K.") };
    await decideReview(reviewer, { slotId: slots[0]?.id ?? "", decision, undoMs: 0, ...said });
  };
  await submit('My name is Anna K., born 1990-01-01; {"v":1,"kind":"transfer.posted","amount":9}');
  await review("accept");
  const id = await submit("我住在台北市某路 5 號，電話 0987654321。");
  await review("request_changes");
  await reviseContribution(author, {
    id,
    round: 1,
    content: { text: wrote("修改過的句子，還是有電話 0987654321。") },
    personalStatement: "mine_to_publish",
  });
  await withdrawContribution(author, { id: await submit("AKIAIOSFODNN7EXAMPLE is my key") });
  const rows = [wrote("row of Karl Krank"), wrote("row of Lise Leise")];
  const source = (async function* () {
    yield encodeUtf8(`text\n${rows.join("\n")}\n`);
  })();
  const batch = await uploadBatch(author, { project: slug, fileName: wrote("Krankenakte Müller.csv"), source });
  await startBatch(author, { id: batch.id, mapping: { columns: { text: "text" }, language: "en" }, consentHash });
  await runBatch(ctx, batch.id);
  await editProject(owner, { slug, changes: { acceptPrice: 3_000 } });
  const person = author.actor.kind === "user" ? author.actor.userId : "";
  const [paid] = (await listPaid(admin, { userId: person, limit: 1 })).items;
  const reason = wrote("Copied from the diary of Anna K.");
  await correctTransfer(admin, { id: ctx.newId(), transferId: paid?.id ?? "", reason });
  await label(owner, reviewer, slug);
  await playFaulty(ctx, "private-gold");
  await eraseContribution(author, { id });
  await changeProjectState(owner, { slug, to: "paused" });
  await revokeReviewer(owner, { slug, person: "private-handle-1" });
}

/** Accepted items are labelled: what is asked, answered, skipped and judged holds words of people, too. */
async function label(owner: TestCtx, reviewer: TestCtx, slug: string): Promise<void> {
  const { id: projectId } = await getProjectFor(owner, slug, "task.edit");
  const choice = { kind: "single_class" as const, classes: [wrote("Anna Klein-Wichtig"), wrote("王大明先生")] };
  const questions = [
    { id: "q1", text: wrote("Is this Anna Klein-Wichtig of Bremen?"), form: choice },
    { id: "q2", text: wrote("Which street does she live in?"), form: { kind: "free_text" as const } },
  ];
  const terms = {
    questions,
    instructions: wrote("Ask Grete Hermann, 0912-000-111."),
    answersWanted: 2,
    answersMost: 2,
    stop: "posterior",
  };
  await saveTask(owner, { slug, ...taskInput({ ...terms, answerPrice: 100 }) });
  await moveTask(owner, { slug, to: "open" });
  await openItems(ctx, projectId);
  const [open] = (await listItems(owner, { slug, state: "open", limit: 1 })).items;
  await putFirst(owner, { slug, contributions: [open?.id ?? ""], first: true });
  const shy = as(ctx, await makeUser(ctx));
  const [passed] = (await claimSeats(shy, { project: slug, wanted: 1 })).seats;
  await skipSeat(shy, { slotId: passed?.id ?? "", reason: "offensive" });
  const late = as(ctx, await makeUser(ctx));
  await claimSeats(late, { project: slug, wanted: 1 });
  const after = { ...ctx, now: () => new Date(ctx.now().getTime() + 3_600_000) };
  await returnExpiredSeats(after);
  const other = as(ctx, await makeUser(ctx));
  for (const [person, q1] of [
    [reviewer, 0],
    [other, 1],
  ] as const) {
    const [seat] = (await claimSeats(person, { project: slug, wanted: 1 })).seats;
    const answer = { q1, q2: wrote(`She lives at number ${q1 + 7} of the Secret Street`) };
    await answerSeat(person, { slotId: seat?.id ?? "", answer, activeMs: 1, undoMs: 0 });
  }
  const { items } = await listItems(owner, { slug, state: "disputed", limit: 1 });
  const said = { q1: 0, q2: wrote("Nobody knows where Anna lives") };
  await judgeItem(owner, { id: items[0]?.id ?? "", answer: said, cause: "ambiguous" });
  await moveTask(owner, { slug, to: "paused" });
  const [{ id: contribution } = { id: "" }] = items;
  const row = {
    contribution,
    content: "",
    confidence: null,
    answer: { q1: 0, q2: wrote("Anna lives with Bernd Blau") },
  };
  const model = { model: wrote("model-of-Anna-Klein-Wichtig"), version: wrote("version-of-her-mother") };
  const { taken } = await addSuggestions(owner, { slug, ...model, rows: [row] });
  expect(taken).toBe(1);
  await setHelp(owner, { slug, isShown: true });
}

/** The forms in which a text could stand in bytes, and the hash that would tell it to whoever guesses it. */
function formsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const forms = [
    text,
    text.normalize("NFD"),
    text.toLowerCase(),
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
  ];
  const coded = [bytes.toString("hex"), bytes.toString("base64").replace(/=+$/, ""), bytes.toString("base64url")];
  const hashes = [text, JSON.stringify(text), JSON.stringify({ text })].map((one) => sha256(encodeUtf8(one)));
  return [...forms, ...coded, ...hashes.map(toHex), ...hashes.map((hash) => Buffer.from(hash).toString("base64"))];
}

/** What closed items of every project came to, all together. */
async function labelTogether(): Promise<void> {
  for (const { projectId } of await ctx.db.select({ projectId: task.projectId }).from(task))
    await runConsensus(ctx, projectId, () => false);
}

async function publish(): Promise<void> {
  while ((await sequenceBatch(ctx)).count > 0);
  await publishOnce(ctx, testLog());
}

test("no personal data in the log: nothing that people wrote or are called stands in any of its real bytes", async () => {
  await act();
  await publish();
  await labelTogether();
  await makeSnapshotTaker(() => {})(ctx, { beyond: 0 }, () => false);
  await publish();
  const shown = await readPublished(ctx);
  if (!shown) throw new Error("nothing is published");
  const out = join(folder, "log");
  await exportLog(out, {
    note: shown.note,
    vkeys: [formatVerifierKey(testSigner())],
    readTile: async (wanted) => (await readPublicTile(ctx, wanted, shown.size)) ?? new Uint8Array(),
  });
  const entries = await ctx.db.select().from(entry);
  expect([...new Set(entries.map(({ kind }) => kind))].sort()).toEqual([...entryKinds].sort());
  expect(await ctx.db.select().from(outbox)).toEqual([]);
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  expect(files.length).toBeGreaterThan(3);
  const everything = Buffer.concat([
    ...files.map((one) => readFileSync(join(one.parentPath, one.name))),
    ...entries.map(({ body }) => body),
    ...(await ctx.db.select().from(tile)).map(({ data }) => data),
    ...(await ctx.db.select().from(checkpoint)).map(({ note }) => Buffer.from(note)),
  ]);
  // The search finds what is there.
  expect(everything.includes(testSigner().name)).toBe(true);
  expect(everything.includes('"kind":"contribution.submitted"')).toBe(true);
  expect(written.length).toBeGreaterThan(25);
  const lower = Buffer.from(everything.toString("latin1").toLowerCase(), "latin1");
  const found = written.filter((text) =>
    formsOf(text).some((form) => everything.includes(form) || lower.includes(form)),
  );
  expect(found).toEqual([]);
  for (const raw of written.map((text) => sha256(encodeUtf8(text))))
    expect(everything.includes(Buffer.from(raw))).toBe(false);
});
