import type { Modality } from "./content";
import { limits } from "./limits";
import type { Action } from "./policy";
import type { ProjectState } from "./project";
import { type FlatPolicy, reserveForSubmission } from "./reward";

/**
 * How many more contributions a budget covers: each locks its own price and one round of reviews. `budget`: milli-points.
 * Null when nothing is locked, so that there is no end.
 */
export function coveredBy(budget: number, policy: FlatPolicy): number | null {
  const price = reserveForSubmission(policy);
  return price === 0 ? null : Math.floor(budget / price);
}

export type Example = { accepted: number; reviews: number; awards: number; fees: number; total: number };

/** What somebody with that many accepted contributions and finished reviews earns under the policy, in milli-points. */
export function earningsExample(policy: FlatPolicy, accepted = 10, reviews = 20): Example {
  const awards = policy.acceptPrice * accepted;
  const fees = policy.reviewPrice * reviews;
  return { accepted, reviews, awards, fees, total: awards + fees };
}

export type Simulation = {
  /** Contributions that fit while none of them is decided yet; null without end. */
  atOnce: number | null;
  /** Contributions that the whole budget pays for when the share is accepted, and how many of them are; null without end. */
  items: number | null;
  accepted: number | null;
  reviews: number | null;
  /** Milli-points that go to authors, to reviewers, and stay unspent. */
  awards: number;
  fees: number;
  left: number;
};

// Far beyond any project, and small enough that every product below stays exact.
const MAX_SIMULATED = 1_000_000_000;

/**
 * Plays a policy through: `budget` in milli-points, `acceptedPercent` of the items accepted at the first verdict, the rest rejected.
 * The parts always add up: awards + fees + left = budget.
 */
export function simulateBudget(policy: FlatPolicy, budget: number, acceptedPercent: number): Simulation {
  const roundPrice = policy.reviewPrice * policy.reviewsWanted;
  const atOnce = coveredBy(budget, policy);
  const isAffordable = (items: number) => costOf(items) + reserveForSubmission(policy) <= budget;
  const acceptedOf = (items: number) => Math.floor((items * acceptedPercent) / 100);
  const costOf = (items: number) => items * roundPrice + acceptedOf(items) * policy.acceptPrice;
  if (atOnce === null || costOf(100) === 0) {
    return { atOnce, items: null, accepted: null, reviews: null, awards: 0, fees: 0, left: budget };
  }
  // The n-th item only comes in when its full price is still free, whatever becomes of it: cost grows with n, so halve the range.
  let low = 0;
  let high = Math.min(MAX_SIMULATED, Math.ceil(budget / costOf(100)) * 100 + 100);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isAffordable(middle)) low = middle + 1;
    else high = middle;
  }
  const items = low;
  const accepted = acceptedOf(items);
  const awards = accepted * policy.acceptPrice;
  const fees = items * roundPrice;
  return { atOnce, items, accepted, reviews: items * policy.reviewsWanted, awards, fees, left: budget - awards - fees };
}

export const projectActions = ["contribute", "review", "edit", "change_state", "members", "request_budget"] as const;
export type ProjectAction = (typeof projectActions)[number];

/** Why a person may not do it; message keys "project.why.contribute.<key>" and "project.why.review.<key>". */
export const actionObstacles = [
  "signed_out",
  "scope_missing",
  "role_missing",
  "draft",
  "paused",
  "closed",
  "budget_empty",
  "nothing_waiting",
] as const;
export type ActionObstacle = (typeof actionObstacles)[number];

export type ActionState = { action: ProjectAction; allowed: boolean; reason: ActionObstacle | null };

/** The right behind each button. */
export const actionRights = {
  contribute: "contribution.submit",
  review: "review.claim",
  edit: "project.edit",
  change_state: "project.change_state",
  members: "member.grant",
  request_budget: "project.request_budget",
} as const satisfies Record<ProjectAction, Action>;

export type ProjectFacts = {
  state: ProjectState;
  /** As coveredBy gives it. */
  covers: number | null;
  inReview: number;
};

/** What the project's own state has against an action, whoever asks; null when nothing. */
export function obstacleIn(facts: ProjectFacts, action: ProjectAction): ActionObstacle | null {
  const { state } = facts;
  switch (action) {
    case "contribute":
      if (state !== "open") return state;
      return facts.covers === 0 ? "budget_empty" : null;
    case "review":
      if (state === "draft") return "draft";
      return facts.inReview === 0 ? "nothing_waiting" : null;
    case "edit":
    case "change_state":
    case "request_budget":
      return state === "closed" ? "closed" : null;
    case "members":
      return null;
  }
}

/**
 * An address made of a name: Latin letters and digits, hyphens between. A name without any (Chinese, Japanese) gets one from the kind
 * of data and its language: "text-zh-tw". Always fits slugSchema but for being taken.
 */
export function suggestSlug(name: string, modality: Modality, language = "en"): string {
  const fromName = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, limits.slugChars)
    .replace(/^-+|-+$/g, "");
  return fromName.length >= 2 ? fromName : `${modality}-${language}`.toLowerCase().replaceAll("_", "-");
}
