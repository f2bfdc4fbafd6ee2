import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { outbox } from "#db/schema/ledger";
import { project } from "#db/schema/project";
import { slot } from "#db/schema/review";
import { limits } from "#lib/domain/limits";
import { createProjectSchema, editProjectSchema } from "#lib/domain/project-edit";
import { canonicalText, parseCanonical } from "#lib/ledger/canonical";
import { readMyActions } from "#lib/services/project-action";
import { readBudget, requestBudget } from "#lib/services/project-budget";
import { createProject } from "#lib/services/project-create";
import { editProject } from "#lib/services/project-edit";
import { listMyProjects, listProjects } from "#lib/services/project-list";
import { grantReviewer, listMembers, revokeReviewer } from "#lib/services/project-member";
import { readProject } from "#lib/services/project-read";
import { removeDraft } from "#lib/services/project-remove";
import { checkSlug } from "#lib/services/project-slug";
import { changeProjectState } from "#lib/services/project-state";
import { claimSlots } from "#lib/services/review-claim";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { submitContribution } from "#tests/support/declared";
import { listBroken } from "#tests/support/invariants";

let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());

let made = 0;
function draftInput(own: Record<string, unknown> = {}) {
  made += 1;
  return createProjectSchema.parse({
    id: ctx.newId(),
    name: `Taiwanese sentences ${made}`,
    slug: `taiwanese-${made}`,
    summary: "Everyday sentences as people in Taiwan say them.",
    languages: ["zh-TW", "en"],
    modality: "text",
    guidelines: "Write one natural sentence of your own.",
    labelSchema: { kind: "none" },
    licence: "CC0-1.0",
    reviewsWanted: 3,
    acceptPrice: 2_000,
    reviewPrice: 250,
    ...own,
  });
}

async function makeDraft(own: Record<string, unknown> = {}) {
  const ownerId = await makeUser(ctx);
  const input = draftInput(own);
  await createProject(as(ctx, ownerId), input);
  return { ...input, owner: as(ctx, ownerId), ownerId };
}

async function entriesOf(projectId: string) {
  const rows = await ctx.db.select().from(outbox).where(eq(outbox.subjectId, projectId)).orderBy(outbox.seq);
  return rows.map((row) => {
    const parsed = parseCanonical(row.body);
    return parsed.ok ? (parsed.value as Record<string, unknown>) : {};
  });
}

test("whoever makes a draft owns it, and the ledger says so", async () => {
  const draft = await makeDraft();
  expect(await readProject(draft.owner, { slug: draft.slug })).toMatchObject({
    ...{ state: "draft", policyVersion: 1, covers: 0, acceptedCount: 0 },
    rejectReasons: ["authenticity", "rights", "quality", "uniqueness", "privacy", "policy"],
  });
  expect(await entriesOf(draft.id)).toMatchObject([{ kind: "role.granted", role: "owner", user: draft.ownerId }]);
});

test("a double click makes one project", async () => {
  const owner = as(ctx, await makeUser(ctx));
  const input = draftInput();
  const answers = await Promise.all([createProject(owner, input), createProject(owner, input)]);
  expect(answers[0]).toEqual(answers[1]);
  expect(await ctx.db.select().from(project).where(eq(project.id, input.id))).toHaveLength(1);
});

test("an address that is taken is refused, and a free one is named", async () => {
  const first = await makeDraft();
  const other = as(ctx, await makeUser(ctx));
  await expect(createProject(other, draftInput({ slug: first.slug }))).rejects.toMatchObject({
    reason: "project.slug_taken",
  });
  expect(await checkSlug(other, { slug: first.slug })).toEqual({
    slug: first.slug,
    available: false,
    suggestion: `${first.slug}-2`,
  });
  expect(await checkSlug(other, { slug: "nobody-has-this" })).toMatchObject({ available: true, suggestion: null });
});

test("an id that another person's project has is no way into it", async () => {
  const first = await makeDraft();
  const other = as(ctx, await makeUser(ctx));
  await expect(createProject(other, draftInput({ id: first.id }))).rejects.toMatchObject({
    reason: "idempotency.conflict",
  });
});

test("nobody fills the address space with drafts", async () => {
  const owner = as(ctx, await makeUser(ctx));
  for (let at = 0; at < limits.draftsPerUser; at += 1) await createProject(owner, draftInput());
  await expect(createProject(owner, draftInput())).rejects.toMatchObject({ reason: "project.too_many" });
});

test("a draft does not exist for others", async () => {
  const draft = await makeDraft();
  const stranger = as(ctx, await makeUser(ctx));
  await expect(readProject(stranger, { slug: draft.slug })).rejects.toMatchObject({ reason: "project.not_found" });
  await expect(readMyActions(stranger, { slug: draft.slug })).rejects.toMatchObject({ reason: "project.not_found" });
  const open = await listProjects({ ...ctx, actor: { kind: "anonymous" } }, { limit: 100 });
  expect(open.items.map(({ slug }) => slug)).not.toContain(draft.slug);
  expect((await listMyProjects(draft.owner, { limit: 10 })).items).toMatchObject([
    { slug: draft.slug, state: "draft", roles: ["owner"] },
  ]);
});

test("opening puts the hash of the policy into the ledger, and anyone can recompute it from the page", async () => {
  const draft = await makeDraft();
  await changeProjectState(draft.owner, { slug: draft.slug, to: "open" });
  const view = await readProject({ ...ctx, actor: { kind: "anonymous" } }, { slug: draft.slug });
  const { reviewsWanted, rejectReasons, rewardRule, acceptPrice, reviewPrice } = view;
  const text = canonicalText({ reviewsWanted, rejectReasons, rewardRule, acceptPrice, reviewPrice });
  expect(view.policyHash).toBe(createHash("sha256").update(text).digest("hex"));
  const [, openedEntry] = await entriesOf(draft.id);
  expect(openedEntry).toMatchObject({ kind: "project.opened", policyVersion: 1, policyHash: view.policyHash });
});

test("states follow the table: a double click is harmless, a wrong move is refused, and each move is one entry", async () => {
  const { slug, owner, id } = await makeDraft();
  await expect(changeProjectState(owner, { slug, to: "paused" })).rejects.toMatchObject({
    reason: "project.bad_transition",
  });
  for (const to of ["open", "open", "paused", "paused", "open", "closed", "closed"] as const) {
    await changeProjectState(owner, { slug, to });
  }
  await expect(changeProjectState(owner, { slug, to: "open" })).rejects.toMatchObject({
    reason: "project.bad_transition",
  });
  const moves = (await entriesOf(id)).map(({ kind, state }) => state ?? kind);
  expect(moves).toEqual(["role.granted", "project.opened", "paused", "open", "closed"]);
});

test("a draft may change wholly, its address too, without a new policy version", async () => {
  const { slug, owner } = await makeDraft();
  const changes = { slug: `${slug}-moved`, licence: "CC-BY-4.0" as const, acceptPrice: 5_000 };
  await editProject(owner, { slug, changes });
  expect(await readProject(owner, { slug: `${slug}-moved` })).toMatchObject({
    ...{ licence: "CC-BY-4.0", acceptPrice: 5_000, policyVersion: 1 },
  });
});

test("once open, what contributors agreed to is locked, and sending it back unchanged is no change", async () => {
  const { slug, owner } = await makeDraft();
  await changeProjectState(owner, { slug, to: "open" });
  const locked = { licence: "CC-BY-4.0" as const, languages: ["en" as const] };
  await expect(editProject(owner, { slug, changes: locked })).rejects.toMatchObject({
    reason: "project.locked_field",
    details: { fields: "licence, languages" },
  });
  await editProject(owner, { slug, changes: { licence: "CC0-1.0", name: "A better name" } });
  expect(await readProject(owner, { slug })).toMatchObject({ name: "A better name", policyVersion: 1 });
});

test("a policy changed while open is a new version in the ledger, once, and items keep the one they came in under", async () => {
  const made = await makeProject(ctx);
  const author = as(ctx, await makeUser(ctx));
  const submission = { project: made.slug, language: "en" as const, consentHash: made.consentHash };
  await submitContribution(author, { ...submission, id: ctx.newId(), content: { text: "Before the change." } });
  const owner = as(ctx, made.ownerId);
  const changes = { acceptPrice: 3_000, rejectReasons: ["quality" as const, "rights" as const] };
  await editProject(owner, { slug: made.slug, changes });
  await editProject(owner, { slug: made.slug, changes });
  const view = await readProject(owner, { slug: made.slug });
  expect(view).toMatchObject({ policyVersion: 2, acceptPrice: 3_000, rejectReasons: ["rights", "quality"] });
  const changed = (await entriesOf(made.id)).filter(({ kind }) => kind === "project.policy_changed");
  expect(changed).toMatchObject([{ policyVersion: 2, policyHash: view.policyHash }]);
  expect(view.budgetReserved).toBe(1_300);
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("two tabs that change the policy at once make two versions, never one twice", async () => {
  const { slug, owner, id } = await makeDraft();
  await changeProjectState(owner, { slug, to: "open" });
  await Promise.all([2, 3, 4].map((n) => editProject(owner, { slug, changes: { acceptPrice: n * 10_000 } })));
  const versions = (await entriesOf(id)).flatMap(({ kind, policyVersion }) =>
    kind === "project.policy_changed" ? [policyVersion] : [],
  );
  expect(versions).toEqual([2, 3, 4]);
});

test("a closed project changes no more", async () => {
  const { slug, owner } = await makeDraft();
  await changeProjectState(owner, { slug, to: "open" });
  await changeProjectState(owner, { slug, to: "closed" });
  await expect(editProject(owner, { slug, changes: { name: "Too late" } })).rejects.toMatchObject({
    reason: "project.locked_field",
  });
  await expect(requestBudget(owner, { slug, amount: 1_000 })).rejects.toMatchObject({ reason: "project.not_open" });
});

test("only owners and admins run a project", async () => {
  const { slug, owner } = await makeDraft();
  await changeProjectState(owner, { slug, to: "open" });
  const strangerId = await makeUser(ctx);
  const stranger = as(ctx, strangerId);
  const acts = [
    () => editProject(stranger, { slug, changes: { name: "Mine now" } }),
    () => changeProjectState(stranger, { slug, to: "closed" }),
    () => requestBudget(stranger, { slug, amount: 5 }),
    () => readBudget(stranger, { slug }),
    () => listMembers(stranger, { slug, limit: 10 }),
    () => grantReviewer(stranger, { slug, person: strangerId }),
    () => revokeReviewer(stranger, { slug, person: strangerId }),
  ];
  for (const act of acts) await expect(act()).rejects.toMatchObject({ reason: "rights.missing" });
  const admin = as(ctx, await makeUser(ctx), { isAdmin: true });
  expect(await changeProjectState(admin, { slug, to: "paused" })).toMatchObject({ state: "paused" });
  const reading = as(ctx, strangerId, { scopes: ["read"] });
  await expect(createProject(reading, draftInput())).rejects.toMatchObject({ reason: "auth.scope_missing" });
});

test("a reviewer is granted by handle or address, once, and revoked; the items they hold go back to the queue", async () => {
  const made = await makeProject(ctx);
  const owner = as(ctx, made.ownerId);
  const reviewerId = await makeUser(ctx, { handle: "Mei-Ling", email: "Mei@Example.test" });
  const bySlug = { slug: made.slug };
  expect(await grantReviewer(owner, { ...bySlug, person: "mei@example.TEST" })).toEqual({
    ...{ handle: "Mei-Ling", changed: true },
  });
  expect(await grantReviewer(owner, { ...bySlug, person: "@mei-ling" })).toMatchObject({ changed: false });
  const members = await listMembers(owner, { ...bySlug, limit: 10 });
  expect(members.items.map(({ role }) => role).sort()).toEqual(["owner", "reviewer"]);
  expect(JSON.stringify(members)).not.toContain("example.test");

  const author = as(ctx, await makeUser(ctx));
  const submission = { project: made.slug, language: "en" as const, consentHash: made.consentHash };
  await submitContribution(author, { ...submission, id: ctx.newId(), content: { text: "Held by Mei-Ling." } });
  expect((await claimSlots(as(ctx, reviewerId), { project: made.slug, wanted: 1 })).slots).toHaveLength(1);
  expect(await revokeReviewer(owner, { ...bySlug, person: "Mei-Ling" })).toMatchObject({ changed: true });
  expect(await revokeReviewer(owner, { ...bySlug, person: "Mei-Ling" })).toMatchObject({ changed: false });
  expect(await ctx.db.select().from(slot).where(eq(slot.holderId, reviewerId))).toEqual([]);
  const roles = (await entriesOf(made.id)).filter(({ user }) => user === reviewerId).map(({ kind }) => kind);
  expect(roles).toEqual(["role.granted", "role.revoked"]);
});

test("a person who does not exist, or is banned, cannot be made a reviewer", async () => {
  const made = await makeProject(ctx);
  await makeUser(ctx, { handle: "gone-away", bannedAt: ctx.now() });
  for (const person of ["nobody-here", "gone-away", "'; drop table project; --"]) {
    await expect(grantReviewer(as(ctx, made.ownerId), { slug: made.slug, person })).rejects.toMatchObject({
      reason: "user.not_found",
    });
  }
});

test("what a person may do says why not: sign-in, role, state, budget, queue", async () => {
  const made = await makeProject(ctx, { budget: 1_300 });
  const why = async (who: TestCtx) => {
    const { actions } = await readMyActions(who, { slug: made.slug });
    return Object.fromEntries(actions.map(({ action, allowed, reason }) => [action, allowed || reason]));
  };
  const author = as(ctx, await makeUser(ctx));
  const owner = as(ctx, made.ownerId);
  expect(await why({ ...ctx, actor: { kind: "anonymous" } })).toMatchObject({
    ...{ contribute: "signed_out", review: "signed_out", edit: "signed_out" },
  });
  expect(await why(author)).toMatchObject({ contribute: true, review: "role_missing", edit: "role_missing" });
  expect(await why(owner)).toMatchObject({ contribute: true, review: "nothing_waiting", edit: true, members: true });
  expect(await why(as(ctx, made.ownerId, { scopes: ["read"] }))).toMatchObject({ contribute: "scope_missing" });
  const submission = { project: made.slug, language: "en" as const, consentHash: made.consentHash };
  await submitContribution(author, { ...submission, id: ctx.newId(), content: { text: "The last one paid for." } });
  expect(await why(author)).toMatchObject({ contribute: "budget_empty" });
  expect(await why(owner)).toMatchObject({ review: true });
  await changeProjectState(owner, { slug: made.slug, to: "paused" });
  expect(await why(author)).toMatchObject({ contribute: "paused" });
  expect(await why(owner)).toMatchObject({ review: true, edit: true });
  await changeProjectState(owner, { slug: made.slug, to: "closed" });
  expect(await why(owner)).toMatchObject({ contribute: "closed", edit: "closed", change_state: "closed" });
});

test("the budget report adds up, and the page says how many more contributions are covered", async () => {
  const made = await makeProject(ctx, { budget: 13_500 });
  const owner = as(ctx, made.ownerId);
  const submission = { project: made.slug, language: "en" as const, consentHash: made.consentHash };
  const author = as(ctx, await makeUser(ctx));
  await submitContribution(author, { ...submission, id: ctx.newId(), content: { text: "One of ten." } });
  await requestBudget(owner, { slug: made.slug, amount: 50_000 });
  const report = await readBudget(owner, { slug: made.slug });
  expect(report).toMatchObject({ requested: 50_000, granted: 13_500, left: 12_200, reserved: 1_300, spent: 0 });
  expect(report.grants).toHaveLength(1);
  expect(await readProject(owner, { slug: made.slug })).toMatchObject({ covers: 9, budgetLeft: 12_200 });
});

test("the list pages by cursor without gaps or repeats, and filters by state, language and kind", async () => {
  for (let at = 0; at < 5; at += 1) {
    ctx.clock.at += 1_000;
    await makeProject(ctx, { languages: ["ja"], modality: at === 0 ? "prompt_reply" : "text" });
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listProjects(ctx, { limit: 2, cursor, language: "ja", state: "open" });
    seen.push(...page.items.map(({ slug }) => slug));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(new Set(seen).size).toBe(5);
  expect(seen).toHaveLength(5);
  expect((await listProjects(ctx, { limit: 9, language: "ja", modality: "prompt_reply" })).items).toHaveLength(1);
  expect((await listProjects(ctx, { limit: 9, language: "ja", state: "closed" })).items).toEqual([]);
  expect(
    (await listProjects(ctx, { limit: 9, language: "ja", cursor: "1_------------------------------------" })).items,
  ).toHaveLength(5);
});

test("an edit that leaves a field out does not set it to its default", () => {
  expect(editProjectSchema.parse({ slug: "x", changes: { name: "Only the name" } }).changes).toEqual({
    name: "Only the name",
  });
});

test("names that pass for an official coin are refused, in either language", () => {
  for (const name of ["GPT coin", "The ChatGPT project", "OpenAI official", "官方的AI幣"]) {
    expect(() => draftInput({ name })).toThrow(/impersonation/);
  }
});

test("a draft can be removed, its address is free again, and the ledger says that its roles ended", async () => {
  const { slug, owner, id } = await makeDraft();
  const reviewer = await makeUser(ctx, { handle: "reviewer-of-a-draft" });
  await grantReviewer(owner, { slug, person: "reviewer-of-a-draft" });
  await expect(removeDraft(as(ctx, reviewer), { slug })).rejects.toMatchObject({ reason: "project.not_found" });
  await removeDraft(owner, { slug });
  await expect(readProject(owner, { slug })).rejects.toMatchObject({ reason: "project.not_found" });
  expect(await checkSlug(owner, { slug })).toMatchObject({ available: true });
  const revoked = (await entriesOf(id)).filter(({ kind }) => kind === "role.revoked").map(({ role }) => role);
  expect(revoked.sort()).toEqual(["owner", "reviewer"]);
});

test("what was opened or granted points is never removed", async () => {
  const opened = await makeDraft();
  await changeProjectState(opened.owner, { slug: opened.slug, to: "open" });
  const funded = await makeProject(ctx, { state: "draft" });
  for (const [who, slug] of [
    [opened.owner, opened.slug],
    [as(ctx, funded.ownerId), funded.slug],
  ] as const) {
    await expect(removeDraft(who, { slug })).rejects.toMatchObject({ reason: "project.bad_transition" });
    await readProject(who, { slug });
  }
});
