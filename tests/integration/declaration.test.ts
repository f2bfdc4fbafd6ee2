import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { batch } from "#db/schema/batch";
import { contribution } from "#db/schema/contribution";
import { entry } from "#db/schema/ledger";
import { declaration } from "#db/schema/project";
import { fileBlobStore } from "#lib/adapters/blob";
import type { SubmitInput } from "#lib/domain/contribution";
import type { DeclarationInput } from "#lib/domain/declaration";
import type { EntryKind } from "#lib/domain/entry";
import { isGoodReceipt, verifyReceipt } from "#lib/ledger/receipt";
import { encodeUtf8 } from "#lib/ledger/utf8";
import { runBatch } from "#lib/services/batch-run";
import { startBatch } from "#lib/services/batch-start";
import { consentHashOf } from "#lib/services/consent";
import { reviseContribution } from "#lib/services/contribution-revise";
import { submitContribution } from "#lib/services/contribution-submit";
import { getContribution } from "#lib/services/contribution-view";
import { declarationHash } from "#lib/services/declaration";
import { publishOnce } from "#lib/services/log-publish";
import { readProject } from "#lib/services/project-read";
import { readReceipt } from "#lib/services/receipt";
import { claimItems } from "#lib/services/review-read";
import { sequenceBatch } from "#lib/services/sequence";
import { exportPage } from "#lib/services/user-export";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { uploadText } from "#tests/support/import";
import { listBroken } from "#tests/support/invariants";
import { testLog, testSigner } from "#tests/support/log";
import { decideNext, makePeople } from "#tests/support/review";

const folder = mkdtempSync(join(tmpdir(), "assay-declaration-"));
let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = { ...testCtx(opened.db, opened.kind), blob: fileBlobStore(folder) };
});
afterAll(async () => {
  await opened.close();
  rmSync(folder, { recursive: true });
});

const LINK = "https://archive.example.org/letters/17";
const own: DeclarationInput = { licence: "CC0-1.0", source: "own", wordingHash: declarationHash };
const borrowed: DeclarationInput = { ...own, source: "third_party", evidence: LINK };

type Project = { slug: string; consentHash: string };

async function send(author: TestCtx, project: Project, given: DeclarationInput, consentHash?: string) {
  const id = ctx.newId();
  await submitContribution(author, {
    ...{ id, project: project.slug, language: "en", content: { text: `A letter ${id}` }, declaration: given },
    consentHash: consentHash ?? project.consentHash,
  });
  return id;
}

async function bodyOf(id: string, kind: EntryKind): Promise<{ index: number; body: Record<string, unknown> }> {
  while ((await sequenceBatch(ctx)).count > 0);
  const [row] = await ctx.db
    .select()
    .from(entry)
    .where(and(eq(entry.subjectId, id), eq(entry.kind, kind)));
  if (!row) throw new Error(`no ${kind} of ${id}`);
  return { index: row.index, body: JSON.parse(Buffer.from(row.body).toString("utf8")) };
}

async function makeCast(values: Parameters<typeof makeProject>[1] = {}) {
  const [author = "", reviewer = ""] = await makePeople(ctx, 2);
  const project = await makeProject(ctx, { reviewers: [reviewer], reviewsWanted: 1, ...values });
  return { author: as(ctx, author), reviewer, project };
}

test("what is declared is bound by the entry, opened by the author's receipt, and shown to reviewers", async () => {
  const { author, reviewer, project } = await makeCast();
  const id = await send(author, project, borrowed);
  const { index, body } = await bodyOf(id, "contribution.submitted");
  expect(body).toMatchObject({ v: 2, licence: "CC0-1.0" });
  expect(JSON.stringify(body)).not.toContain("archive.example.org");
  await publishOnce(ctx, testLog());
  const mine = await readReceipt(author, { ref: String(index) });
  const steps = verifyReceipt(encodeUtf8(mine?.text ?? ""), { keys: [testSigner()] });
  expect(isGoodReceipt(steps)).toBe(true);
  const opening = steps.find(({ name }) => name === "declaration");
  expect(opening?.name === "declaration" && opening.ok && JSON.parse(opening.content)).toEqual({
    ...{ v: 1, licence: "CC0-1.0", source: "third_party", evidence: LINK, people: null },
    wordingHash: declarationHash,
  });
  const theirs = await readReceipt({ ...ctx, actor: { kind: "anonymous" } }, { ref: String(index) });
  expect(theirs?.text).not.toContain(LINK);
  expect(isGoodReceipt(verifyReceipt(encodeUtf8(theirs?.text ?? ""), { keys: [testSigner()] }))).toBe(true);

  const declared = { licence: "CC0-1.0", source: "third_party", evidence: LINK, people: null };
  const { items } = await claimItems(as(ctx, reviewer), { project: project.slug, wanted: 1 });
  expect(items[0]?.declared).toEqual(declared);
  expect((await getContribution(author, { id })).declared).toEqual(declared);
  const stranger = await getContribution(as(ctx, await makeUser(ctx)), { id });
  expect([stranger.content, stranger.declared]).toEqual([null, null]);
  const { items: exported } = await exportPage(author, { section: "contributions" });
  expect(exported).toMatchObject([
    { declared, licence: "CC0-1.0", contentSha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  expect(JSON.stringify(exported)).not.toContain("salt");
});

test("a licence is chosen within what the project allows, with the consent that belongs to it", async () => {
  const { author, project } = await makeCast({ otherLicences: ["CC-BY-4.0"] });
  const { licences, declarationHash: hash } = await readProject(ctx, { slug: project.slug });
  expect(licences.map(({ id }) => id)).toEqual(["CC0-1.0", "CC-BY-4.0"]);
  expect(hash).toBe(declarationHash);
  const byConsent = licences[1]?.consentHash ?? "";
  expect(byConsent).toBe(consentHashOf({ licence: "CC-BY-4.0" }));
  const chosen = { ...own, licence: "CC-BY-4.0" } as const;
  const id = await send(author, project, chosen, byConsent);
  expect((await bodyOf(id, "contribution.submitted")).body).toMatchObject({
    licence: "CC-BY-4.0",
    consentHash: byConsent,
  });
  expect((await getContribution(author, { id })).licence).toBe("CC-BY-4.0");
  const refused = (given: DeclarationInput, consentHash?: string) => send(author, project, given, consentHash);
  await expect(refused(chosen)).rejects.toMatchObject({ reason: "consent.missing" });
  await expect(refused({ ...own, licence: "ODC-By-1.0" })).rejects.toMatchObject({
    details: { issues: [{ path: "declaration.licence", message: "not_in_list" }] },
  });
  await expect(refused({ ...own, people: "nobody" })).rejects.toMatchObject({
    details: { issues: [{ path: "declaration.people", message: "not_asked" }] },
  });
  await expect(refused({ ...own, wordingHash: "0".repeat(64) })).rejects.toMatchObject({ reason: "consent.missing" });
  const kept = await ctx.db.select().from(declaration).where(eq(declaration.projectId, project.id));
  expect(kept).toHaveLength(1);
});

test("a revision declares anew, under the licence that it came in with", async () => {
  const { author, reviewer, project } = await makeCast();
  const id = await send(author, project, own);
  await decideNext(ctx, reviewer, project, "request_changes", "Whose letter is it?");
  const content = { text: `A letter of an uncle ${id}` };
  const other = { ...borrowed, licence: "CC-BY-4.0" } as const;
  await expect(reviseContribution(author, { id, round: 1, content, declaration: other })).rejects.toMatchObject({
    reason: "input.invalid",
  });
  await reviseContribution(author, { id, round: 1, content, declaration: borrowed });
  const [first, second] = [await bodyOf(id, "contribution.submitted"), await bodyOf(id, "contribution.revised")];
  expect(second.body).toMatchObject({ v: 2, round: 2 });
  expect(second.body.declaration).not.toBe(first.body.declaration);
  expect((await getContribution(author, { id })).declared).toMatchObject({ source: "third_party" });
  await publishOnce(ctx, testLog());
  for (const { index } of [first, second]) {
    const receipt = await readReceipt(author, { ref: String(index) });
    const steps = verifyReceipt(encodeUtf8(receipt?.text ?? ""), { keys: [testSigner()] });
    expect(steps.filter(({ name, ok }) => ok && (name === "opening" || name === "declaration"))).toHaveLength(2);
  }
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("nothing comes in undeclared, but for the rest of an import that was begun before it was asked: its entries stay of version 1", async () => {
  const { author, project } = await makeCast();
  const { id } = await uploadText(author, project, "text\nA row from before anything was declared.\n");
  const mapping = { columns: { text: "text" }, language: "en" } as const;
  await startBatch(author, { id, mapping, consentHash: project.consentHash, declaration: own });
  await ctx.db.update(batch).set({ declarationId: null }).where(eq(batch.id, id));
  await runBatch({ ...ctx, actor: { kind: "system" } }, id);
  const [silent] = await ctx.db.select().from(contribution).where(eq(contribution.batchId, id));
  const { body } = await bodyOf(silent?.id ?? "", "contribution.submitted");
  expect(body.v).toBe(1);
  expect("declaration" in body).toBe(false);
  expect((await getContribution(author, { id: silent?.id ?? "" })).declared).toBeNull();
  const content = { text: "Nobody says whose this is." };
  const undeclared = {
    id: ctx.newId(),
    project: project.slug,
    language: "en",
    content,
    consentHash: project.consentHash,
  };
  await expect(submitContribution(author, undeclared as unknown as SubmitInput)).rejects.toThrow();
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("an import is declared once: its rows share the declaration, and each is opened by it", async () => {
  const { author, project } = await makeCast();
  const { id } = await uploadText(
    author,
    project,
    "text\nA first row of the letters.\nA second row of other letters.\n",
  );
  const mapping = { columns: { text: "text" }, language: "en" } as const;
  const start = { id, mapping, consentHash: project.consentHash };
  await expect(
    startBatch(author, { ...start, declaration: { ...borrowed, licence: "CC-BY-4.0" } }),
  ).rejects.toMatchObject({ reason: "input.invalid" });
  await startBatch(author, { ...start, declaration: borrowed });
  await runBatch({ ...ctx, actor: { kind: "system" } }, id);
  const rows = await ctx.db.select().from(contribution).where(eq(contribution.batchId, id));
  const entries = await Promise.all(rows.map((row) => bodyOf(row.id, "contribution.submitted")));
  expect(entries.map(({ body }) => body.v)).toEqual([2, 2]);
  expect(new Set(entries.map(({ body }) => body.declaration)).size).toBe(1);
  expect(new Set(entries.map(({ body }) => body.commitment)).size).toBe(2);
  await publishOnce(ctx, testLog());
  for (const { index } of entries) {
    const receipt = await readReceipt(author, { ref: String(index) });
    expect(receipt?.text).toBeDefined();
    const steps = verifyReceipt(encodeUtf8(receipt?.text ?? ""), { keys: [testSigner()] });
    expect(isGoodReceipt(steps) && steps.some(({ name }) => name === "declaration")).toBe(true);
  }
});
