import { and, count, eq, sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { contribution } from "#db/schema/contribution";
import { account, transfer } from "#db/schema/points";
import { project } from "#db/schema/project";
import type { Content } from "#lib/domain/content";
import { type ContributionStatus, contributionStatuses } from "#lib/domain/contribution";
import type { MediaView } from "#lib/domain/media";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import { accountId, userAccount } from "./account";
import { actorId, authorise } from "./authorise";
import type { Ctx } from "./context";
import { readMedia } from "./media-view";
import { cursorOfPlace, pastCursor } from "./project-cursor";

export type OwnContribution = {
  id: string;
  project: { slug: string; name: string };
  status: ContributionStatus;
  round: number;
  language: string;
  content: Content;
  media: MediaView | null;
  isErased: boolean;
  fromImport: boolean;
  /** Milli-points that came in for it so far, corrections taken off. */
  earned: number;
  /** Milli-points that an acceptance pays. */
  acceptPrice: number;
  createdAt: Date;
  decidedAt: Date | null;
};

export type ListOwnInput = PageInput & {
  status?: ContributionStatus | undefined;
  project?: string | undefined;
};

/** One's own submissions, newest first, of one status or all. */
export async function listOwnContributions(ctx: Ctx, input: ListOwnInput): Promise<Page<OwnContribution>> {
  await authorise(ctx, "contribution.read_own");
  const me = actorId(ctx);
  const places = await listPlaces(ctx, me, input);
  const page = pageOf(places, input.limit, cursorOfPlace);
  const rows = await readRows(
    ctx,
    me,
    page.items.map((place) => place.id),
  );
  return { items: page.items.flatMap(({ id }) => rows.get(id) ?? []), nextCursor: page.nextCursor };
}

type Place = { id: string; createdAt: Date };

/**
 * The next ids of a person's work. The index is by status first, so each status gives its own newest ones and the newest of those are
 * taken: as quick for a million imported rows as for ten.
 */
async function listPlaces(ctx: Ctx, me: string, input: ListOwnInput): Promise<Place[]> {
  const statuses = input.status ? [input.status] : contributionStatuses;
  const past = pastCursor(input.cursor, contribution, "older");
  const ofProject = input.project
    ? sql`and ${contribution.projectId} = (select id from ${project} where slug = ${input.project.toLowerCase()})`
    : sql``;
  const parts = statuses.map(
    (status) => sql`(select ${contribution.id} as id, ${contribution.createdAt} as "createdAt" from ${contribution}
      where ${contribution.authorId} = ${me} and ${contribution.status} = ${status} ${past ? sql`and ${past}` : sql``} ${ofProject}
      order by ${contribution.createdAt} desc, ${contribution.id} desc limit ${input.limit + 1})`,
  );
  const rows = await queryRows<{ id: string; createdAt: string }>(
    ctx.db,
    sql`select * from (${sql.join(parts, sql` union all `)}) newest order by "createdAt" desc, id desc limit ${input.limit + 1}`,
  );
  return rows.map((row) => ({ id: row.id, createdAt: new Date(row.createdAt) }));
}

async function readRows(ctx: Ctx, me: string, ids: readonly string[]): Promise<Map<string, OwnContribution>> {
  if (ids.length === 0) return new Map();
  const mine = accountId(userAccount(me));
  const rows = await ctx.db
    .select({ row: contribution, slug: project.slug, name: project.name, earned: earnedBy(mine) })
    .from(contribution)
    .innerJoin(project, eq(project.id, contribution.projectId))
    .where(sql`${contribution.id} in (select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::json))`);
  const contents = new Map(rows.map(({ row }) => [row.id, JSON.parse(row.content) as Content]));
  const contentOf = (id: string) => contents.get(id) ?? {};
  const mediaOf = await readMedia(ctx, [...contents.values()]);
  return new Map(
    rows.map(({ row, slug, name, earned }) => [
      row.id,
      {
        id: row.id,
        project: { slug, name },
        status: row.status,
        round: row.round,
        language: row.language,
        content: contentOf(row.id),
        media: mediaOf(contentOf(row.id)),
        isErased: row.erasedAt !== null,
        fromImport: row.batchId !== null,
        earned,
        acceptPrice: row.acceptPrice,
        createdAt: row.createdAt,
        decidedAt: row.decidedAt,
      },
    ]),
  );
}

/** Milli-points that this account got for the contribution of the outer query, minus what was taken back. */
function earnedBy(id: string) {
  return sql<number>`coalesce((select sum(case when ${transfer.creditAccountId} = ${id} then ${transfer.amount} else -${transfer.amount} end)
    from ${transfer} where ${transfer.contributionId} = ${contribution.id} and ${id} in (${transfer.creditAccountId}, ${transfer.debitAccountId})), 0)`.mapWith(
    Number,
  );
}

export type OwnCounts = Record<ContributionStatus, number> & { balance: number };

/** How many of one's submissions stand where, and one's points: the head of one's own page. */
export async function countOwnContributions(ctx: Ctx): Promise<OwnCounts> {
  await authorise(ctx, "contribution.read_own");
  const me = actorId(ctx);
  const rows = await ctx.db
    .select({ status: contribution.status, count: count() })
    .from(contribution)
    .where(eq(contribution.authorId, me))
    .groupBy(contribution.status);
  const [held] = await ctx.db
    .select({ balance: account.balance })
    .from(account)
    .where(and(eq(account.id, accountId(userAccount(me)))));
  const counts = { in_review: 0, changes_requested: 0, accepted: 0, rejected: 0, withdrawn: 0 };
  for (const row of rows) counts[row.status] = row.count;
  return { ...counts, balance: held?.balance ?? 0 };
}
