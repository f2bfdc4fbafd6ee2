import { and, asc, eq, gt, sql } from "drizzle-orm";
import { flag } from "#db/schema/flag";
import type { Content } from "#lib/domain/content";
import { type FieldFinding, kindsOf, type PersonalStatement, placesOf } from "#lib/domain/door";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import { findInContent } from "#lib/domain/personal-data";
import type { Look } from "#lib/domain/script";
import { authorise } from "./authorise";
import { findOwnBatch } from "./batch-read";
import type { Ctx } from "./context";
import { insertRows } from "./insert-rows";
import { type Neighbour, neighbourOf } from "./near";
import type { ProjectRow } from "./project-find";

/** What of a contribution its reviewers are to look at. */
export type Flagged = { found: FieldFinding[]; statement: PersonalStatement | null };
export type Flags = Flagged & { near: Neighbour | null; looksLike: Look | null };

/**
 * Looks a content over for personal data by the project's rule, whatever the client found. Undefined when nothing is to be flagged;
 * throws when the project takes none, or when the contributor has not said what it is about.
 */
export function flagContent(
  project: ProjectRow,
  content: Content,
  statement: PersonalStatement | undefined,
): Flagged | undefined {
  const policy = project.personalData;
  if (policy === "allow") return undefined;
  const found = findInContent(project.modality, content);
  if (found.length === 0) return undefined;
  if (policy === "warn" && statement) return { found, statement };
  throw new AppError("contribution.personal_data", {
    details: { policy, kinds: kindsOf(found).join(", "), places: placesOf(found) },
  });
}

type Place = { batchId?: string | undefined; row?: number | undefined; line?: number | undefined };

/** Flags contributions that came in, in the transaction that brought them. */
export async function addFlags(
  ctx: Ctx,
  rows: readonly (Flags & Place & { contributionId: string; round: number })[],
): Promise<void> {
  await insertRows(
    ctx,
    flag,
    rows.map(({ contributionId, round, found, statement, near, looksLike, row, line, batchId }) => ({
      contributionId,
      round,
      // Where and what, as far as anybody will look; a text of nothing but addresses must not fill the table.
      found: found.slice(0, limits.personalFindings),
      statement,
      nearTo: near?.id ?? null,
      nearPercent: near?.percent ?? null,
      looksLike,
      batchId: batchId ?? null,
      row: row ?? null,
      line: line ?? null,
    })),
    { common: { createdAt: ctx.now() } },
  );
}

/** Flags of items in a round, by the item's id. */
export async function readFlags(
  ctx: Ctx,
  items: readonly { contributionId: string; round: number }[],
): Promise<Map<string, Flags>> {
  if (items.length === 0) return new Map();
  const wanted = sql.join(
    items.map((item) => sql`(${item.contributionId}::uuid, ${item.round}::int)`),
    sql`, `,
  );
  const rows = await ctx.db.select().from(flag).where(sql`(${flag.contributionId}, ${flag.round}) in (${wanted})`);
  return new Map(
    rows.map((row) => {
      const { found, statement, looksLike } = row;
      return [row.contributionId, { found, statement, looksLike, near: neighbourOf(row) }];
    }),
  );
}

export type FlaggedRow = {
  row: number;
  line: number;
  contribution: string;
  found: FieldFinding[];
  near: Neighbour | null;
  looksLike: Look | null;
};

/** Rows of one's own import that came in and were flagged, in the order of the file. */
export async function listBatchFlags(ctx: Ctx, input: PageInput & { id: string }): Promise<Page<FlaggedRow>> {
  await authorise(ctx, "contribution.read_own");
  const { id } = await findOwnBatch(ctx, input.id);
  const after = input.cursor && /^\d{1,9}$/.test(input.cursor) ? Number(input.cursor) : -1;
  const rows = await ctx.db
    .select()
    .from(flag)
    .where(and(eq(flag.batchId, id), gt(flag.row, after)))
    .orderBy(asc(flag.row))
    .limit(input.limit + 1);
  const placed = rows.map((one) => ({
    row: one.row ?? 0,
    line: one.line ?? 0,
    contribution: one.contributionId,
    found: one.found,
    near: neighbourOf(one),
    looksLike: one.looksLike,
  }));
  return pageOf(placed, input.limit, (last) => String(last.row));
}
