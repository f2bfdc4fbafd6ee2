"use client";

import type { DeskState, DeskStore } from "#components/desk/desk-store";
import { inTime, useDeskStore } from "#components/desk/use-desk-store";
import { type ApiOutputs, api } from "#lib/client";
import type { SkipReason } from "#lib/domain/review";
import type { ReviewChoice, ReviewOp } from "#lib/domain/review-desk";
import { reviewOutbox } from "./review-outbox";

export type ReviewItem = ApiOutputs["review"]["claim"]["items"][number];
export type ReviewDeskState = DeskState<ReviewItem, ReviewChoice, SkipReason>;
export type ReviewStore = DeskStore<ReviewItem, ReviewChoice, SkipReason>;

function send(op: ReviewOp, options: { signal: AbortSignal }): Promise<unknown> {
  const { slotId } = op;
  if (op.kind === "undo") return api.review.undo({ slotId }, options);
  if (op.kind === "skip") return api.review.skip({ slotId, reason: op.reason }, options);
  const { decision, reason, feedback } = op;
  return api.review.decide({ slotId, decision, reason: reason ?? undefined, feedback: feedback ?? undefined }, options);
}

/** The reviewing desk of one person in one project; starts when `isActive`. */
export function useDesk(userId: string, slug: string, isActive: boolean): [ReviewDeskState, ReviewStore] {
  return useDeskStore<ReviewItem, ReviewChoice, SkipReason>(
    () => ({
      claim: (wanted) => inTime((options) => api.review.claim({ slug, wanted }, options)),
      send: (op) => inTime((options) => send(op, options)),
      save: (outbox) => reviewOutbox.save(userId, slug, outbox),
      load: () => reviewOutbox.load(userId, slug),
    }),
    isActive,
  );
}
