import { and, eq, or } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { AppError } from "#lib/domain/error";
import { actorId } from "./authorise";
import type { Ctx } from "./context";
import type { Neighbour } from "./near";

/** A neighbour as its finder may know it: which one it is, only when it is theirs or public. */
export type ShownNeighbour = { percent: number; contribution: string | null };

export async function showNeighbour(ctx: Ctx, near: Neighbour): Promise<ShownNeighbour> {
  const [row] = await ctx.db
    .select({ id: contribution.id })
    .from(contribution)
    .where(
      and(
        eq(contribution.id, near.id),
        or(eq(contribution.authorId, actorId(ctx)), eq(contribution.status, "accepted")),
      ),
    );
  return { percent: near.percent, contribution: row?.id ?? null };
}

/** The refusal of a text that is much like another, where the project takes no such thing. */
export async function nearError(ctx: Ctx, near: Neighbour): Promise<AppError> {
  return new AppError("contribution.near_duplicate", { details: await showNeighbour(ctx, near) });
}
