import { and, asc, eq, inArray } from "drizzle-orm";
import { batch } from "#db/schema/batch";
import { contribution } from "#db/schema/contribution";
import { slot } from "#db/schema/review";
import { user } from "#db/schema/user";
import type { Content, Modality } from "#lib/domain/content";
import type { ContributionStatus } from "#lib/domain/contribution";
import type { Declared } from "#lib/domain/declaration";
import type { DoorPolicy } from "#lib/domain/door";
import type { ErasureCause } from "#lib/domain/erasure";
import { AppError } from "#lib/domain/error";
import type { LabelSchema } from "#lib/domain/label";
import { limits } from "#lib/domain/limits";
import type { MediaView } from "#lib/domain/media";
import { isAllowed } from "#lib/domain/policy";
import { authorise, mayDo, rolesOf } from "./authorise";
import type { Ctx } from "./context";
import { listRounds, type RoundView } from "./contribution-round";
import { type ItemEntry, type ItemTransfer, listItemEntries, listItemTransfers } from "./contribution-trail";
import { declarationHash, readDeclarations } from "./declaration";
import { type Flagged, readFlags } from "./flag";
import { hex } from "./hash";
import { readMedia } from "./media-view";
import { getProjectById } from "./project-find";

/** Who looks: the author, somebody who reviews or owns the project, or anybody else who is signed in. */
export type Viewer = "author" | "staff" | "other";

export type ContributionView = {
  id: string;
  viewer: Viewer;
  project: {
    slug: string;
    name: string;
    modality: Modality;
    labelSchema: LabelSchema;
    licence: string;
    declarationHash: string;
    personalData: DoorPolicy;
    nearDuplicates: DoorPolicy;
  };
  status: ContributionStatus;
  round: number;
  language: string;
  /** Null for those who may not read it: everybody but author, reviewers and owners until it is accepted. */
  content: Content | null;
  /** What may be personal in this round, and what its author says about it; only for the author and those who review. */
  flagged: Flagged | null;
  /** What its author declared; null where nothing was asked yet, and for those who may not read the content. */
  declared: Declared | null;
  /** Licence that it was given under. */
  licence: string;
  /** Of this round and the earlier ones, as far as their contents may be read. */
  media: MediaView[];
  /** Null once it is erased. */
  contentHash: string | null;
  /** When and why its content was destroyed; null while it is there. */
  erased: { at: Date; cause: ErasureCause } | null;
  /** Whether the actor may erase it: as its author, or as somebody who must name a cause. */
  canErase: "own" | "cause" | null;
  /** Handle of the author, for the author and owners, and for all once it is accepted; null when hidden. */
  author: string | null;
  fileName: string | null;
  acceptPrice: number;
  reviewPrice: number;
  reviewsWanted: number;
  rounds: RoundView[];
  transfers: ItemTransfer[];
  entries: ItemEntry[];
  canRevise: boolean;
  canWithdraw: boolean;
  createdAt: Date;
  decidedAt: Date | null;
};

type Row = typeof contribution.$inferSelect;

/** One contribution with its whole history, as far as the actor may see it. */
export async function getContribution(ctx: Ctx, input: { id: string }): Promise<ContributionView> {
  await authorise(ctx, "contribution.read_own");
  const [row] = await ctx.db.select().from(contribution).where(eq(contribution.id, input.id));
  if (!row) throw new AppError("contribution.not_found", { details: { contribution: input.id } });
  const project = await getProjectById(ctx, row.projectId);
  const viewer = await viewerOf(ctx, row);
  const erased = row.erasedAt && { at: row.erasedAt, cause: row.erasedFor ?? "author" };
  const mayRead = !erased && (viewer !== "other" || row.status === "accepted");
  const isAuthor = viewer === "author";
  const declared = (await readDeclarations(ctx, [row])).get(row.id) ?? null;
  const rounds = await listRounds(ctx, row, { mayRead, mayHear: viewer !== "other" });
  const mediaOf = await readMedia(
    ctx,
    rounds.map((round) => round.content),
  );
  return {
    id: row.id,
    viewer,
    project: {
      slug: project.slug,
      name: project.name,
      modality: project.modality,
      labelSchema: project.labelSchema,
      licence: project.licence,
      declarationHash,
      personalData: project.personalData,
      nearDuplicates: project.nearDuplicates,
    },
    status: row.status,
    round: row.round,
    language: row.language,
    content: mayRead ? (JSON.parse(row.content) as Content) : null,
    media: rounds.flatMap((round) => mediaOf(round.content) ?? []),
    flagged: mayRead && viewer !== "other" ? await findFlagged(ctx, row) : null,
    declared: mayRead ? declared : null,
    licence: declared?.licence ?? project.licence,
    contentHash: erased ? null : hex(row.contentHash),
    erased,
    canErase: erased ? null : await erasableBy(ctx, row),
    author: isAuthor || row.status === "accepted" ? await findHandle(ctx, row.authorId, isAuthor) : null,
    fileName: isAuthor && row.batchId ? await findFileName(ctx, row.batchId) : null,
    acceptPrice: row.acceptPrice,
    reviewPrice: row.reviewPrice,
    reviewsWanted: row.reviewsWanted,
    rounds,
    transfers: await listItemTransfers(ctx, row, viewer),
    entries: await listItemEntries(ctx, row.id),
    canRevise: isAuthor && row.status === "changes_requested" && row.round < limits.maxRounds,
    canWithdraw: isAuthor && (await isWithdrawable(ctx, row)),
    createdAt: row.createdAt,
    decidedAt: row.decidedAt,
  };
}

async function viewerOf(ctx: Ctx, row: Row): Promise<Viewer> {
  if (ctx.actor.kind === "user" && ctx.actor.userId === row.authorId) return "author";
  return isAllowed(await rolesOf(ctx, row.projectId), "contribution.read_any") ? "staff" : "other";
}

async function findFlagged(ctx: Ctx, { id, round }: Row): Promise<Flagged | null> {
  const { found = [], statement = null } = (await readFlags(ctx, [{ contributionId: id, round }])).get(id) ?? {};
  return found.length > 0 ? { found, statement } : null;
}

async function erasableBy(ctx: Ctx, row: Row): Promise<ContributionView["canErase"]> {
  if (ctx.actor.kind === "user" && ctx.actor.userId === row.authorId) return "own";
  return (await mayDo(ctx, "contribution.erase_any", row.projectId)) ? "cause" : null;
}

async function findHandle(ctx: Ctx, userId: string, isOwn: boolean): Promise<string | null> {
  const [row] = await ctx.db
    .select({ handle: user.handle, hidden: user.hiddenFromBoards })
    .from(user)
    .where(eq(user.id, userId));
  return row && (isOwn || !row.hidden) ? row.handle : null;
}

async function findFileName(ctx: Ctx, batchId: string): Promise<string | null> {
  const [row] = await ctx.db.select({ fileName: batch.fileName }).from(batch).where(eq(batch.id, batchId));
  return row?.fileName ?? null;
}

/** The same rule as withdrawContribution: before anyone has decided, or instead of revising. */
async function isWithdrawable(ctx: Ctx, row: Row): Promise<boolean> {
  if (row.status === "changes_requested") return true;
  if (row.status !== "in_review" || row.round > 1) return false;
  const [decided] = await ctx.db
    .select({ id: slot.id })
    .from(slot)
    .where(and(eq(slot.contributionId, row.id), eq(slot.round, row.round), inArray(slot.state, ["decided", "sealed"])))
    .orderBy(asc(slot.id))
    .limit(1);
  return !decided;
}
