import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { outbox } from "#db/schema/ledger";
import { membership, project } from "#db/schema/project";
import { slot } from "#db/schema/review";
import { user } from "#db/schema/user";
import { editProject } from "#lib/services/project-edit";
import { grantReviewer, revokeReviewer } from "#lib/services/project-member";
import { grantOwner, revokeOwner } from "#lib/services/project-owner";
import { readProject } from "#lib/services/project-read";
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
async function makePerson() {
  made += 1;
  const handle = `owner-person-${made}`;
  const id = await makeUser(ctx, { handle });
  return { id, handle, ctx: as(ctx, id) };
}

async function ownersOf(projectId: string): Promise<string[]> {
  const rows = await ctx.db
    .select({ id: membership.userId })
    .from(membership)
    .where(and(eq(membership.projectId, projectId), eq(membership.role, "owner")));
  return rows.map(({ id }) => id).sort();
}

async function roleEntries(projectId: string): Promise<unknown[]> {
  const rows = await ctx.db.select().from(outbox).where(eq(outbox.subjectId, projectId)).orderBy(outbox.seq);
  const bodies = rows.map(({ body }) => JSON.parse(Buffer.from(body).toString()));
  return bodies.filter((body) => body.kind.startsWith("role.")).map(({ kind, user, role }) => [kind, role, user]);
}

test("an owner makes a reviewer an owner, who may then run the project; each change is an entry", async () => {
  const target = await makeProject(ctx);
  const owner = as(ctx, target.ownerId);
  const mei = await makePerson();
  const named = { slug: target.slug, person: mei.handle };
  await grantReviewer(owner, named);
  expect(await grantOwner(owner, named)).toEqual({ handle: mei.handle, changed: true });
  expect(await grantOwner(owner, named)).toEqual({ handle: mei.handle, changed: false });
  expect(await grantReviewer(owner, named)).toMatchObject({ changed: false });
  expect(await ownersOf(target.id)).toEqual([target.ownerId, mei.id].sort());
  await editProject(mei.ctx, { slug: target.slug, changes: { name: "Run by two" } });
  expect(await roleEntries(target.id)).toEqual([
    ["role.granted", "reviewer", mei.id],
    ["role.revoked", "reviewer", mei.id],
    ["role.granted", "owner", mei.id],
  ]);
});

test("an owner is removed with what they hold; the page names the one who stays", async () => {
  const target = await makeProject(ctx);
  const first = as(ctx, target.ownerId);
  const mei = await makePerson();
  await grantOwner(first, { slug: target.slug, person: mei.handle });
  const author = as(ctx, await makeUser(ctx));
  const submission = { project: target.slug, language: "en" as const, consentHash: target.consentHash };
  await submitContribution(author, { ...submission, id: ctx.newId(), content: { text: "Held by an owner." } });
  expect((await claimSlots(first, { project: target.slug, wanted: 1 })).slots).toHaveLength(1);
  await ctx.db
    .update(user)
    .set({ handle: `first-of-${target.slug}` })
    .where(eq(user.id, target.ownerId));
  const firstNamed = { slug: target.slug, person: `first-of-${target.slug}` };
  expect(await revokeReviewer(mei.ctx, firstNamed)).toMatchObject({ changed: false });
  expect(await revokeOwner(mei.ctx, firstNamed)).toMatchObject({ changed: true });
  expect(await ctx.db.select().from(slot).where(eq(slot.holderId, target.ownerId))).toEqual([]);
  await expect(editProject(first, { slug: target.slug, changes: { name: "Still mine" } })).rejects.toMatchObject({
    reason: "rights.missing",
  });
  expect(await readProject(mei.ctx, { slug: target.slug })).toMatchObject({ ownerHandle: mei.handle });
});

test("the last owner who can sign in stays, whoever asks", async () => {
  const target = await makeProject(ctx, { ownerId: (await makePerson()).id });
  const handle = `owner-person-${made}`;
  const owner = as(ctx, target.ownerId);
  const admin = as(ctx, await makeUser(ctx, { isAdmin: true }), { isAdmin: true });
  for (const who of [owner, admin]) {
    await expect(revokeOwner(who, { slug: target.slug, person: handle })).rejects.toMatchObject({
      reason: "project.last_owner",
    });
  }
  const banned = await makePerson();
  await grantOwner(owner, { slug: target.slug, person: banned.handle });
  await ctx.db.update(user).set({ bannedAt: ctx.now() }).where(eq(user.id, banned.id));
  await expect(revokeOwner(owner, { slug: target.slug, person: handle })).rejects.toMatchObject({
    reason: "project.last_owner",
  });
  expect(await revokeOwner(owner, { slug: target.slug, person: banned.handle })).toMatchObject({ changed: true });
  const stranger = await makePerson();
  for (const act of [grantOwner, revokeOwner]) {
    await expect(act(stranger.ctx, { slug: target.slug, person: stranger.handle })).rejects.toMatchObject({
      reason: "rights.missing",
    });
  }
});

test("two owners who remove each other at once leave one, and the ledger tells of one removal", async () => {
  for (let round = 0; round < 8; round += 1) {
    const [a, b] = [await makePerson(), await makePerson()];
    const target = await makeProject(ctx, { ownerId: a.id });
    await grantOwner(a.ctx, { slug: target.slug, person: b.handle });
    const results = await Promise.allSettled([
      revokeOwner(a.ctx, { slug: target.slug, person: b.handle }),
      revokeOwner(b.ctx, { slug: target.slug, person: a.handle }),
      revokeOwner(a.ctx, { slug: target.slug, person: a.handle }),
    ]);
    const left = await ownersOf(target.id);
    expect(left).toHaveLength(1);
    for (const one of results) {
      if (one.status === "rejected") expect(one.reason.reason).toMatch(/^(rights\.missing|project\.last_owner)$/);
    }
    const [row] = await ctx.db.select().from(project).where(eq(project.id, target.id));
    expect(left).toEqual([row?.ownerId]);
    expect(await roleEntries(target.id)).toHaveLength(2);
  }
  expect(await listBroken(ctx.db)).toEqual([]);
});
