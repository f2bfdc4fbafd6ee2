import { limits } from "./limits";
import { addScore } from "./replay-board";
import { closeRound, knownPolicy, settleErasure, settleVerdict, settleWithdrawal } from "./replay-round";
import {
  holdForItem,
  itemNumber,
  moveGap,
  openRound,
  policyOfItem,
  type StepOf,
  setStatus,
  statusOf,
  tell,
} from "./replay-state";
import { addId, findId } from "./replay-table";
import { MAJORITY_RULE, tallyVotes } from "./review";
import { reserveForRevision, reserveForSubmission } from "./reward";

export function applySubmitted(step: StepOf<"contribution.submitted">) {
  const { replay, body } = step;
  replay.tallies.contributions.checked += 1;
  const item = itemNumber(replay, body.contribution);
  if (statusOf(replay, item) !== "unknown") return tell(step, "submitted_twice");
  const { item: columns } = replay;
  columns.project[item] = addId(replay.names, body.project);
  columns.author[item] = addId(replay.names, body.author);
  columns.version[item] = body.policyVersion;
  columns.round[item] = 1;
  setStatus(replay, item, "in_review");
  const policy = policyOfItem(replay, item);
  if (!policy) return tell(step, "policy_unknown", { version: body.policyVersion });
  const price = reserveForSubmission(policy);
  if (body.batch === null) {
    moveGap(step, { item }, price);
    return;
  }
  // One reservation covers a whole chunk of an import: each of its items takes its own part.
  const batch = addId(replay.names, body.batch);
  holdForItem(replay, item, price);
  moveGap(step, { batch }, price);
}

/** True when the entry names the item's own author and project. */
function isOfItem(
  step: StepOf<"contribution.revised"> | StepOf<"contribution.withdrawn"> | StepOf<"contribution.erased">,
  item: number,
): boolean {
  const { replay, body } = step;
  const isRight =
    findId(replay.names, body.author) === replay.item.author[item] &&
    findId(replay.names, body.project) === replay.item.project[item];
  if (!isRight) tell(step, "author_differs");
  return isRight;
}

export function applyRevised(step: StepOf<"contribution.revised">) {
  const { replay, body } = step;
  replay.tallies.contributions.checked += 1;
  const item = itemNumber(replay, body.contribution);
  const status = statusOf(replay, item);
  if (status === "unknown") return tell(step, "not_submitted");
  if (status !== "changes_requested") return tell(step, "wrong_status", { status });
  if (!isOfItem(step, item)) return;
  const round = (replay.item.round[item] ?? 0) + 1;
  if (body.round !== round || round > limits.maxRounds)
    return tell(step, "round_wrong", { found: body.round, next: round });
  closeRound(replay, item, step.index);
  replay.open.delete(item);
  replay.item.round[item] = round;
  setStatus(replay, item, "in_review");
  const policy = knownPolicy(step, item);
  if (policy) moveGap(step, { item }, reserveForRevision(policy));
}

export function applyWithdrawn(step: StepOf<"contribution.withdrawn">) {
  const { replay, body } = step;
  replay.tallies.contributions.checked += 1;
  const item = itemNumber(replay, body.contribution);
  const status = statusOf(replay, item);
  if (status === "unknown") return tell(step, "not_submitted");
  if (status !== "in_review" && status !== "changes_requested") return tell(step, "wrong_status", { status });
  if (!isOfItem(step, item)) return;
  const votes = replay.open.get(item)?.votes.length ?? 0;
  if (status === "in_review" && (votes > 0 || replay.item.round[item] !== 1))
    return tell(step, "withdrawn_after_review", { votes });
  setStatus(replay, item, "withdrawn");
  settleWithdrawal(step, item);
}

/** Erasing changes no verdict and takes no points back; only what is not decided yet ends with it. Source: docs/erasure.md. */
export function applyErased(step: StepOf<"contribution.erased">) {
  const { replay, body } = step;
  replay.tallies.contributions.checked += 1;
  const item = itemNumber(replay, body.contribution);
  const status = statusOf(replay, item);
  if (status === "unknown") return tell(step, "not_submitted");
  if (!isOfItem(step, item)) return;
  if (replay.erased.has(item)) return tell(step, "erased_twice");
  replay.erased.add(item);
  const isOwn = body.actor === body.author;
  if (isOwn !== (body.cause === "author")) tell(step, "erasure_cause_wrong", { cause: body.cause });
  if (status !== "in_review" && status !== "changes_requested") return;
  setStatus(replay, item, "withdrawn");
  settleErasure(step, item);
}

export function applyCast(step: StepOf<"review.cast">) {
  const { replay, body } = step;
  replay.tallies.reviews.checked += 1;
  const item = itemNumber(replay, body.contribution);
  const status = statusOf(replay, item);
  const project = addId(replay.names, body.project);
  const isHere =
    status === "in_review" && replay.item.round[item] === body.round && replay.item.project[item] === project;
  if (!isHere) return tell(step, "vote_not_open", { status, round: body.round });
  const reviewer = addId(replay.names, body.reviewer);
  if (reviewer === replay.item.author[item]) tell(step, "own_work");
  if (!replay.reviewers.has(`${project}|${reviewer}`)) tell(step, "no_role");
  const { votes } = openRound(replay, item);
  if (votes.some((vote) => vote.reviewer === reviewer)) return tell(step, "voted_twice");
  votes.push({ id: body.id, reviewer, decision: body.decision });
}

/** Replays a verdict: the votes it lists are those cast, and its rule makes its outcome of them. Then what it pays. */
export function applyVerdict(step: StepOf<"verdict.reached">) {
  const { replay, body } = step;
  replay.tallies.verdicts.checked += 1;
  const item = itemNumber(replay, body.contribution);
  const status = statusOf(replay, item);
  const isHere =
    status === "in_review" &&
    replay.item.round[item] === body.round &&
    findId(replay.names, body.project) === replay.item.project[item];
  if (!isHere) return tell(step, "verdict_not_open", { status, round: body.round });
  const policy = knownPolicy(step, item);
  const { votes } = openRound(replay, item);
  if (body.rule !== MAJORITY_RULE) tell(step, "rule_unknown", { rule: body.rule });
  else if (policy) checkOutcome(step, policy.reviewsWanted);
  setStatus(replay, item, body.outcome);
  const project = replay.item.project[item] ?? 0;
  for (const vote of votes) addScore(step, vote.reviewer, project, { reviews: 1 });
  if (body.outcome !== "changes_requested") {
    const accepted = body.outcome === "accepted" ? 1 : 0;
    addScore(step, replay.item.author[item] ?? 0, project, { decided: 1, accepted });
  }
  if (policy) settleVerdict(step, item, policy, body.outcome);
}

function checkOutcome(step: StepOf<"verdict.reached">, wanted: number) {
  const { replay, body } = step;
  const { votes } = openRound(replay, itemNumber(replay, body.contribution));
  const listed = new Map(body.votes.map((vote) => [vote.review, vote.decision]));
  const isSame =
    body.votes.length === votes.length &&
    listed.size === votes.length &&
    votes.every((vote) => listed.get(vote.id) === vote.decision);
  if (!isSame) return tell(step, "votes_differ", { listed: body.votes.length, cast: votes.length });
  if (votes.length < wanted) return tell(step, "votes_too_few", { cast: votes.length, wanted });
  if (votes.length > wanted) return tell(step, "votes_too_many", { cast: votes.length, wanted });
  const outcome = tallyVotes(votes, wanted, body.round);
  if (outcome !== body.outcome) tell(step, "outcome_differs", { stated: body.outcome, byRule: outcome ?? "none" });
}
