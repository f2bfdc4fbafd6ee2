import { and, asc, eq, isNull, or, sql } from "drizzle-orm";
import { membership } from "#db/schema/project";
import { slot } from "#db/schema/review";
import { user } from "#db/schema/user";
import { AppError } from "#lib/domain/error";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import { actorId } from "./authorise";
import { type Ctx, inTx } from "./context";
import { appendEntries } from "./outbox";
import { cursorOfPlace, pastCursor } from "./project-cursor";
import { lockProject } from "./project-edit";
import { getProjectFor } from "./project-find";
import { consumeLimit } from "./rate-limit";

export type Member = { handle: string; name: string | null; role: "reviewer" | "owner"; since: Date };

/** Owners and reviewers of a project, longest-serving first. Never an e-mail address. */
export async function listMembers(ctx: Ctx, input: PageInput & { slug: string }): Promise<Page<Member>> {
  const project = await getProjectFor(ctx, input.slug, "member.grant");
  const rows = await ctx.db
    .select({
      id: membership.userId,
      createdAt: membership.createdAt,
      role: membership.role,
      handle: user.handle,
      name: user.name,
    })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.userId))
    .where(
      and(
        eq(membership.projectId, project.id),
        pastCursor(input.cursor, { createdAt: membership.createdAt, id: membership.userId }, "newer"),
      ),
    )
    .orderBy(asc(membership.createdAt), asc(membership.userId))
    .limit(input.limit + 1);
  const page = pageOf(rows, input.limit, cursorOfPlace);
  return {
    items: page.items.map(({ handle, name, role, createdAt }) => ({ handle, name, role, since: createdAt })),
    nextCursor: page.nextCursor,
  };
}

export type MemberChanged = { handle: string; changed: boolean };

/** Lets a person review in the project. Granting twice is the same as granting once; owners review as it is. */
export async function grantReviewer(ctx: Ctx, input: { slug: string; person: string }): Promise<MemberChanged> {
  const project = await getProjectFor(ctx, input.slug, "member.grant");
  const granterId = actorId(ctx);
  const person = await getPerson(ctx, input.person);
  return inTx(ctx, async (tx) => {
    // One role after the other: somebody who becomes an owner at this moment is none.
    await lockProject(tx, project.id);
    if (await isOwner(tx, project.id, person.id)) return { handle: person.handle, changed: false };
    const granted = await tx.db
      .insert(membership)
      .values({
        projectId: project.id,
        userId: person.id,
        role: "reviewer",
        grantedBy: granterId,
        createdAt: tx.now(),
      })
      .onConflictDoNothing()
      .returning();
    const ids = { project: project.id, user: person.id, actor: granterId, role: "reviewer" as const };
    if (granted.length > 0) await appendEntries(tx, [roleEntry(tx, { kind: "role.granted", ...ids })]);
    return { handle: person.handle, changed: granted.length > 0 };
  });
}

/** Takes the right to review back. Items that the person holds return to the queue at once; decisions already made stay. */
export async function revokeReviewer(ctx: Ctx, input: { slug: string; person: string }): Promise<MemberChanged> {
  const project = await getProjectFor(ctx, input.slug, "member.grant");
  const revokerId = actorId(ctx);
  const person = await getPerson(ctx, input.person, { isBannedToo: true });
  return inTx(ctx, async (tx) => {
    const revoked = await tx.db
      .delete(membership)
      .where(
        and(eq(membership.projectId, project.id), eq(membership.userId, person.id), eq(membership.role, "reviewer")),
      )
      .returning();
    if (revoked.length === 0) return { handle: person.handle, changed: false };
    await releaseHeld(tx, project.id, person.id);
    const ids = { project: project.id, user: person.id, actor: revokerId, role: "reviewer" as const };
    await appendEntries(tx, [roleEntry(tx, { kind: "role.revoked", ...ids })]);
    return { handle: person.handle, changed: true };
  });
}

async function isOwner(ctx: Ctx, projectId: string, userId: string): Promise<boolean> {
  const rows = await ctx.db
    .select({ role: membership.role })
    .from(membership)
    .where(and(eq(membership.projectId, projectId), eq(membership.userId, userId), eq(membership.role, "owner")));
  return rows.length > 0;
}

/** Items that a person holds for review in a project return to its queue. */
export async function releaseHeld(ctx: Ctx, projectId: string, userId: string): Promise<void> {
  await ctx.db
    .update(slot)
    .set({ state: "open", holderId: null, leaseExpiresAt: null })
    .where(and(eq(slot.projectId, projectId), eq(slot.holderId, userId), eq(slot.state, "leased")));
}

type RoleEvent = {
  kind: "role.granted" | "role.revoked";
  project: string;
  user: string;
  actor: string;
  role: Member["role"];
};

/** The ledger entry of a role that begins or ends in a project. */
export function roleEntry(ctx: Ctx, event: RoleEvent) {
  return { v: 1 as const, id: ctx.newId(), at: ctx.now().toISOString(), ...event };
}

/**
 * A person by handle or address. The answer to an address nobody has and to a banned person is the same, and says only what was asked back;
 * `isBannedToo` where a role is taken away.
 */
export async function getPerson(
  ctx: Ctx,
  person: string,
  { isBannedToo = false } = {},
): Promise<{ id: string; handle: string }> {
  const wanted = person.trim().replace(/^@/, "").toLowerCase();
  // Whoever may look up addresses could try a list of them.
  if (wanted.includes("@")) await consumeLimit(ctx, "person.find", actorId(ctx));
  const [row] = await ctx.db
    .select({ id: user.id, handle: user.handle })
    .from(user)
    .where(
      and(
        or(sql`lower(${user.handle}) = ${wanted}`, sql`lower(${user.email}) = ${wanted}`),
        isBannedToo ? undefined : isNull(user.bannedAt),
      ),
    )
    .limit(1);
  if (!row) throw new AppError("user.not_found", { details: { user: person } });
  return row;
}
