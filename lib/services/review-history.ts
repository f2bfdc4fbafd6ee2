import { and, desc, eq, sql } from "drizzle-orm";
import { contribution, revision } from "#db/schema/contribution";
import { project } from "#db/schema/project";
import { review, verdict } from "#db/schema/review";
import { type Content, type Modality, textFieldsOf } from "#lib/domain/content";
import type { MediaView } from "#lib/domain/media";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import type { Decision, RejectReason } from "#lib/domain/review";
import type { Outcome } from "#lib/domain/reward";
import { deterministicId } from "./account";
import { actorId, authorise } from "./authorise";
import type { Ctx } from "./context";
import { readMedia } from "./media-view";
import { cursorOfPlace, pastCursor } from "./project-cursor";

export type PastReview = {
  /** Also the id of its ledger entry. */
  id: string;
  createdAt: Date;
  project: { slug: string; name: string };
  round: number;
  language: string;
  /** The beginning of what was reviewed, as it was then. */
  excerpt: string;
  /** True when it was erased since; then nothing of it is left to show. */
  isErased: boolean;
  media: MediaView | null;
  decision: Decision;
  reason: RejectReason | null;
  feedback: string | null;
  /** Null until the verdict has fallen. */
  outcome: Outcome | null;
  /** Milli-points of the review, paid once the verdict has fallen. */
  points: number;
  /** The transfer that paid it, and its ledger entry. */
  feeId: string | null;
};

const EXCERPT_CHARS = 140;

/** My sealed reviews, newest first, each with its verdict once there is one. */
export async function listMyReviews(ctx: Ctx, input: PageInput): Promise<Page<PastReview>> {
  await authorise(ctx, "contribution.read_own");
  const me = actorId(ctx);
  const rows = await ctx.db
    .select({
      review,
      project: { slug: project.slug, name: project.name },
      modality: project.modality,
      item: contribution.id,
      language: contribution.language,
      points: contribution.reviewPrice,
      isErased: sql<boolean>`${contribution.erasedAt} is not null`,
      content: sql<string>`coalesce(${revision.content}, ${contribution.content})`,
      outcome: verdict.outcome,
    })
    .from(review)
    .innerJoin(project, eq(project.id, review.projectId))
    .innerJoin(contribution, eq(contribution.id, review.contributionId))
    .leftJoin(revision, and(eq(revision.contributionId, review.contributionId), eq(revision.round, review.round)))
    .leftJoin(verdict, and(eq(verdict.contributionId, review.contributionId), eq(verdict.round, review.round)))
    .where(and(eq(review.reviewerId, me), pastCursor(input.cursor, review, "older")))
    .orderBy(desc(review.createdAt), desc(review.id))
    .limit(input.limit + 1);
  const page = pageOf(rows, input.limit, (last) => cursorOfPlace(last.review));
  const contents = page.items.map((row) => JSON.parse(row.content) as Content);
  const mediaOf = await readMedia(ctx, contents);
  const items = page.items.map((row, at) => {
    const content = contents[at] ?? {};
    return { ...pastReview(row, content, me), media: mediaOf(content) };
  });
  return { nextCursor: page.nextCursor, items };
}

type Row = Pick<PastReview, "project" | "language" | "points" | "outcome" | "isErased"> & {
  review: typeof review.$inferSelect;
  modality: Modality;
  item: string;
  content: string;
};

function pastReview(
  { review: own, modality, item, content: _, ...row }: Row,
  content: Content,
  me: string,
): Omit<PastReview, "media"> {
  const [first = ""] = textFieldsOf(modality, content);
  const { id, createdAt, round, decision, feedback } = own;
  return {
    ...{ id, createdAt, round, decision, feedback, ...row },
    // Reasons were checked against the list at the door.
    reason: own.reason as RejectReason | null,
    excerpt: excerptOf(content[first] ?? ""),
    // Whoever had reviewed what was erased before its verdict is paid as well.
    feeId: (row.outcome || row.isErased) && row.points > 0 ? deterministicId("fee", item, round, me) : null,
  };
}

function excerptOf(text: string): string {
  const chars = Array.from(text.slice(0, EXCERPT_CHARS * 2).replace(/\s+/g, " "));
  return chars.length > EXCERPT_CHARS ? `${chars.slice(0, EXCERPT_CHARS).join("")}…` : chars.join("");
}
