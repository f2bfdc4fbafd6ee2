/** What a replay checks, in the order of a report. */
export const replayChecks = [
  "form",
  "ids",
  "accounts",
  "transfers",
  "policies",
  "contributions",
  "reviews",
  "verdicts",
  "labels",
  "order",
  "runs",
  "turns",
  "scores",
  "payments",
  "balances",
  "snapshots",
] as const;
export type ReplayCheck = (typeof replayChecks)[number];

/** Every way in which an entry can break a rule, and the check that finds it. */
export const replayReasons = {
  not_utf8: "form",
  not_json: "form",
  not_canonical: "form",
  unknown_kind: "form",
  wrong_fields: "form",
  id_repeated: "ids",
  account_opened_twice: "accounts",
  owner_has_account: "accounts",
  owner_wrong: "accounts",
  account_unopened: "transfers",
  same_account: "transfers",
  unit_mixed: "transfers",
  accounts_wrong: "transfers",
  project_wrong: "transfers",
  rule_wrong: "transfers",
  overdraft: "transfers",
  sum_too_large: "transfers",
  reversal_missing: "transfers",
  reversal_unknown: "transfers",
  reversal_differs: "transfers",
  reversed_twice: "transfers",
  policy_hash_differs: "policies",
  policy_version_wrong: "policies",
  policy_unknown: "contributions",
  submitted_twice: "contributions",
  not_submitted: "contributions",
  author_differs: "contributions",
  wrong_status: "contributions",
  round_wrong: "contributions",
  withdrawn_after_review: "contributions",
  erased_twice: "contributions",
  erasure_cause_wrong: "contributions",
  reserve_differs: "payments",
  own_work: "reviews",
  no_role: "reviews",
  voted_twice: "reviews",
  vote_not_open: "reviews",
  verdict_not_open: "verdicts",
  rule_unknown: "verdicts",
  votes_differ: "verdicts",
  votes_too_few: "verdicts",
  votes_too_many: "verdicts",
  outcome_differs: "verdicts",
  task_version_wrong: "labels",
  task_unknown: "labels",
  item_not_fit: "labels",
  item_not_open: "labels",
  answered_twice: "labels",
  answers_too_many: "labels",
  answers_too_few: "labels",
  answers_differ: "labels",
  opening_differs: "labels",
  consensus_differs: "labels",
  seed_unknown: "order",
  order_key_differs: "order",
  priority_differs: "order",
  claim_late: "order",
  left_unknown: "order",
  served_out_of_order: "order",
  run_question_unknown: "runs",
  run_rule_unknown: "runs",
  run_size_wrong: "runs",
  run_input_differs: "runs",
  run_labels_differ: "runs",
  answers_unopened: "labels",
  gold_set_wrong: "labels",
  gold_unknown: "labels",
  gold_opening_differs: "labels",
  gold_opened_twice: "labels",
  gold_unopened: "labels",
  gold_fault_wrong: "labels",
  gold_count_differs: "labels",
  gold_key_differs: "turns",
  gold_turn_wrong: "turns",
  estimate_differs: "scores",
  share_differs: "payments",
  settled_too_many: "payments",
  settlement_unknown: "payments",
  correction_differs: "payments",
  stop_run_unknown: "runs",
  stop_differs: "runs",
  stop_missing: "runs",
  reserve_short: "payments",
  paid_twice: "payments",
  not_owed: "payments",
  amount_wrong: "payments",
  unpaid: "payments",
  reserved_differs: "balances",
  snapshot_size_wrong: "snapshots",
  snapshot_leaves_differ: "snapshots",
  snapshot_root_differs: "snapshots",
} as const satisfies Record<string, ReplayCheck>;
export type ReplayReason = keyof typeof replayReasons;

export type ReplayFault = {
  reason: ReplayReason;
  /** Index of the entry in the log; null for what concerns the whole. */
  index: number | null;
  /** The entry's id, or that of what the fault is about when no entry stands for it; null when it cannot be read. */
  id: string | null;
  kind: string | null;
  /** What was found and what the rule says, by name. */
  detail: Record<string, string | number>;
};

/** Faults kept of each check; the rest is only counted. */
const KEPT = 20;

export type Tally = {
  checked: number;
  faults: number;
  first: ReplayFault[];
  /** What cannot be checked yet, as it rests on what is still sealed. */
  waiting: number;
};

export function newTallies(): Record<ReplayCheck, Tally> {
  const tallies = replayChecks.map((check) => [check, { checked: 0, faults: 0, first: [], waiting: 0 }] as const);
  return Object.fromEntries(tallies) as unknown as Record<ReplayCheck, Tally>;
}

/** Counts a fault with its check, and keeps the first of them. */
export function tellFault(tallies: Record<ReplayCheck, Tally>, fault: ReplayFault): void {
  const tally = tallies[replayReasons[fault.reason]];
  tally.faults += 1;
  if (tally.first.length < KEPT) tally.first.push(fault);
}
