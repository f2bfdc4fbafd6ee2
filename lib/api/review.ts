import { z } from "zod";
import { modalities } from "#lib/domain/content";
import { declaredSchema } from "#lib/domain/declaration";
import { foundSchema, personalStatements } from "#lib/domain/door";
import { limits } from "#lib/domain/limits";
import { mediaViewSchema } from "#lib/domain/media";
import { pageInputSchema } from "#lib/domain/paging";
import { projectStates } from "#lib/domain/project";
import { projectNamedSchema } from "#lib/domain/project-edit";
import { claimEmpties, decideInputSchema, decisions, rejectReasons, skipReasons } from "#lib/domain/review";
import { looks } from "#lib/domain/script";
import { renewLease, skipSlot } from "#lib/services/review-claim";
import { decideReview, undoDecision } from "#lib/services/review-decide";
import { listMyReviews } from "#lib/services/review-history";
import { readReviewQueue } from "#lib/services/review-queue";
import { claimItems } from "#lib/services/review-read";
import { readReviewTally } from "#lib/services/review-tally";
import { pub } from "./base";
import { itemContent } from "./item-content";

const tags = ["Reviews"];

const slotNamed = z.strictObject({ slotId: z.uuid({ error: "wrong_type" }).toLowerCase() });
const spoken = {
  decision: z.enum(decisions),
  reason: z.enum(rejectReasons).nullable(),
  feedback: z.string().nullable(),
};
const outcome = z.enum(["accepted", "rejected", "changes_requested"]);
const item = z.strictObject({
  slotId: z.uuid().toLowerCase(),
  round: z.int(),
  isLastRound: z.boolean(),
  language: z.string(),
  ...itemContent,
  leaseExpiresAt: z.date(),
  declared: declaredSchema.nullable(),
  flagged: z.strictObject({ found: z.array(foundSchema), statement: z.enum(personalStatements).nullable() }).nullable(),
  looksLike: z.enum(looks).nullable(),
  near: z.strictObject({ ...itemContent, percent: z.int() }).nullable(),
  previous: z.strictObject({ round: z.int(), ...itemContent, votes: z.array(z.strictObject(spoken)) }).nullable(),
});
const lease = z.strictObject({ leaseExpiresAt: z.date() });
const queueProject = z.strictObject({
  slug: z.string(),
  name: z.string(),
  summary: z.string(),
  languages: z.array(z.string()),
  modality: z.enum(modalities),
  state: z.enum(projectStates),
  reviewPrice: z.int(),
  open: z.int(),
  openIsMore: z.boolean(),
  held: z.int(),
  waitingSince: z.date().nullable(),
});
const tally = z.strictObject({
  today: z.strictObject({ accept: z.int(), reject: z.int(), request_changes: z.int() }),
  pending: z.strictObject({ reviews: z.int(), points: z.int() }),
  paidToday: z.int(),
});
const pastReview = z.strictObject({
  id: z.uuid().toLowerCase(),
  createdAt: z.date(),
  project: z.strictObject({ slug: z.string(), name: z.string() }),
  round: z.int(),
  language: z.string(),
  excerpt: z.string(),
  isErased: z.boolean(),
  media: mediaViewSchema.nullable(),
  ...spoken,
  outcome: outcome.nullable(),
  points: z.int(),
  feeId: z.uuid().toLowerCase().nullable(),
});

export const reviewRouter = {
  queue: pub
    .route({ method: "GET", path: "/me/review-queue", tags, summary: "What waits for my review, by project" })
    .input(z.strictObject({}))
    .output(z.strictObject({ projects: z.array(queueProject) }))
    .handler(({ context }) => readReviewQueue(context.ctx)),
  tally: pub
    .route({ method: "GET", path: "/me/review-tally", tags, summary: "My reviews today, and what they bring" })
    .input(z.strictObject({}))
    .output(tally)
    .handler(({ context }) => readReviewTally(context.ctx)),
  history: pub
    .route({ method: "GET", path: "/me/reviews", tags, summary: "List my sealed reviews, newest first" })
    .input(pageInputSchema)
    .output(z.strictObject({ items: z.array(pastReview), nextCursor: z.string().nullable() }))
    .handler(({ context, input }) => listMyReviews(context.ctx, input)),
  claim: pub
    .route({
      method: "POST",
      path: "/projects/{slug}/review-slots",
      tags,
      summary: "Claim the next items to review; those I hold already come first",
    })
    .input(
      projectNamedSchema.extend({
        wanted: z
          .int({ error: "not_integer" })
          .min(1, { error: "too_small" })
          .max(limits.claimedAtOnce, { error: "too_large" })
          .default(1),
      }),
    )
    .output(z.strictObject({ items: z.array(item), empty: z.enum(claimEmpties).nullable() }))
    .handler(({ context, input }) => claimItems(context.ctx, { project: input.slug, wanted: input.wanted })),
  renew: pub
    .route({ method: "POST", path: "/review-slots/{slotId}/lease", tags, summary: "Keep an item for longer" })
    .input(slotNamed)
    .output(lease)
    .handler(({ context, input }) => renewLease(context.ctx, input)),
  skip: pub
    .route({ method: "POST", path: "/review-slots/{slotId}/skip", tags, summary: "Pass an item over" })
    .input(slotNamed.extend({ reason: z.enum(skipReasons, { error: "not_in_list" }).default("unsure") }))
    .output(z.strictObject({ slotId: z.uuid().toLowerCase() }))
    .handler(({ context, input }) => skipSlot(context.ctx, input)),
  decide: pub
    .route({ method: "PUT", path: "/review-slots/{slotId}/decision", tags, summary: "Decide an item" })
    .input(decideInputSchema)
    .output(z.strictObject({ slotId: z.uuid().toLowerCase(), sealsAt: z.date(), sealed: z.boolean() }))
    .handler(({ context, input }) => decideReview(context.ctx, input)),
  undo: pub
    .route({
      method: "DELETE",
      path: "/review-slots/{slotId}/decision",
      tags,
      summary: "Take a decision back before it is sealed",
    })
    .input(slotNamed)
    .output(lease)
    .handler(({ context, input }) => undoDecision(context.ctx, input)),
};
