import { and, count, eq } from "drizzle-orm";
import { membership, project } from "#db/schema/project";
import { user } from "#db/schema/user";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import type { CreateProjectInput } from "#lib/domain/project-edit";
import { deterministicId } from "./account";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { appendEntries } from "./outbox";
import { policyHashOf, policyOf } from "./project-policy";

export type Created = { id: string; slug: string };

/** Makes a draft whose creator is its owner. Sent twice with the same id (double click, retry) it makes one project. */
export async function createProject(ctx: Ctx, input: CreateProjectInput): Promise<Created> {
  await authorise(ctx, "project.create");
  const ownerId = actorId(ctx);
  return inTx(ctx, async (tx) => {
    // The lock makes the count hold: two tabs cannot both take the last place.
    await tx.db.select({ id: user.id }).from(user).where(eq(user.id, ownerId)).for("update");
    const known = await findCreated(tx, input, ownerId);
    if (known) return known;
    await assertRoom(tx, ownerId);
    await insertProject(tx, input, ownerId);
    await tx.db
      .insert(membership)
      .values({ projectId: input.id, userId: ownerId, role: "owner", grantedBy: ownerId, createdAt: tx.now() });
    await appendEntries(tx, [
      {
        v: 1,
        id: deterministicId("project.created", input.id),
        at: tx.now().toISOString(),
        kind: "role.granted",
        actor: ownerId,
        user: ownerId,
        role: "owner",
        project: input.id,
      },
    ]);
    return { id: input.id, slug: input.slug };
  });
}

async function findCreated(ctx: Ctx, input: CreateProjectInput, ownerId: string): Promise<Created | undefined> {
  const [row] = await ctx.db.select().from(project).where(eq(project.id, input.id));
  if (!row) return undefined;
  if (row.ownerId !== ownerId) throw new AppError("idempotency.conflict", { details: { key: input.id } });
  return { id: row.id, slug: row.slug };
}

async function assertRoom(ctx: Ctx, ownerId: string): Promise<void> {
  const [drafts] = await ctx.db
    .select({ count: count() })
    .from(project)
    .where(and(eq(project.ownerId, ownerId), eq(project.state, "draft")));
  if ((drafts?.count ?? 0) >= limits.draftsPerUser) {
    throw new AppError("project.too_many", { details: { max: limits.draftsPerUser } });
  }
}

async function insertProject(ctx: Ctx, input: CreateProjectInput, ownerId: string): Promise<void> {
  const policy = policyOf(input);
  const inserted = await ctx.db
    .insert(project)
    .values({
      ...input,
      ...policy,
      state: "draft",
      policyVersion: 1,
      policyHash: policyHashOf(policy),
      ownerId,
      createdAt: ctx.now(),
    })
    .onConflictDoNothing({ target: project.slug })
    .returning({ id: project.id });
  if (inserted.length === 0) throw new AppError("project.slug_taken", { details: { slug: input.slug } });
}
