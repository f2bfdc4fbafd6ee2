import { z } from "zod";
import { limits } from "./limits";
import type { Outcome } from "./reward";
import { storedText } from "./text";

export const decisions = ["accept", "reject", "request_changes"] as const;
export type Decision = (typeof decisions)[number];

/** Why an item is not accepted as it stands; the same six everywhere, by the keys 1 to 6. */
export const rejectReasons = ["authenticity", "rights", "quality", "uniqueness", "privacy", "policy"] as const;
export type RejectReason = (typeof rejectReasons)[number];

/** Why a reviewer passes an item over; for the owner, and never shown to the author. */
export const skipReasons = ["unsure", "language", "topic", "conflict"] as const;
export type SkipReason = (typeof skipReasons)[number];

/** Why no item came back: the page says which it is, never just "no more tasks". */
export const claimEmpties = ["nothing_left", "nothing_left_for_you", "too_many_leases"] as const;
export type ClaimEmpty = (typeof claimEmpties)[number];

/** Rule that turns votes into a verdict; its name stands in the verdict's entry so that an audit can replay it. */
export const MAJORITY_RULE = "majority/1";

/** One vote as the verdict keeps it: the id of the sealed review's entry, and what it decided. */
export type VerdictVote = { review: string; decision: Decision };

/**
 * majority/1: once the wanted reviews are sealed, more than half for accept accepts, more than half for reject rejects,
 * anything else asks for changes. The number wanted is odd, so a plain yes or no always decides. In the last round nobody could answer
 * a request for changes any more, so what is not accepted is rejected. Input: the round's votes, how many are wanted, the round
 * (from 1). Output: the outcome, undefined while votes are missing. Source: docs/rewards.md, "majority/1".
 */
export function tallyVotes(
  votes: readonly { decision: Decision }[],
  wanted: number,
  round: number,
): Outcome | undefined {
  if (votes.length < wanted) return undefined;
  const count = (decision: Decision) => votes.filter((vote) => vote.decision === decision).length;
  if (count("accept") * 2 > votes.length) return "accepted";
  if (count("reject") * 2 > votes.length || round >= limits.maxRounds) return "rejected";
  return "changes_requested";
}

/** What a reviewer sends. A reason goes with reject and request_changes; feedback is shown to the author, never put in the ledger. */
export const decideInputSchema = z
  .strictObject({
    slotId: z.uuid({ error: "wrong_type" }).toLowerCase(),
    decision: z.enum(decisions, { error: "not_in_list" }),
    reason: z.enum(rejectReasons, { error: "not_in_list" }).optional(),
    feedback: storedText(limits.feedbackChars).optional(),
    /** Milliseconds in which undo is possible; 0 seals at once. */
    undoMs: z.int().min(0).max(limits.undoMaxMs).default(limits.undoMs),
  })
  .refine((input) => input.decision === "accept" || input.reason, {
    path: ["reason"],
    error: "required",
  })
  .transform((input) => (input.decision === "accept" ? { ...input, reason: undefined } : input));

export type DecideInput = z.infer<typeof decideInputSchema>;
