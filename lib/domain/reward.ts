/**
 * Reward policies are pure functions from an outcome to amounts. `flat/1`: a fixed price per accepted contribution and per
 * sealed review, both promised from the project's budget when the item is submitted.
 */
export const FLAT_RULE = "flat/1";
/** Points that an operator makes, gives to a project, or takes back from a closed one. */
export const GRANT_RULE = "grant/1";
/** The exact opposite of a payment that was wrong. */
export const CORRECT_RULE = "correct/1";

export type FlatPolicy = {
  /** Milli-points for an accepted contribution. */
  acceptPrice: number;
  /** Milli-points for one sealed review, the same for every decision. */
  reviewPrice: number;
  /** Reviews an item gets in a round. */
  reviewsWanted: number;
};

export type Outcome = "accepted" | "rejected" | "changes_requested";

/** Milli-points to reserve when an item comes in: its own price and one round of reviews. */
export function reserveForSubmission(policy: FlatPolicy): number {
  return policy.acceptPrice + policy.reviewPrice * policy.reviewsWanted;
}

/** Milli-points to reserve when an author revises: one more round of reviews; the item's own price is still reserved. */
export function reserveForRevision(policy: FlatPolicy): number {
  return policy.reviewPrice * policy.reviewsWanted;
}

export type Settlement = {
  /** To the author. */
  award: number;
  /** To each of the reviewers whose sealed votes made the verdict. */
  fee: number;
  /** Back to the budget. */
  release: number;
  /** Stays reserved for the item. */
  kept: number;
};

/**
 * Splits what an item has reserved when its verdict falls. `reserved`: milli-points held for it. The parts always add up:
 * award + fee * votes + release + kept = reserved. Throws when the reservation cannot cover the promise, which no path allows.
 */
export function settleFlat(policy: FlatPolicy, outcome: Outcome, votes: number, reserved: number): Settlement {
  const fee = policy.reviewPrice;
  const award = outcome === "accepted" ? policy.acceptPrice : 0;
  const kept = outcome === "changes_requested" ? policy.acceptPrice : 0;
  const release = reserved - award - kept - fee * votes;
  if (release < 0) throw new RangeError(`reserved ${reserved} does not cover ${award} + ${votes} x ${fee} + ${kept}`);
  return { award, fee, release, kept };
}
