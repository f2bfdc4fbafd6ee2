import { and, arrayContains, asc, desc, eq, inArray, ne, type SQL } from "drizzle-orm";
import { membership, project } from "#db/schema/project";
import type { Modality } from "#lib/domain/content";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import type { ProjectState } from "#lib/domain/project";
import type { ListProjectsInput } from "#lib/domain/project-edit";
import { coveredBy } from "#lib/domain/project-view";
import { actorId, authorise } from "./authorise";
import type { Ctx } from "./context";
import { readBudgets } from "./project-budget";
import { cursorOfPlace, pastCursor } from "./project-cursor";
import type { ProjectRow } from "./project-find";

export type ProjectCard = {
  slug: string;
  name: string;
  summary: string;
  languages: string[];
  modality: Modality;
  licence: string;
  state: ProjectState;
  /** Milli-points for an accepted contribution and for a finished review. */
  acceptPrice: number;
  reviewPrice: number;
  reviewsWanted: number;
  inReviewCount: number;
  changesRequestedCount: number;
  acceptedCount: number;
  rejectedCount: number;
  /** Contributions that the free budget still covers; null when nothing limits them. */
  covers: number | null;
  createdAt: Date;
};

/** Public projects, newest first; drafts are never among them. */
export async function listProjects(ctx: Ctx, input: ListProjectsInput): Promise<Page<ProjectCard>> {
  await authorise(ctx, "project.read");
  const rows = await listRows(
    ctx,
    input,
    and(
      input.state ? eq(project.state, input.state) : ne(project.state, "draft"),
      input.language ? arrayContains(project.languages, [input.language]) : undefined,
      input.modality ? eq(project.modality, input.modality) : undefined,
    ),
  );
  const page = pageOf(rows, input.limit, cursorOfPlace);
  return { items: await cardsOf(ctx, page.items), nextCursor: page.nextCursor };
}

export type MyProject = ProjectCard & { roles: ("reviewer" | "owner")[]; requestedBudget: number };

/** Projects that the person owns or reviews, drafts among them, newest first. */
export async function listMyProjects(ctx: Ctx, input: PageInput): Promise<Page<MyProject>> {
  await authorise(ctx, "contribution.read_own");
  const ofMe = eq(membership.userId, actorId(ctx));
  const mine = ctx.db.select({ id: membership.projectId }).from(membership).where(ofMe);
  const page = pageOf(await listRows(ctx, input, inArray(project.id, mine)), input.limit, cursorOfPlace);
  const ids = page.items.map((row) => row.id);
  const memberships =
    ids.length === 0
      ? []
      : await ctx.db
          .select()
          .from(membership)
          .where(and(ofMe, inArray(membership.projectId, ids)))
          .orderBy(asc(membership.role));
  const cards = await cardsOf(ctx, page.items);
  const items = page.items.flatMap((row, at) => {
    const card = cards[at];
    const roles = memberships.filter(({ projectId }) => projectId === row.id).map(({ role }) => role);
    return card ? [{ ...card, roles, requestedBudget: row.requestedBudget }] : [];
  });
  return { items, nextCursor: page.nextCursor };
}

async function listRows(ctx: Ctx, input: PageInput, where: SQL | undefined): Promise<ProjectRow[]> {
  return ctx.db
    .select()
    .from(project)
    .where(and(where, pastCursor(input.cursor, project, "older")))
    .orderBy(desc(project.createdAt), desc(project.id))
    .limit(input.limit + 1);
}

async function cardsOf(ctx: Ctx, rows: readonly ProjectRow[]): Promise<ProjectCard[]> {
  const budgets = await readBudgets(
    ctx,
    rows.map((row) => row.id),
  );
  return rows.map((row) => cardOf(row, budgets.get(row.id)?.left ?? 0));
}

/** The short view of a project; `left`: milli-points of its free budget. */
export function cardOf(row: ProjectRow, left: number): ProjectCard {
  const { slug, name, summary, languages, modality, licence, state, acceptPrice, reviewPrice, reviewsWanted } = row;
  const { inReviewCount, changesRequestedCount, acceptedCount, rejectedCount, createdAt } = row;
  return {
    ...{ slug, name, summary, languages, modality, licence, state, acceptPrice, reviewPrice, reviewsWanted },
    ...{ inReviewCount, changesRequestedCount, acceptedCount, rejectedCount, createdAt },
    covers: coveredBy(left, row),
  };
}
