import { and, asc, eq, sql } from "drizzle-orm";
import { annotator } from "#db/schema/annotation";
import { user } from "#db/schema/user";
import { AppError } from "#lib/domain/error";
import { actorId, authorise } from "./authorise";
import type { Ctx } from "./context";
import { getProject, getProjectFor } from "./project-find";

export type AnnotatorLine = { handle: string; answers: number; skills: string[]; languages: string[] };

const SHOWN = 500;

/** Who answers in a project or was given a skill in it, busiest first. */
export async function listAnnotators(ctx: Ctx, input: { slug: string }): Promise<{ items: AnnotatorLine[] }> {
  const { id } = await getProjectFor(ctx, input.slug, "task.edit");
  const items = await ctx.db
    .select({
      handle: user.handle,
      answers: annotator.answers,
      skills: annotator.skills,
      languages: annotator.languages,
    })
    .from(annotator)
    .innerJoin(user, eq(user.id, annotator.userId))
    .where(eq(annotator.projectId, id))
    .orderBy(sql`${annotator.answers} desc`, asc(user.handle))
    .limit(SHOWN);
  return { items };
}

/** Gives a person the skills of a project's tasks, in place of those they had. */
export async function setSkills(
  ctx: Ctx,
  input: { slug: string; handle: string; skills: string[] },
): Promise<{ skills: string[] }> {
  const { id: projectId } = await getProjectFor(ctx, input.slug, "task.edit");
  const [person] = await ctx.db
    .select({ id: user.id })
    .from(user)
    .where(sql`lower(${user.handle}) = ${input.handle.toLowerCase()}`);
  if (!person) throw new AppError("user.not_found", { details: { user: input.handle } });
  return keep(ctx, projectId, person.id, { skills: [...new Set(input.skills)].sort() });
}

/** Says in which of the project's languages I answer; none means all. */
export async function setLanguages(
  ctx: Ctx,
  input: { slug: string; languages: string[] },
): Promise<{ languages: string[] }> {
  await authorise(ctx, "label.claim");
  const { id, languages } = await getProject(ctx, input.slug);
  const strange = input.languages.findIndex((one) => !languages.includes(one));
  if (strange >= 0)
    throw new AppError("input.invalid", {
      details: { issues: [{ path: `languages.${strange}`, message: "not_in_list" }] },
    });
  return keep(ctx, id, actorId(ctx), { languages: [...new Set(input.languages)].sort() });
}

/** My languages in a project; empty when I answer in all. */
export async function readLanguages(ctx: Ctx, input: { slug: string }): Promise<{ languages: string[] }> {
  await authorise(ctx, "label.claim");
  const { id } = await getProject(ctx, input.slug);
  const [row] = await ctx.db
    .select({ languages: annotator.languages })
    .from(annotator)
    .where(and(eq(annotator.projectId, id), eq(annotator.userId, actorId(ctx))));
  return { languages: row?.languages ?? [] };
}

async function keep<T extends { skills: string[] } | { languages: string[] }>(
  ctx: Ctx,
  projectId: string,
  userId: string,
  set: T,
): Promise<T> {
  await ctx.db
    .insert(annotator)
    .values({ projectId, userId, ...set })
    .onConflictDoUpdate({ target: [annotator.projectId, annotator.userId], set });
  return set;
}
