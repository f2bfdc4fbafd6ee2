import { count, eq, isNull, sum } from "drizzle-orm";
import { tree } from "#db/schema/ledger";
import { project } from "#db/schema/project";
import { user } from "#db/schema/user";
import { authorise } from "./authorise";
import type { Ctx } from "./context";

export type SiteCounts = { accepted: number; reviews: number; people: number; entries: number };

/** The figures of the front page, from counters that every settlement keeps. */
export async function readSiteCounts(ctx: Ctx): Promise<SiteCounts> {
  await authorise(ctx, "project.read");
  const [work] = await ctx.db
    .select({ accepted: sum(project.acceptedCount), reviews: sum(project.reviewCount) })
    .from(project);
  const [people] = await ctx.db.select({ count: count() }).from(user).where(isNull(user.bannedAt));
  const [head] = await ctx.db.select({ size: tree.size }).from(tree).where(eq(tree.id, 1));
  return {
    accepted: Number(work?.accepted ?? 0),
    reviews: Number(work?.reviews ?? 0),
    people: people?.count ?? 0,
    entries: head?.size ?? 0,
  };
}
