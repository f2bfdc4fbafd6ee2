import { eq, sql } from "drizzle-orm";
import { membership, project } from "#db/schema/project";
import { AppError } from "#lib/domain/error";
import type { Action, Role } from "#lib/domain/policy";
import { authoriseRoles, mayDo } from "./authorise";
import type { Ctx } from "./context";

export type ProjectRow = typeof project.$inferSelect;

/** A project by its slug, as the actor may see it: a draft exists only for its owners and admins. */
export async function getProject(ctx: Ctx, slug: string): Promise<ProjectRow> {
  const [row] = await ctx.db.select().from(project).where(eq(project.slug, slug.toLowerCase()));
  return visible(ctx, row, slug);
}

/** A project and the right to act in it, in one read: what every busy path begins with. */
export async function getProjectFor(ctx: Ctx, slug: string, action: Action): Promise<ProjectRow> {
  const me = ctx.actor.kind === "user" ? ctx.actor.userId : null;
  const [row] = await ctx.db
    .select({
      project,
      roles: sql<
        Role[]
      >`array(select ${membership.role} from ${membership} where ${membership.projectId} = ${project.id} and ${membership.userId} = ${me})`,
    })
    .from(project)
    .where(eq(project.slug, slug.toLowerCase()));
  const found = await visible(ctx, row?.project, slug);
  authoriseRoles(ctx, action, row?.roles ?? []);
  return found;
}

/** The same by id. */
export async function getProjectById(ctx: Ctx, id: string): Promise<ProjectRow> {
  const [row] = await ctx.db.select().from(project).where(eq(project.id, id));
  return visible(ctx, row, id);
}

async function visible(ctx: Ctx, row: ProjectRow | undefined, name: string): Promise<ProjectRow> {
  if (!row || (row.state === "draft" && !(await mayDo(ctx, "project.read_draft", row.id)))) {
    throw new AppError("project.not_found", { details: { project: name } });
  }
  return row;
}

const counters = {
  in_review: project.inReviewCount,
  changes_requested: project.changesRequestedCount,
  accepted: project.acceptedCount,
  rejected: project.rejectedCount,
  withdrawn: project.withdrawnCount,
  reviews: project.reviewCount,
};
type Counted = keyof typeof counters;

/** Changes a project's live counts in the transaction that changes what is counted; goes last, its row is shared by all. */
export async function addToCounts(
  ctx: Ctx,
  projectId: string,
  deltas: Partial<Record<Counted, number>>,
): Promise<void> {
  const changed = (Object.entries(deltas) as [Counted, number][]).filter(([, delta]) => delta !== 0);
  if (changed.length === 0) return;
  const sets = changed.map(([status, delta]) => {
    const column = sql.identifier(counters[status].name);
    return sql`${column} = ${column} + ${delta}`;
  });
  await ctx.db.execute(sql`update ${project} set ${sql.join(sets, sql`, `)} where ${project.id} = ${projectId}`);
}
