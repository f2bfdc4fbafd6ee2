import { and, eq, inArray, isNull, or } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import type { Content } from "#lib/domain/content";
import { AppError } from "#lib/domain/error";
import type { ShownNeighbour } from "#lib/domain/media";
import { actorId } from "./authorise";
import type { Ctx } from "./context";
import { readMedia } from "./media-view";
import type { Neighbour } from "./near";

export async function showNeighbour(ctx: Ctx, near: Neighbour): Promise<ShownNeighbour> {
  return (await showNeighbours(ctx, [near]))(near);
}

/** Several at once. */
export async function showNeighbours(
  ctx: Ctx,
  nears: readonly Neighbour[],
): Promise<(near: Neighbour) => ShownNeighbour> {
  const isShown = or(eq(contribution.authorId, actorId(ctx)), eq(contribution.status, "accepted"));
  const ids = [...new Set(nears.map(({ id }) => id))];
  const rows =
    ids.length === 0
      ? []
      : await ctx.db
          .select({ id: contribution.id, content: contribution.content })
          .from(contribution)
          .where(and(inArray(contribution.id, ids), isNull(contribution.erasedAt), isShown));
  const contents = new Map(rows.map(({ id, content }) => [id, JSON.parse(content) as Content]));
  const mediaOf = await readMedia(ctx, [...contents.values()]);
  return ({ id, percent }) => {
    const content = contents.get(id);
    return { percent, contribution: content ? id : null, media: content ? mediaOf(content) : null };
  };
}

/** The refusal of what is much like another, where the project takes no such thing. */
export async function nearError(ctx: Ctx, near: Neighbour): Promise<AppError> {
  const { percent, contribution: id } = await showNeighbour(ctx, near);
  return new AppError("contribution.near_duplicate", { details: { percent, contribution: id } });
}
