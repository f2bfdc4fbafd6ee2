import { and, asc, eq } from "drizzle-orm";
import { membership, project } from "#db/schema/project";
import { user } from "#db/schema/user";
import { AppError } from "#lib/domain/error";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { appendEntries } from "./outbox";
import { lockProject } from "./project-edit";
import { getProjectFor } from "./project-find";
import { getPerson, type MemberChanged, releaseHeld, roleEntry } from "./project-member";

/** Makes a person an owner, with all that owners may do; a reviewer's role goes up in it. Twice is the same as once. */
export async function grantOwner(ctx: Ctx, input: { slug: string; person: string }): Promise<MemberChanged> {
  const { id } = await getProjectFor(ctx, input.slug, "member.grant");
  const actor = actorId(ctx);
  const person = await getPerson(ctx, input.person);
  return inTx(ctx, async (tx) => {
    await lockForOwners(tx, id);
    const ofPerson = and(eq(membership.projectId, id), eq(membership.userId, person.id));
    const before = await tx.db.select({ role: membership.role }).from(membership).where(ofPerson);
    if (before.some(({ role }) => role === "owner")) return { handle: person.handle, changed: false };
    await tx.db.delete(membership).where(ofPerson);
    await tx.db
      .insert(membership)
      .values({ projectId: id, userId: person.id, role: "owner", grantedBy: actor, createdAt: tx.now() });
    await appendEntries(tx, [
      ...before.map(({ role }) => roleEntry(tx, { kind: "role.revoked", project: id, user: person.id, actor, role })),
      roleEntry(tx, { kind: "role.granted", project: id, user: person.id, actor, role: "owner" }),
    ]);
    return { handle: person.handle, changed: true };
  });
}

/** Takes the role of owner back, one's own too, but never from the last owner who can still sign in. */
export async function revokeOwner(ctx: Ctx, input: { slug: string; person: string }): Promise<MemberChanged> {
  const { id } = await getProjectFor(ctx, input.slug, "member.grant");
  const actor = actorId(ctx);
  const person = await getPerson(ctx, input.person, { isBannedToo: true });
  return inTx(ctx, async (tx) => {
    const row = await lockForOwners(tx, id);
    const owners = await listOwners(tx, id);
    if (!owners.some((owner) => owner.id === person.id)) return { handle: person.handle, changed: false };
    const heir = owners.find((owner) => owner.id !== person.id && !owner.bannedAt);
    if (!heir) throw new AppError("project.last_owner", { details: { project: row.slug } });
    await tx.db.delete(membership).where(and(eq(membership.projectId, id), eq(membership.userId, person.id)));
    // The owner whom the project's page names.
    if (row.ownerId === person.id) await tx.db.update(project).set({ ownerId: heir.id }).where(eq(project.id, id));
    await releaseHeld(tx, id, person.id);
    await appendEntries(tx, [
      roleEntry(tx, { kind: "role.revoked", project: id, user: person.id, actor, role: "owner" }),
    ]);
    return { handle: person.handle, changed: true };
  });
}

/** Of two owners who remove each other at once the second waits here, and then is no owner any more. */
async function lockForOwners(ctx: Ctx, projectId: string) {
  const row = await lockProject(ctx, projectId);
  await authorise(ctx, "member.grant", projectId);
  return row;
}

async function listOwners(ctx: Ctx, projectId: string) {
  return ctx.db
    .select({ id: user.id, bannedAt: user.bannedAt })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.userId))
    .where(and(eq(membership.projectId, projectId), eq(membership.role, "owner")))
    .orderBy(asc(membership.createdAt), asc(user.id));
}
