import { addScore } from "./replay-board";
import { type ReplayFault, tellFault } from "./replay-fault";
import {
  holdForItem,
  type OpenRound,
  openRound,
  type Payment,
  policyOfItem,
  type Replay,
  remindOf,
  type Step,
  type StepOf,
  statusOf,
  tell,
} from "./replay-state";
import { idAt } from "./replay-table";
import { type FlatPolicy, type Outcome, settleFlat } from "./reward";

/** Sum of what a list of payments moves. */
function sumOf(payments: readonly Payment[]): number {
  return payments.reduce((sum, one) => sum + one.amount, 0);
}

/**
 * Takes an award, fee or release of an item. With the verdict there it must be owed; before the verdict it waits, because a settlement
 * writes its transfers first. After all of a round is paid nothing more is.
 */
export function takePayment(step: StepOf<"transfer.posted">, item: number, payment: Payment) {
  const { replay, body } = step;
  holdForItem(replay, item, -payment.amount);
  const status = statusOf(replay, item);
  if (status === "unknown") return tell(step, "not_submitted");
  const round = replay.item.round[item] ?? 0;
  const known = replay.open.get(item);
  const mayWait = status === "in_review" || (status === "changes_requested" && payment.kind === "release");
  if (body.round !== round || (!known && !mayWait)) return tell(step, "paid_twice", { round: body.round ?? 0, status });
  const open = known ?? openRound(replay, item);
  if (!open.isDecided) {
    open.early.push(payment);
    return remindOf(step, item);
  }
  matchPayment(replay, open, payment);
  if (open.owed.length === 0) replay.open.delete(item);
}

function matchPayment(replay: Replay, open: OpenRound, payment: Payment) {
  const at = open.owed.findIndex((one) => one.kind === payment.kind && one.owner === payment.owner);
  const owed = open.owed[at];
  if (!owed) return tellPayment(replay, payment, "not_owed", { found: payment.amount });
  open.owed.splice(at, 1);
  if (owed.amount !== payment.amount)
    tellPayment(replay, payment, "amount_wrong", { found: payment.amount, owed: owed.amount });
}

function tellPayment(
  replay: Replay,
  payment: Payment,
  reason: "not_owed" | "amount_wrong" | "unpaid",
  detail: ReplayFault["detail"],
): void {
  const { index, id, kind } = payment;
  const whom = { payment: kind, to: idAt(replay.names, payment.owner), ...detail };
  tellFault(replay.tallies, {
    reason,
    index,
    id,
    kind: reason === "unpaid" ? "verdict.reached" : "transfer.posted",
    detail: whom,
  });
}

/** What a verdict owes by flat/1, and whether that was paid. Source: docs/rewards.md, "flat/1". */
export function settleVerdict(step: StepOf<"verdict.reached">, item: number, policy: FlatPolicy, outcome: Outcome) {
  const { replay } = step;
  const open = openRound(replay, item);
  const held = (replay.item.reserved[item] ?? 0) + sumOf(open.early);
  let parts: ReturnType<typeof settleFlat>;
  try {
    parts = settleFlat(policy, outcome, open.votes.length, held);
  } catch {
    // settleFlat's word for a reservation that does not cover the promise.
    tell(step, "reserve_short", { held });
    parts = settleFlat(policy, outcome, open.votes.length, Number.MAX_SAFE_INTEGER);
    parts = { ...parts, release: 0 };
  }
  const project = replay.item.project[item] ?? 0;
  settle(step, item, [
    { kind: "award", owner: replay.item.author[item] ?? 0, amount: parts.award },
    ...open.votes.map((vote) => ({ kind: "fee" as const, owner: vote.reviewer, amount: parts.fee })),
    { kind: "release", owner: project, amount: parts.release },
  ]);
}

/** A withdrawal gives everything that is held back to the budget. */
export function settleWithdrawal(step: StepOf<"contribution.withdrawn">, item: number) {
  const { replay } = step;
  const held = (replay.item.reserved[item] ?? 0) + sumOf(openRound(replay, item).early);
  settle(step, item, [{ kind: "release", owner: replay.item.project[item] ?? 0, amount: held }]);
}

/** An item that is erased before its verdict pays those who have reviewed it; the rest goes back to the budget. */
export function settleErasure(step: StepOf<"contribution.erased">, item: number) {
  const { replay } = step;
  const open = openRound(replay, item);
  const project = replay.item.project[item] ?? 0;
  const held = (replay.item.reserved[item] ?? 0) + sumOf(open.early);
  const votes = open.isDecided ? [] : open.votes;
  const fee = votes.length > 0 ? (knownPolicy(step, item)?.reviewPrice ?? 0) : 0;
  for (const vote of votes) addScore(step, vote.reviewer, project, { reviews: 1 });
  settle(step, item, [
    ...votes.map((vote) => ({ kind: "fee" as const, owner: vote.reviewer, amount: fee })),
    { kind: "release", owner: project, amount: held - fee * votes.length },
  ]);
}

function settle(step: Step, item: number, owed: readonly Pick<Payment, "kind" | "owner" | "amount">[]) {
  const { replay, index, body } = step;
  const open = openRound(replay, item);
  open.isDecided = true;
  open.owed = owed.filter((one) => one.amount > 0).map((one) => ({ ...one, index, id: body.id }));
  const early = open.early;
  open.early = [];
  for (const payment of early) matchPayment(replay, open, payment);
  if (open.owed.length === 0) replay.open.delete(item);
  else remindOf(step, item);
}

/** Faults of a round whose time is over: payments that no verdict called for, and owed ones that did not come. */
export function closeRound(replay: Replay, item: number, until: number): number {
  const open = replay.open.get(item);
  if (!open) return 0;
  const late = (one: Payment) => one.index <= until;
  const early = open.early.filter(late);
  const unpaid = open.owed.filter(late);
  for (const one of early) tellPayment(replay, one, "not_owed", { found: one.amount });
  for (const one of unpaid) tellPayment(replay, one, "unpaid", { owed: one.amount });
  open.early = open.early.filter((one) => !late(one));
  open.owed = open.owed.filter((one) => !late(one));
  if (open.isDecided && open.owed.length === 0) replay.open.delete(item);
  return early.length + unpaid.length;
}

/** Checks that a policy is known, and gives it. */
export function knownPolicy(step: Step, item: number): FlatPolicy | undefined {
  const policy = policyOfItem(step.replay, item);
  if (!policy) tell(step, "policy_unknown", { version: step.replay.item.version[item] ?? 0 });
  return policy;
}
