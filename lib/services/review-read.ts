import { and, inArray, isNull, ne, sql } from "drizzle-orm";
import { contribution, revision } from "#db/schema/contribution";
import { review } from "#db/schema/review";
import type { Content, Modality } from "#lib/domain/content";
import type { Declared } from "#lib/domain/declaration";
import { limits } from "#lib/domain/limits";
import type { ClaimEmpty, Decision, RejectReason } from "#lib/domain/review";
import type { Look } from "#lib/domain/script";
import { contentOf, type ItemContent } from "./content-view";
import type { Ctx } from "./context";
import { readDeclarations } from "./declaration";
import { type Flagged, type Flags, readFlags } from "./flag";
import { readMedia } from "./media-view";
import { getProject } from "./project-find";
import { claimSlots, type SlotRow } from "./review-claim";

/** What was said in the round before, in no order that would tell who said it. */
export type PastVote = { decision: Decision; reason: RejectReason | null; feedback: string | null };

/** What a reviewer gets to see of an item: never its author, its id (the ledger tells votes by it), or what others say in this round. */
export type ReviewItem = ItemContent & {
  slotId: string;
  round: number;
  isLastRound: boolean;
  language: string;
  leaseExpiresAt: Date;
  /** What its author says about its rights; null for what came in before that was asked. */
  declared: Declared | null;
  /** What may be personal in it, and what its author says about that. */
  flagged: Flagged | null;
  /** What it looks like, when that is not its language. */
  looksLike: Look | null;
  /** The most alike text of the project, beside it. */
  near: (ItemContent & { percent: number }) | null;
  previous: (ItemContent & { round: number; votes: PastVote[] }) | null;
};

export type ClaimedItems = { items: ReviewItem[]; empty: ClaimEmpty | null };

/** Claims up to `wanted` items and says what stands in them. */
export async function claimItems(ctx: Ctx, input: { project: string; wanted: number }): Promise<ClaimedItems> {
  const { slots, empty } = await claimSlots(ctx, input);
  if (slots.length === 0) return { items: [], empty };
  const { modality } = await getProject(ctx, input.project);
  return { items: await readItems(ctx, modality, slots), empty };
}

async function readItems(ctx: Ctx, modality: Modality, slots: readonly SlotRow[]): Promise<ReviewItem[]> {
  const rows = await ctx.db
    .select({
      id: contribution.id,
      language: contribution.language,
      content: contribution.content,
      declarationId: contribution.declarationId,
    })
    .from(contribution)
    .where(
      inArray(
        contribution.id,
        slots.map((row) => row.contributionId),
      ),
    );
  const items = new Map(rows.map((row) => [row.id, { ...row, content: JSON.parse(row.content) as Content }]));
  const mediaOf = await readMedia(
    ctx,
    [...items.values()].map((row) => row.content),
  );
  const previous = await readPrevious(ctx, modality, slots);
  const flags = await readFlags(ctx, slots);
  const declarations = await readDeclarations(ctx, rows);
  const neighbours = await readNeighbours(ctx, modality, flags);
  return slots.flatMap((row) => {
    const item = items.get(row.contributionId);
    if (!item || !row.leaseExpiresAt) return [];
    return {
      slotId: row.id,
      round: row.round,
      isLastRound: row.round >= limits.maxRounds,
      language: item.language,
      ...contentOf(modality, item.content, mediaOf),
      leaseExpiresAt: row.leaseExpiresAt,
      declared: declarations.get(row.contributionId) ?? null,
      flagged: personalIn(flags.get(row.contributionId)),
      looksLike: flags.get(row.contributionId)?.looksLike ?? null,
      near: neighbours.get(row.contributionId) ?? null,
      previous: previous.get(row.contributionId) ?? null,
    };
  });
}

function personalIn(flags: Flags | undefined): Flagged | null {
  return flags && flags.found.length > 0 ? { found: flags.found, statement: flags.statement } : null;
}

/** What flagged items are much like, by the item's id; without those that were withdrawn or erased since. */
async function readNeighbours(ctx: Ctx, modality: Modality, flags: ReadonlyMap<string, Flags>) {
  const wanted = [...flags].flatMap(([id, { near }]) => (near ? [{ id, near }] : []));
  if (wanted.length === 0) return new Map<string, ItemContent & { percent: number }>();
  const ids = wanted.map(({ near }) => near.id);
  const rows = await ctx.db
    .select({ id: contribution.id, content: contribution.content })
    .from(contribution)
    .where(and(inArray(contribution.id, ids), ne(contribution.status, "withdrawn"), isNull(contribution.erasedAt)));
  const contents = new Map(rows.map((row) => [row.id, JSON.parse(row.content) as Content]));
  const mediaOf = await readMedia(ctx, [...contents.values()]);
  return new Map(
    wanted.flatMap(({ id, near }) => {
      const content = contents.get(near.id);
      return content ? [[id, { ...contentOf(modality, content, mediaOf), percent: near.percent }] as const] : [];
    }),
  );
}

type Previous = Map<string, NonNullable<ReviewItem["previous"]>>;

async function readPrevious(ctx: Ctx, modality: Modality, slots: readonly SlotRow[]): Promise<Previous> {
  const revised = slots.filter((row) => row.round > 1);
  if (revised.length === 0) return new Map();
  const before = sql.join(
    revised.map((row) => sql`(${row.contributionId}::uuid, ${row.round - 1}::int)`),
    sql`, `,
  );
  const contents = await ctx.db
    .select({ id: revision.contributionId, round: revision.round, content: revision.content })
    .from(revision)
    .where(sql`(${revision.contributionId}, ${revision.round}) in (${before})`);
  const votes = await ctx.db
    .select({
      id: review.contributionId,
      decision: review.decision,
      reason: review.reason,
      feedback: review.feedback,
    })
    .from(review)
    .where(sql`(${review.contributionId}, ${review.round}) in (${before})`)
    .orderBy(review.id);
  const parsed = contents.map((row) => ({ ...row, content: JSON.parse(row.content) as Content }));
  const mediaOf = await readMedia(
    ctx,
    parsed.map((row) => row.content),
  );
  return new Map(
    parsed.map(({ id, round, content }) => {
      const own = votes.filter((vote) => vote.id === id);
      return [id, { round, ...contentOf(modality, content, mediaOf), votes: own.map(pastVote) }];
    }),
  );
}

function pastVote(row: { decision: Decision; reason: string | null; feedback: string | null }): PastVote {
  // Reasons were checked against the list at the door.
  return { decision: row.decision, reason: row.reason as RejectReason | null, feedback: row.feedback };
}
