import { and, asc, desc, eq, gt, inArray, lt } from "drizzle-orm";
import { entry, published } from "#db/schema/ledger";
import { project } from "#db/schema/project";
import type { EntryBody } from "#lib/domain/entry";
import { type Removal, type RemovalKind, removalKinds } from "#lib/domain/erasure";
import { limits } from "#lib/domain/limits";
import { authorise } from "./authorise";
import type { Ctx } from "./context";

/**
 * What was withdrawn or erased, in the order of the ledger, after the entry `after`. `cursor` is where to ask next, also at the end: whoever
 * polls keeps it. Only what a public checkpoint covers, so that each line can be proven and none ever changes its place.
 */
export async function listRemovals(
  ctx: Ctx,
  { after = -1, limit }: { after?: number | undefined; limit: number },
): Promise<{ items: Removal[]; cursor: number; isEnd: boolean }> {
  await authorise(ctx, "ledger.read");
  const rows = await readRemovals(ctx, { after }, limit + 1);
  const items = rows.slice(0, limit);
  return { items, cursor: items.at(-1)?.index ?? after, isEnd: rows.length <= limit };
}

/** The newest ones before an entry, newest first: for feeds and for the page. */
export async function listNewestRemovals(
  ctx: Ctx,
  { before, limit = limits.removalsInFeed }: { before?: number | undefined; limit?: number | undefined },
): Promise<{ items: Removal[]; nextBefore: number | null }> {
  await authorise(ctx, "ledger.read");
  const rows = await readRemovals(ctx, { before: before ?? Number.MAX_SAFE_INTEGER }, limit + 1);
  const items = rows.slice(0, limit);
  return { items, nextBefore: rows.length > limit ? (items.at(-1)?.index ?? null) : null };
}

/** Whether and why one contribution is gone; null while it is there. The last word counts: what was withdrawn may be erased later. */
export async function findRemoval(ctx: Ctx, input: { contribution: string }): Promise<Removal | null> {
  await authorise(ctx, "ledger.read");
  const [found] = await readRemovals(ctx, { of: input.contribution }, 1);
  return found ?? null;
}

type Range = { after: number } | { before: number } | { of: string };

/** One read for each kind, because the index is by kind first; the next ones of both, merged, are the next ones of all. */
async function readRemovals(ctx: Ctx, range: Range, limit: number): Promise<Removal[]> {
  const isUp = "after" in range;
  const inRange =
    "of" in range
      ? eq(entry.subjectId, range.of)
      : "after" in range
        ? gt(entry.index, range.after)
        : lt(entry.index, range.before);
  const rows: { index: number; body: Uint8Array }[] = [];
  for (const kind of Object.values(removalKinds)) {
    const ofKind = await ctx.db
      .select({ index: entry.index, body: entry.body })
      .from(entry)
      .innerJoin(published, and(eq(published.id, 1), lt(entry.index, published.size)))
      .where(and(eq(entry.kind, kind), inRange))
      .orderBy(isUp ? asc(entry.index) : desc(entry.index))
      .limit(limit);
    rows.push(...ofKind);
  }
  rows.sort((a, b) => (isUp ? a.index - b.index : b.index - a.index));
  return withProjects(ctx, rows.slice(0, limit));
}

type Body = Extract<EntryBody, { kind: (typeof removalKinds)[RemovalKind] }>;

async function withProjects(ctx: Ctx, rows: readonly { index: number; body: Uint8Array }[]): Promise<Removal[]> {
  const bodies = rows.map(({ index, body }) => ({ index, ...(JSON.parse(Buffer.from(body).toString()) as Body) }));
  const ids = [...new Set(bodies.map((body) => body.project))];
  const projects =
    ids.length === 0
      ? []
      : await ctx.db.select({ id: project.id, slug: project.slug }).from(project).where(inArray(project.id, ids));
  const slugs = new Map(projects.map(({ id, slug }) => [id, slug]));
  return bodies.map((body) => ({
    index: body.index,
    contribution: body.contribution,
    project: { id: body.project, slug: slugs.get(body.project) ?? "" },
    kind: body.kind === removalKinds.erased ? "erased" : "withdrawn",
    cause: body.kind === removalKinds.erased ? body.cause : null,
    at: new Date(body.at),
  }));
}
