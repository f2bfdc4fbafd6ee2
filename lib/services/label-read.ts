import { inArray } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import type { Content } from "#lib/domain/content";
import type { ClaimEmpty } from "#lib/domain/review";
import { contentOf, type ItemContent } from "./content-view";
import type { Ctx } from "./context";
import { claimSeats } from "./label-claim";
import { readMedia } from "./media-view";
import { type ModelSays, offerHelp } from "./model-help";
import { getProject } from "./project-find";

/**
 * What an annotator gets to see of an item: never its author, nor the author's own label, nor what others answered, nor its id, by which its
 * place in the public order, and so whether it is gold, could be told.
 */
export type LabelItem = Omit<ItemContent, "label"> & {
  slotId: string;
  language: string;
  leaseExpiresAt: Date;
  /** What was typed before a reload. */
  draft: Record<string, unknown> | null;
  /** What a model says of it, where this person is shown that. */
  suggestion: ModelSays | null;
};

/** Claims up to `wanted` items and says what stands in them. */
export async function claimLabelItems(
  ctx: Ctx,
  input: { project: string; wanted: number },
): Promise<{ items: LabelItem[]; empty: ClaimEmpty | null }> {
  const { seats, empty } = await claimSeats(ctx, input);
  if (seats.length === 0) return { items: [], empty };
  const { id: projectId, modality } = await getProject(ctx, input.project);
  const offered = await offerHelp(ctx, projectId, seats);
  const rows = await ctx.db
    .select({ id: contribution.id, language: contribution.language, content: contribution.content })
    .from(contribution)
    .where(
      inArray(
        contribution.id,
        seats.map((row) => row.contributionId),
      ),
    );
  const found = new Map(rows.map((row) => [row.id, { ...row, content: JSON.parse(row.content) as Content }]));
  const mediaOf = await readMedia(
    ctx,
    [...found.values()].map((row) => row.content),
  );
  const items = seats.flatMap((row) => {
    const of = found.get(row.contributionId);
    if (!of || !row.leaseExpiresAt) return [];
    const { label: _, ...content } = contentOf(modality, of.content, mediaOf);
    return {
      slotId: row.id,
      language: of.language,
      ...content,
      leaseExpiresAt: row.leaseExpiresAt,
      draft: row.draft === null ? null : (JSON.parse(row.draft) as Record<string, unknown>),
      suggestion: offered.get(row.id) ?? null,
    };
  });
  return { items, empty: null };
}
