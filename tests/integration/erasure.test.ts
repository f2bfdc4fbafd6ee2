import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { auditEvent } from "#db/schema/audit";
import { batch } from "#db/schema/batch";
import { contribution } from "#db/schema/contribution";
import { media } from "#db/schema/media";
import { slot } from "#db/schema/review";
import { fileBlobStore } from "#lib/adapters/blob";
import { isGoodReceipt, verifyReceipt } from "#lib/ledger/receipt";
import { encodeUtf8 } from "#lib/ledger/utf8";
import { mediaStore } from "#lib/media";
import { eraseContribution } from "#lib/services/contribution-erase";
import { countOwnContributions, listOwnContributions } from "#lib/services/contribution-read";
import { getContribution } from "#lib/services/contribution-view";
import { declarationHash } from "#lib/services/declaration";
import { saveDraft } from "#lib/services/draft";
import { readErasure, requestErasure, runErasure } from "#lib/services/erase-all";
import { answerOnce } from "#lib/services/idempotency";
import { runNextJob } from "#lib/services/job";
import { publishOnce } from "#lib/services/log-publish";
import { readReceipt } from "#lib/services/receipt";
import { findRemoval, listNewestRemovals, listRemovals } from "#lib/services/removal-read";
import { claimSlots } from "#lib/services/review-claim";
import { decideReview } from "#lib/services/review-decide";
import { listMyReviews } from "#lib/services/review-history";
import { sequenceBatch } from "#lib/services/sequence";
import { sweepMedia } from "#lib/services/upload-remove";
import { exportPage } from "#lib/services/user-export";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { reviseContribution, submitContribution } from "#tests/support/declared";
import { runImport, uploadText } from "#tests/support/import";
import { listBroken } from "#tests/support/invariants";
import { testLog, testSigner } from "#tests/support/log";
import { makePhoto } from "#tests/support/photo";
import { decideNext, makePeople, submitMany } from "#tests/support/review";
import { findInFiles, findInTables } from "#tests/support/traces";
import { uploadImage } from "#tests/support/upload";

const dataDir = mkdtempSync(join(tmpdir(), "assay-erasure-"));
process.env.DATA_DIR = dataDir;

let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = {
    ...testCtx(opened.db, opened.kind),
    media: mediaStore(),
    blob: fileBlobStore(join(dataDir, "blobs")),
    now: () => new Date(),
  };
});
afterAll(async () => {
  await opened.close();
  rmSync(dataDir, { recursive: true });
});

const EVIDENCE = "https://archive.example.org/letters/of-a-neighbour";
const declaration = {
  ...{ licence: "CC0-1.0" as const, source: "third_party" as const, evidence: EVIDENCE },
  wordingHash: declarationHash,
};
const jobs = { "contribution.erase": runErasure, "media.sweep": sweepMedia };

async function runJobs(): Promise<void> {
  while (await runNextJob(ctx, jobs));
}

async function publish(): Promise<void> {
  while ((await sequenceBatch(ctx)).count > 0);
  await publishOnce(ctx, testLog());
}

async function indexOf(id: string, kind: string): Promise<number> {
  await publish();
  const view = await getContribution(ctx, { id });
  return view.entries.find((entry) => entry.kind === kind)?.index ?? -1;
}

type Row = typeof contribution.$inferSelect;
const rowOf = async (id: string): Promise<Row> => {
  const [row] = await ctx.db.select().from(contribution).where(eq(contribution.id, id));
  if (!row) throw new Error(`no contribution ${id}`);
  return row;
};

describe("an erased contribution", () => {
  test("leaves nothing of what it said in any table, while its entries, its receipt and everybody's points stay", async () => {
    const [author = "", reviewer = ""] = await makePeople(ctx, 2);
    const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1 });
    const me = as(ctx, author);
    const [first, second] = [
      "The neighbour's first secret about the dog",
      "她在花園裡種下的第二個秘密從來沒有人知道過",
    ];
    const id = ctx.newId();
    const sent = { id, project: project.slug, language: "en" as const, declaration, consentHash: project.consentHash };
    await answerOnce(me, { key: "once", requestHash: new Uint8Array(32) }, async () => {
      const answer = await submitContribution(me, { ...sent, content: { text: first } });
      return { status: 201, body: JSON.stringify(answer) };
    });
    await decideNext(ctx, reviewer, project, "request_changes", "You wrote: the neighbour's first secret");
    const before = await rowOf(id);
    await saveDraft(me, { project: project.slug, key: id, content: { fields: { text: `${second} (draft)` } } });
    await reviseContribution(me, { id, round: 1, content: { text: second }, declaration });
    await decideNext(ctx, reviewer, project, "accept");
    const after = await rowOf(id);
    const index = await indexOf(id, "contribution.submitted");
    const kept = await readReceipt(me, { ref: String(index) });
    const traces = [
      ...[first, second, "first secret", "第二個秘密", EVIDENCE],
      ...[before.contentHash, after.contentHash, before.salt, after.salt],
      ...[before.contentHash, after.contentHash].map((hash) => Buffer.from(hash).toString("hex")),
    ];
    for (const trace of traces) expect(await findInTables(ctx.db, trace)).not.toEqual([]);
    const balance = (await countOwnContributions(me)).balance;

    await eraseContribution(me, { id });

    for (const trace of traces) expect(await findInTables(ctx.db, trace), String(trace)).toEqual([]);
    expect((await countOwnContributions(me)).balance).toBe(balance);
    const view = await getContribution(as(ctx, reviewer), { id });
    expect(view).toMatchObject({ status: "accepted", content: null, contentHash: null, declared: null, media: [] });
    expect(view.erased).toEqual({ at: expect.any(Date), cause: "author" });
    expect(view.rounds.map((round) => [round.content, round.verdict?.outcome])).toEqual([
      [null, "changes_requested"],
      [null, "accepted"],
    ]);
    expect((await listOwnContributions(me, { limit: 5 })).items[0]).toMatchObject({ isErased: true, content: {} });
    const [mine] = (await listMyReviews(as(ctx, reviewer), { limit: 5 })).items;
    expect(mine).toMatchObject({ isErased: true, excerpt: "", feedback: null });
    expect((await exportPage(me, { section: "contributions" })).items[0]).toMatchObject({
      erasedAt: expect.any(String),
    });
    // The receipt from before opens itself for ever; a new one proves the same without opening anything.
    await publish();
    const renewed = await readReceipt(me, { ref: String(index) });
    for (const receipt of [kept, renewed]) {
      const steps = verifyReceipt(encodeUtf8(receipt?.text ?? ""), { keys: [testSigner()] });
      expect(isGoodReceipt(steps)).toBe(true);
      expect(steps.some(({ name }) => name === "opening")).toBe(receipt === kept);
    }
    expect(await listBroken(ctx.db)).toEqual([]);
  });

  test("is erased once: asking again changes nothing, and its fingerprint is free for whoever writes it anew", async () => {
    const [author = "", other = ""] = await makePeople(ctx, 2);
    const project = await makeProject(ctx);
    const me = as(ctx, author);
    const content = { text: "A sentence that two people may well think of by themselves" };
    const send = (who: TestCtx, id: string) =>
      submitContribution(who, { id, project: project.slug, language: "en", content, consentHash: project.consentHash });
    const id = ctx.newId();
    await send(me, id);
    await eraseContribution(me, { id });
    const once = await rowOf(id);
    await eraseContribution(me, { id });
    expect(await rowOf(id)).toEqual(once);
    await send(as(ctx, other), ctx.newId());
    await expect(send(me, id)).rejects.toMatchObject({ reason: "idempotency.conflict" });
    expect(await indexOf(id, "contribution.erased")).toBeGreaterThan(0);
    expect(await listBroken(ctx.db)).toEqual([]);
  });

  test("that is under review pays who has reviewed it, ends for who holds it, and gives the rest back", async () => {
    const [author = "", ...reviewers] = await makePeople(ctx, 4);
    const project = await makeProject(ctx, { reviewers, budget: 10_000 });
    const [id = ""] = await submitMany(ctx, author, project, 1);
    await decideNext(ctx, reviewers[0] ?? "", project, "reject", "It is a secret");
    const second = as(ctx, reviewers[1] ?? "");
    const { slots } = await claimSlots(second, { project: project.slug, wanted: 1 });
    await decideReview(second, { slotId: slots[0]?.id ?? "", decision: "accept", undoMs: 60_000 });
    const third = as(ctx, reviewers[2] ?? "");
    const { slots: held } = await claimSlots(third, { project: project.slug, wanted: 1 });
    await eraseContribution(as(ctx, author), { id });
    const paid = await Promise.all(reviewers.map((who) => countOwnContributions(as(ctx, who))));
    expect(paid.map(({ balance }) => balance)).toEqual([100, 100, 0]);
    expect(await rowOf(id)).toMatchObject({ status: "withdrawn", reserved: 0 });
    const late = decideReview(third, { slotId: held[0]?.id ?? "", decision: "accept", undoMs: 0 });
    await expect(late).rejects.toMatchObject({ reason: "contribution.wrong_state", details: { status: "erased" } });
    const open = await ctx.db
      .select()
      .from(slot)
      .where(sql`${slot.contributionId} = ${id} and ${slot.state} in ('open', 'leased')`);
    expect(open).toEqual([]);
    const [mine] = (await listMyReviews(as(ctx, reviewers[0] ?? ""), { limit: 5 })).items;
    expect(mine).toMatchObject({ isErased: true, outcome: null, feedback: null });
    expect(mine?.feeId).not.toBeNull();
    expect(await listBroken(ctx.db)).toEqual([]);
  });

  test("of somebody else takes an owner or an admin, a cause and a note, which stands in the audit log alone", async () => {
    const [author = "", stranger = "", reviewer = ""] = await makePeople(ctx, 3);
    const project = await makeProject(ctx, { reviewers: [reviewer] });
    const [id = "", next = ""] = await submitMany(ctx, author, project, 2);
    const owner = as(ctx, project.ownerId);
    for (const who of [stranger, reviewer])
      await expect(eraseContribution(as(ctx, who), { id, cause: "privacy", note: "No" })).rejects.toMatchObject({
        reason: "rights.missing",
      });
    await expect(eraseContribution(owner, { id })).rejects.toMatchObject({ reason: "input.invalid" });
    const note = `Reported by letter ${ctx.newId()}`;
    await eraseContribution(owner, { id, cause: "privacy", note });
    await eraseContribution(as(ctx, stranger, { isAdmin: true }), { id: next, cause: "rights", note: "By a court" });
    expect((await getContribution(as(ctx, author), { id })).erased?.cause).toBe("privacy");
    const events = await ctx.db.select().from(auditEvent).where(eq(auditEvent.subjectId, project.id));
    expect(events.map(({ action, detail }) => [action, detail.contribution, detail.cause])).toEqual([
      ["contribution.erased", id, "privacy"],
      ["contribution.erased", next, "rights"],
    ]);
    await publish();
    expect(await findInTables(ctx.db, note)).toEqual(["audit_event"]);
  });
});

describe("files of an erased contribution", () => {
  test("are gone from the store with their small copies, and stay where somebody else has sent in the same", async () => {
    const [author = "", other = ""] = await makePeople(ctx, 2);
    const [mine, theirs] = [
      await makeProject(ctx, { modality: "image" }),
      await makeProject(ctx, { modality: "image" }),
    ];
    const photos = [await makePhoto(), await makePhoto()];
    const send = async (who: string, project: typeof mine, photo: Buffer) => {
      const { id, content } = await uploadImage(as(ctx, who), project.slug, photo);
      const { slug, consentHash } = project;
      await submitContribution(as(ctx, who), { id, project: slug, language: "en", content, consentHash });
      return { id, sha256: content.image, path: join(dataDir, "media", content.image.slice(0, 2), content.image) };
    };
    const alone = await send(author, mine, photos[0] as Buffer);
    const shared = await send(author, mine, photos[1] as Buffer);
    await send(other, theirs, photos[1] as Buffer);
    const bytes = readFileSync(findInStore(alone.sha256)[0] ?? "");
    for (const { id } of [alone, shared]) await eraseContribution(as(ctx, author), { id });
    await runJobs();
    expect(findInStore(alone.sha256)).toEqual([]);
    expect(findInFiles(dataDir, bytes)).toEqual([]);
    expect(await findInTables(ctx.db, alone.sha256)).toEqual([]);
    expect(findInStore(shared.sha256).length).toBe(3);
    expect((await ctx.db.select().from(media)).map(({ sha256 }) => Buffer.from(sha256).toString("hex"))).toEqual([
      shared.sha256,
    ]);
  });
});

/** Files of the store of media that are named by the hash. */
function findInStore(sha256: string): string[] {
  return readdirSync(join(dataDir, "media"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.includes(sha256))
    .map((name) => join(dataDir, "media", name));
}

describe("all of one's own", () => {
  test("goes by one request that names the handle: imported rows, their table, drafts, waiting files", async () => {
    const author = await makeUser(ctx, { handle: "forgetful" });
    const other = await makeUser(ctx);
    const me = as(ctx, author);
    const [texts, images] = [await makeProject(ctx), await makeProject(ctx, { modality: "image" })];
    const rows = Array.from({ length: 7 }, (_, n) => `imported secret number ${n} of mine`);
    const { id } = await uploadText(
      me,
      texts,
      `text,language\n${rows.map((row) => `${row},en`).join("\n")}\nbroken secret,xx\n`,
    );
    await runImport(me, texts, id, { columns: { text: "text", language: "language" } });
    await uploadText(me, texts, "text\na secret that was never started\n");
    await saveDraft(me, { project: texts.slug, key: "new", content: { fields: { text: "a drafted secret" } } });
    await uploadImage(me, images.slug, await makePhoto());
    const [kept = ""] = await submitMany(ctx, other, texts, 1);
    await expect(requestErasure(me, { handle: "somebody" })).rejects.toMatchObject({ reason: "input.invalid" });
    expect(await readErasure(me)).toEqual({ isRunning: false, left: 7 });
    expect(await requestErasure(me, { handle: "@Forgetful" })).toEqual({ isRunning: true, left: 7 });
    await runJobs();
    expect(await readErasure(me)).toEqual({ isRunning: false, left: 0 });
    for (const trace of ["secret", "rows.csv"]) {
      expect(await findInTables(ctx.db, trace)).toEqual([]);
      expect(findInFiles(join(dataDir, "blobs"), trace)).toEqual([]);
    }
    expect((await ctx.db.select().from(media)).length).toBeLessThan(2);
    expect((await rowOf(kept)).erasedAt).toBeNull();
    expect(await listBroken(ctx.db)).toEqual([]);
  });

  test("one row takes along the table of an import that was stopped", async () => {
    const me = as(ctx, await makeUser(ctx));
    const project = await makeProject(ctx);
    const rows = ["a row that must be forgotten", "a row that stays", "a row like no other"];
    const { id } = await uploadText(me, project, `text\n${rows.join("\n")}\n`, "again.csv");
    await runImport(me, project, id, { columns: { text: "text" }, language: "en" });
    const { key } = await ctx.blob.put(
      (async function* () {
        yield Buffer.from(rows.join("\n"));
      })(),
      1_000,
    );
    await ctx.db.update(batch).set({ state: "failed", blobKey: key }).where(eq(batch.id, id));
    const mine = (await listOwnContributions(me, { limit: 5 })).items;
    await eraseContribution(me, { id: mine.find((item) => item.content.text === rows[0])?.id ?? "" });
    expect(findInFiles(dataDir, rows[0] ?? "")).toHaveLength(1);
    await runJobs();
    expect(findInFiles(dataDir, rows[0] ?? "")).toEqual([]);
    expect(await findInTables(ctx.db, rows[0] ?? "")).toEqual([]);
    expect(await findInTables(ctx.db, rows[1] ?? "")).toEqual(["contribution"]);
  });

  test("leaves what is sent in after the request", async () => {
    const author = await makeUser(ctx, { handle: "beginner" });
    const project = await makeProject(ctx);
    const [before = ""] = await submitMany(ctx, author, project, 1);
    const late = { ...ctx, now: () => new Date(Date.now() + 60_000) };
    await requestErasure(as(ctx, author), { handle: "beginner" });
    const [after = ""] = await submitMany(late, author, project, 1);
    await runJobs();
    expect([(await rowOf(before)).erasedAt !== null, (await rowOf(after)).erasedAt]).toEqual([true, null]);
  });
});

describe("the feed of what is gone", () => {
  test("gives everything once and in order to whoever polls with its cursor, and only what can be proven", async () => {
    const [author = ""] = await makePeople(ctx, 1);
    const project = await makeProject(ctx);
    const anyone: TestCtx = { ...ctx, actor: { kind: "anonymous" } };
    await publish();
    let { cursor, items } = await listRemovals(anyone, { limit: 100 });
    while (items.length > 0) ({ cursor, items } = await listRemovals(anyone, { after: cursor, limit: 100 }));
    const ids = await submitMany(ctx, author, project, 5);
    for (const id of ids) await eraseContribution(as(ctx, author), { id });
    expect((await listRemovals(anyone, { after: cursor, limit: 2 })).items).toEqual([]);
    await publish();
    const seen: string[] = [];
    for (let isEnd = false; !isEnd; ) {
      const page = await listRemovals(anyone, { after: cursor, limit: 2 });
      seen.push(...page.items.map((item) => item.contribution));
      ({ cursor, isEnd } = page);
    }
    expect(seen).toEqual(ids);
    expect(await listRemovals(anyone, { after: cursor, limit: 2 })).toEqual({ items: [], cursor, isEnd: true });
    const newest = await listNewestRemovals(anyone, { limit: 3 });
    expect(newest.items.map((item) => item.contribution)).toEqual(ids.slice(2).reverse());
    const older = await listNewestRemovals(anyone, { before: newest.nextBefore ?? 0, limit: 2 });
    expect(older.items.map((item) => item.contribution)).toEqual(ids.slice(0, 2).reverse());
    expect(await findRemoval(anyone, { contribution: ids[0] ?? "" })).toMatchObject({
      kind: "erased",
      cause: "author",
    });
    expect(await findRemoval(anyone, { contribution: ctx.newId() })).toBeNull();
  });
});
