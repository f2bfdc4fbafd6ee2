import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { project } from "#db/schema/project";
import { score } from "#db/schema/score";
import { user } from "#db/schema/user";
import { exportLog } from "#lib/adapters/log-export";
import { openLogSource } from "#lib/adapters/log-source";
import { formatVerifierKey } from "#lib/ledger/vkey";
import { correctTransfer, listPaid } from "#lib/services/admin-correct";
import { grantAdmin } from "#lib/services/admin-role";
import { fundProject, listTreasury, readTreasury } from "#lib/services/admin-treasury";
import { recordConsent } from "#lib/services/consent";
import { inTx } from "#lib/services/context";
import { addContributions } from "#lib/services/contribution-add";
import { eraseContribution } from "#lib/services/contribution-erase";
import { withdrawContribution } from "#lib/services/contribution-withdraw";
import { sealContent } from "#lib/services/hash";
import { listItems } from "#lib/services/item-list";
import { claimSeats, skipSeat } from "#lib/services/label-claim";
import { openItems } from "#lib/services/label-fill";
import { judgeItem } from "#lib/services/label-judge";
import { publishOnce } from "#lib/services/log-publish";
import { readPublicTile, readPublished } from "#lib/services/log-read";
import { readBudget } from "#lib/services/project-budget";
import { editProject } from "#lib/services/project-edit";
import { changeProjectState } from "#lib/services/project-state";
import { claimSlots } from "#lib/services/review-claim";
import { decideReview } from "#lib/services/review-decide";
import { sequenceBatch } from "#lib/services/sequence";
import { moveTask, saveTask } from "#lib/services/task-edit";
import { serveDb } from "#tests/support/api";
import { serveAudit } from "#tests/support/audit-server";
import { type Cast, reviewNext, stage, submit } from "#tests/support/cast";
import { as, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { reviseContribution } from "#tests/support/declared";
import { listBroken } from "#tests/support/invariants";
import { answerNext, taskInput } from "#tests/support/label";
import { testLog, testSigner } from "#tests/support/log";
import { makeReport } from "../../bin/audit-report";
import { type AuditPlan, runAudit } from "../../bin/audit-run";
import { type AuditState, readState, writeState } from "../../bin/audit-state";

let opened: OpenedDb;
let ctx: TestCtx;
let server: Awaited<ReturnType<typeof serveAudit>>;
const folder = mkdtempSync(join(tmpdir(), "assay-audit-"));
beforeAll(async () => {
  opened = await testDb();
  serveDb(opened);
  ctx = testCtx(opened.db, opened.kind);
  // The routes use the real clock, and boards have windows.
  ctx.now = () => new Date();
  server = await serveAudit();
});
afterAll(async () => {
  server.close();
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

const log = testLog();

async function publish(): Promise<void> {
  while ((await sequenceBatch(ctx)).count > 0);
  await publishOnce(ctx, log);
  // Longer than the routes keep the published size.
  await new Promise((resolve) => setTimeout(resolve, 250));
}

async function audit(target: string, changes: Partial<AuditPlan> = {}) {
  const source = await openLogSource(target, (name) => name);
  const rules = { keys: [testSigner()] };
  const plan = {
    source,
    rules,
    save: async () => {},
    progress: () => {},
    isStopped: () => false,
    pauseMs: 20,
    ...changes,
  };
  return makeReport(target, await runAudit(plan), { at: new Date(), seconds: 0, peakBytes: 0 });
}

/** Everything that moves points or decides anything, through the services that people reach. */
async function play(slug: string): Promise<Cast> {
  const cast = await stage(ctx, slug);
  const [ada = "", ben = ""] = cast.authors;
  await submit(ctx, cast, ada, `${slug}: accepted by all`);
  await reviewNext(ctx, cast, ["accept", "accept", "accept"]);
  await submit(ctx, cast, ben, `${slug}: rejected by two`);
  await reviewNext(ctx, cast, ["reject", "accept", "reject"]);
  const revised = await submit(ctx, cast, ada, `${slug}: nearly right`);
  await reviewNext(ctx, cast, ["request_changes", "accept", "request_changes"]);
  await reviseContribution(as(ctx, ada), { id: revised, round: 1, content: { text: `${slug}: quite right` } });
  await reviewNext(ctx, cast, ["accept", "accept", "reject"]);
  const dropped = await submit(ctx, cast, ben, `${slug}: nearly, too`);
  await reviewNext(ctx, cast, ["request_changes", "request_changes", "request_changes"]);
  await withdrawContribution(as(ctx, ben), { id: dropped });
  await withdrawContribution(as(ctx, ben), { id: await submit(ctx, cast, ben, `${slug}: second thoughts`) });
  await eraseSome(cast, ada, revised);
  await editProject(cast.owner, { slug, changes: { acceptPrice: 3_000, reviewsWanted: 1 } });
  await importRows(cast, ben, 12);
  for (let turn = 0; turn < 3; turn += 1) {
    const { slots } = await claimSlots(cast.reviewers[0] as TestCtx, { project: slug, wanted: 1 });
    await decideReview(cast.reviewers[0] as TestCtx, { slotId: slots[0]?.id ?? "", decision: "accept", undoMs: 0 });
  }
  const admin = await makeUser(ctx);
  await grantAdmin(as(ctx, await makeUser(ctx, { isAdmin: true }), { isAdmin: true }), { userId: admin });
  const judge = as(ctx, admin, { isAdmin: true });
  const paid = await listPaid(judge, { userId: ben, limit: 1 });
  await correctTransfer(judge, { id: ctx.newId(), transferId: paid.items[0]?.id ?? "", reason: "Copied from a book." });
  await label(cast);
  await changeProjectState(cast.owner, { slug, to: "paused" });
  return cast;
}

/** Erased: what was accepted, what one of three had reviewed and one was about to, and what waited for its author. */
async function eraseSome(cast: Cast, author: string, accepted: string): Promise<void> {
  const me = as(ctx, author);
  await eraseContribution(me, { id: accepted });
  const half = await submit(ctx, cast, author, `${cast.slug}: halfway`);
  for (const [at, reviewer] of cast.reviewers.slice(0, 2).entries()) {
    const { slots } = await claimSlots(reviewer, { project: cast.slug, wanted: 1 });
    const undoMs = at === 0 ? 0 : 60_000;
    await decideReview(reviewer, { slotId: slots[0]?.id ?? "", decision: "accept", undoMs });
  }
  await eraseContribution(cast.owner, { id: half, cause: "privacy", note: "It names a neighbour." });
  const asked = await submit(ctx, cast, author, `${cast.slug}: not quite`);
  await reviewNext(ctx, cast, ["request_changes", "request_changes", "request_changes"]);
  await eraseContribution(me, { id: asked });
}

/** Accepted items are labelled: one agreed on, one by a third person's word, one without consensus that a judge decides. */
async function label({ owner, reviewers, id, slug }: Cast): Promise<void> {
  await saveTask(owner, { slug, ...taskInput({ answersWanted: 2, answersMost: 3 }) });
  await moveTask(owner, { slug, to: "open" });
  await openItems(ctx, id);
  const people = reviewers.map(({ actor }) => (actor.kind === "user" ? actor.userId : ""));
  const turns = [
    [0, 0],
    [0, 1, 1],
    [0, 1, 2],
  ];
  for (const answers of turns)
    for (const [at, q1] of answers.entries()) await answerNext(ctx, people[at] ?? "", slug, { q1 });
  const { items } = await listItems(owner, { slug, state: "disputed", limit: 1 });
  await judgeItem(owner, { id: items[0]?.id ?? "", answer: { q1: 2 }, cause: "edge_case" });
  const [skipped] = (await claimSeats(reviewers[0] as TestCtx, { project: slug, wanted: 1 })).seats;
  await skipSeat(reviewers[0] as TestCtx, { slotId: skipped?.id ?? "", reason: "unsure" });
}

async function importRows(cast: Cast, authorId: string, count: number): Promise<void> {
  const [row] = await ctx.db.select().from(project).where(eq(project.id, cast.id));
  if (!row) throw new Error("no project");
  const items = Array.from({ length: count }, (_, n) => ({
    ...sealContent({ text: `${cast.slug}: row ${n}` }),
    id: ctx.newId(),
    language: "en",
  }));
  await inTx(ctx, async (tx) => {
    const consentId = await recordConsent(tx, row, authorId, cast.consentHash);
    const { consentHash } = cast;
    const arrival = { project: row, authorId, consentId, consentHash, batchId: ctx.newId(), reserveId: ctx.newId() };
    expect((await addContributions(tx, arrival, items)).added).toHaveLength(count);
  });
}

test("what the real services write audits clean over HTTP: every rule, every balance, every board", async () => {
  await play("first");
  await play("second");
  await publish();
  const report = await audit(server.url);
  expect(report.checks.flatMap((check) => check.first)).toEqual([]);
  expect(report.verdict).toBe("sound");
  const checked = Object.fromEntries(report.checks.map((check) => [check.name, check.checked]));
  expect(checked).toMatchObject({ policies: 4, verdicts: 18, reviews: 46, boards: expect.any(Number) });
  expect(checked.boards).toBeGreaterThan(40);
  expect(report.totals.minted).toBe(1_000_000);
});

test("a closed project gives its free budget back at once, what was promised as it ends, and audits sound", async () => {
  const cast = await stage(ctx, "closing");
  const [ada = "", ben = ""] = cast.authors;
  const admin = as(ctx, await makeUser(ctx), { isAdmin: true });
  const revised = await submit(ctx, cast, ada, "closing: nearly right");
  await reviewNext(ctx, cast, ["request_changes", "accept", "request_changes"]);
  const waiting = await submit(ctx, cast, ben, "closing: rejected after the close");
  const dropped = await submit(ctx, cast, ben, "closing: second thoughts");
  const { treasury } = await readTreasury(admin);
  const before = await readBudget(cast.owner, cast);
  await changeProjectState(cast.owner, { slug: cast.slug, to: "closed" });
  const closed = await readBudget(cast.owner, cast);
  expect(closed).toMatchObject({ left: 0, reserved: before.reserved, returned: before.left, spent: before.spent });
  expect((await readTreasury(admin)).treasury).toBe(treasury + before.left);
  await withdrawContribution(as(ctx, ben), { id: dropped });
  await reviewNext(ctx, cast, ["reject", "reject", "accept"]);
  expect(waiting).not.toBe(dropped);
  await reviseContribution(as(ctx, ada), { id: revised, round: 1, content: { text: "closing: quite right" } });
  await reviewNext(ctx, cast, ["accept", "accept", "accept"]);
  const end = await readBudget(cast.owner, cast);
  expect(end).toMatchObject({ left: 0, reserved: 0 });
  expect(end.granted).toBe(end.spent + end.returned);
  const paid = await listPaid(admin, { userId: ada, limit: 1 });
  await correctTransfer(admin, { id: ctx.newId(), transferId: paid.items[0]?.id ?? "", reason: "Copied from a book." });
  expect(await readBudget(cast.owner, cast)).toMatchObject({ left: 0 });
  await expect(fundProject(admin, { id: ctx.newId(), slug: cast.slug, amount: 1_000 })).rejects.toMatchObject({
    reason: "project.not_open",
  });
  expect((await listTreasury(admin, { limit: 1 })).items[0]).toMatchObject({
    kind: "return",
    project: { slug: "closing" },
  });
  await publish();
  const report = await audit(server.url);
  expect(report.checks.flatMap((check) => check.first)).toEqual([]);
  expect(report.verdict).toBe("sound");
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("the export audits clean too, and an audit of it goes on from its state once the log has grown", async () => {
  const dir = join(folder, "export");
  const exported = async () => {
    const published = await readPublished(ctx);
    if (!published) throw new Error("nothing is published");
    await exportLog(dir, {
      note: published.note,
      vkeys: [formatVerifierKey(testSigner())],
      readTile: async (wanted) => (await readPublicTile(ctx, wanted, published.size)) ?? new Uint8Array(),
    });
    return published.size;
  };
  const file = join(folder, "audit.state");
  const save = (state: AuditState) => writeState(file, state);
  const before = await exported();
  expect(await audit(dir, { save })).toMatchObject({ verdict: "sound", done: before, from: 0 });
  await play("third");
  await publish();
  const after = await exported();
  expect(after).toBeGreaterThan(before);
  const report = await audit(dir, { save, state: await readState(file) });
  expect(report).toMatchObject({ verdict: "sound", from: before, done: after });
  expect(report.checks.find((check) => check.name === "consistency")).toMatchObject({ state: "ok" });
  expect((await audit(dir, { state: await readState(file) })).verdict).toBe("sound");
});

test("boards that are ahead of the log are looked at again, not accused", async () => {
  const cast = await stage(ctx, "busy");
  await submit(ctx, cast, cast.authors[0] ?? "", "busy: still on its way");
  await reviewNext(ctx, cast, []);
  const source = await openLogSource(server.url, (name) => name);
  let asked = 0;
  const report = await audit(server.url, {
    source: {
      ...source,
      fetchBytes: async (path, maxBytes) => {
        if (path === "checkpoint") asked += 1;
        if (path === "checkpoint" && asked === 2) await publish();
        return source.fetchBytes(path, maxBytes);
      },
    },
  });
  expect(report.checks.flatMap((check) => check.first)).toEqual([]);
  expect([report.verdict, asked]).toEqual(["sound", 2]);
});

test("people who hid are missed by nobody; people dropped from one board are, by name", async () => {
  const ofHandle = eq(user.handle, "first-person-4");
  const [person] = await ctx.db.select({ id: user.id }).from(user).where(ofHandle);
  const ofPerson = eq(score.userId, person?.id ?? "");
  await ctx.db.update(score).set({ hidden: true }).where(ofPerson);
  expect((await audit(server.url)).verdict).toBe("sound");
  await ctx.db
    .update(score)
    .set({ hidden: false })
    .where(and(ofPerson, eq(score.period, "all")));
  const report = await audit(server.url);
  expect(report.verdict).toBe("unsound");
  const [found] = report.checks.find((check) => check.name === "boards")?.first ?? [];
  expect(found).toMatchObject({ id: person?.id, what: expect.stringContaining("left out here") });
  await ctx.db.update(score).set({ hidden: false }).where(ofPerson);
});

test("a board row that the log does not give is found, with both numbers", async () => {
  const [row] = await ctx.db
    .select()
    .from(score)
    .where(and(eq(score.period, "week"), eq(score.hidden, false)))
    .limit(1);
  if (!row) throw new Error("no score");
  const ofRow = and(eq(score.userId, row.userId), eq(score.period, "week"), eq(score.scopeId, row.scopeId));
  const site = and(eq(score.userId, row.userId), eq(score.period, "all"));
  await ctx.db
    .update(score)
    .set({ points: row.points + 1 })
    .where(ofRow);
  await ctx.db.update(score).set({ points: 77_777 }).where(site);
  const report = await audit(server.url);
  const boards = report.checks.find((check) => check.name === "boards");
  expect(report.verdict).toBe("unsound");
  expect(boards?.first[0]).toMatchObject({
    id: row.userId,
    what: expect.stringMatching(/the log gives \d+ milli-points/),
  });
});

test("a place without a log is no unsound log: it is refused with what to do", async () => {
  await expect(openLogSource(folder, (name) => name)).rejects.toMatchObject({
    cause: { message: expect.stringContaining("assay log export") },
  });
  await expect(openLogSource(`${server.url}/nowhere`, (name) => name)).rejects.toMatchObject({
    cause: { message: expect.stringContaining("There is no log at") },
  });
});
