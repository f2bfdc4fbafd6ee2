import { and, eq, inArray, ne, sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { contribution, revision } from "#db/schema/contribution";
import { membership, project } from "#db/schema/project";
import { slot } from "#db/schema/review";
import type { Modality } from "#lib/domain/content";
import { limits } from "#lib/domain/limits";
import type { ProjectState } from "#lib/domain/project";
import { actorId, authorise } from "./authorise";
import type { Ctx } from "./context";
import { isFor } from "./review-claim";

export type QueueProject = {
  slug: string;
  name: string;
  summary: string;
  languages: string[];
  modality: Modality;
  state: ProjectState;
  /** Milli-points for a finished review. */
  reviewPrice: number;
  /** Items this person may take now; `openIsMore` when the count stopped early. */
  open: number;
  openIsMore: boolean;
  /** Items leased to this person already. */
  held: number;
  /** Since when the oldest of the open ones has waited for its review. */
  waitingSince: Date | null;
};

const PROJECTS_SHOWN = limits.pageSizeMax;
const SEATS_COUNTED = 1_000;

/** The projects I may review: where I hold items first, then where somebody has waited longest. */
export async function readReviewQueue(ctx: Ctx): Promise<{ projects: QueueProject[] }> {
  await authorise(ctx, "contribution.read_own");
  const me = actorId(ctx);
  const rows = await ctx.db
    .select()
    .from(project)
    .where(
      and(
        ne(project.state, "draft"),
        inArray(
          project.id,
          ctx.db.select({ id: membership.projectId }).from(membership).where(eq(membership.userId, me)),
        ),
      ),
    )
    .orderBy(project.createdAt, project.id)
    .limit(PROJECTS_SHOWN);
  const waiting = await countWaiting(
    ctx,
    me,
    rows.map((row) => row.id),
  );
  const projects = rows.map(({ id, slug, name, summary, languages, modality, state, reviewPrice }) => ({
    ...{ slug, name, summary, languages, modality, state, reviewPrice },
    ...(waiting.get(id) ?? { open: 0, openIsMore: false, held: 0, waitingSince: null }),
  }));
  const since = (one: QueueProject) => one.waitingSince?.getTime() ?? Number.POSITIVE_INFINITY;
  projects.sort((a, b) => b.held - a.held || since(a) - since(b));
  return { projects };
}

type Waiting = Pick<QueueProject, "open" | "openIsMore" | "held" | "waitingSince">;

async function countWaiting(ctx: Ctx, me: string, projectIds: readonly string[]): Promise<Map<string, Waiting>> {
  if (projectIds.length === 0) return new Map();
  const ids = sql.join(
    projectIds.map((id) => sql`${id}::uuid`),
    sql`, `,
  );
  const openFor = sql`${slot.projectId} = p.id and ${slot.state} = 'open' and ${isFor(me)}`;
  const rows = await queryRows<{ id: string; seats: number; open: number; held: number; since: string | null }>(
    ctx.db,
    sql`select p.id, seats.seats::int, seats.open::int,
        (select count(*)::int from ${slot} where ${slot.holderId} = ${me} and ${slot.state} = 'leased' and ${slot.projectId} = p.id) as held,
        (select coalesce(${revision.createdAt}, ${contribution.createdAt})
          from (select * from ${slot} where ${openFor} order by ${slot.orderKey}, ${slot.id} limit 1) oldest
          join ${contribution} on ${contribution.id} = oldest.contribution_id
          left join ${revision} on ${revision.contributionId} = oldest.contribution_id and ${revision.round} = oldest.round - 1) as since
      from unnest(array[${ids}]) as p(id),
      lateral (select count(*) as seats, count(distinct seat.contribution_id) as open
        from (select ${slot.contributionId} from ${slot} where ${openFor} order by ${slot.orderKey}, ${slot.id} limit ${SEATS_COUNTED}) seat) seats`,
  );
  return new Map(
    rows.map(({ id, seats, open, held, since }) => [
      id,
      { open, openIsMore: seats >= SEATS_COUNTED, held, waitingSince: since === null ? null : new Date(since) },
    ]),
  );
}
