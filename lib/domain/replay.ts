import { canonicalBytes } from "#lib/ledger/canonical";
import { portableSha256, type Sha256 } from "#lib/ledger/hash";
import { toHex } from "#lib/ledger/hex";
import type { EntryBody } from "./entry";
import { applyAccount, applyTransfer } from "./replay-account";
import { applySnapshot } from "./replay-balances";
import { endChecks } from "./replay-checks-end";
import { parseEntry } from "./replay-entry";
import { tellFault } from "./replay-fault";
import { applyCommitted, applyOpened, applyReleased, applySuspended, applyTaskState, applyUsed } from "./replay-gold";
import { applyCast, applyErased, applyRevised, applySubmitted, applyVerdict, applyWithdrawn } from "./replay-item";
import { applyConsensus, applyItems, applyJudged, applySealed, applyTask, endLabels } from "./replay-label";
import { applyPrioritised, keepClaim } from "./replay-order";
import { endOrder } from "./replay-order-end";
import { closeRound } from "./replay-round";
import { applyRun } from "./replay-run";
import { applyCorrected, applySettled } from "./replay-spot";
import { type Deadline, type Replay, type Step, type StepOf, statusOf, tell } from "./replay-state";
import { applyStopped, applyStopSet } from "./replay-stop";
import { addId, idAt } from "./replay-table";
import { applyTurnsOpened } from "./replay-turn";
import { endTurns } from "./replay-turn-end";

/** Entries within which all of one transaction stands: the largest writes some thousands, and others come between. */
const TRANSACTION_SPAN = 20_000;
/** Deadlines are looked at in bulk. */
const SWEEP = 1_000;

export type ReplayOptions = { hash?: Sha256 | undefined; onScore?: Step["onScore"] };

/**
 * Replays the next entry of a log: its form, its id, and the rules of its kind; every broken rule is counted and the first of each check
 * kept. Changes the replay. Never throws at bad input; an entry that cannot be read changes nothing but the counts. Amounts in
 * milli-points. Sources: docs/ledger.md, docs/rewards.md.
 */
export function replayEntry(replay: Replay, bytes: Uint8Array, options: ReplayOptions = {}) {
  const index = replay.size;
  replay.size += 1;
  replay.tallies.form.checked += 1;
  const parsed = parseEntry(bytes);
  if (!parsed.ok) {
    const { reason, detail, id, kind } = parsed;
    return tellFault(replay.tallies, { reason, index, id, kind, detail });
  }
  const { body } = parsed;
  const step: Step = { replay, body, index, hash: options.hash ?? portableSha256, onScore: options.onScore };
  replay.kinds.set(body.kind, (replay.kinds.get(body.kind) ?? 0) + 1);
  replay.tallies.ids.checked += 1;
  const before = replay.ids.count;
  addId(replay.ids, body.id);
  if (replay.ids.count === before) return tell(step, "id_repeated");
  if (body.at > replay.newestAt) replay.newestAt = body.at;
  apply(step);
  const oldest = replay.deadlines[0];
  if (oldest && oldest.index + TRANSACTION_SPAN + SWEEP < index) closeUntil(replay, index - TRANSACTION_SPAN);
}

function apply(step: Step) {
  const { body } = step;
  switch (body.kind) {
    case "account.opened":
      return applyAccount({ ...step, body });
    case "transfer.posted":
      return applyTransfer({ ...step, body });
    case "project.opened":
    case "project.policy_changed":
      return applyPolicy({ ...step, body });
    case "contribution.submitted":
      return applySubmitted({ ...step, body });
    case "contribution.revised":
      return applyRevised({ ...step, body });
    case "contribution.withdrawn":
      return applyWithdrawn({ ...step, body });
    case "contribution.erased":
      return applyErased({ ...step, body });
    case "review.cast":
      return applyCast({ ...step, body });
    case "verdict.reached":
      return applyVerdict({ ...step, body });
    case "task.opened":
      return applyTask({ ...step, body });
    case "items.opened":
      return applyItems({ ...step, body });
    case "items.prioritised":
      return applyPrioritised({ ...step, body });
    case "annotation.sealed":
      return applySealed({ ...step, body });
    case "annotation.skipped":
      return keepClaim({ ...step, body });
    case "annotation.lapsed":
      return keepClaim({ ...step, body });
    case "consensus.reached":
      return applyConsensus({ ...step, body });
    case "consensus.judged":
      return applyJudged({ ...step, body });
    case "consensus.run":
      return applyRun({ ...step, body });
    case "task.state_changed":
      return applyTaskState({ ...step, body });
    case "gold.committed":
      return applyCommitted({ ...step, body });
    case "gold.opened":
      return applyOpened({ ...step, body });
    case "gold.used":
      return applyUsed({ ...step, body });
    case "gold.turns_opened":
      return applyTurnsOpened({ ...step, body });
    case "gold.suspended":
      return applySuspended({ ...step, body });
    case "gold.released":
      return applyReleased({ ...step, body });
    case "label.settled":
      return applySettled({ ...step, body });
    case "label.corrected":
      return applyCorrected({ ...step, body });
    case "task.stop_set":
      return applyStopSet({ ...step, body });
    case "consensus.stopped":
      return applyStopped({ ...step, body });
    case "points.snapshot":
      return applySnapshot({ ...step, body });
    case "role.granted":
      return applyRole(step.replay, body);
    default:
      // Roles that end and projects that pause change no balance and no verdict: decisions made before stay.
      return;
  }
}

function applyRole(replay: Replay, body: Extract<EntryBody, { kind: "role.granted" }>) {
  if (body.project === null || body.role === "admin") return;
  replay.reviewers.add(`${addId(replay.names, body.project)}|${addId(replay.names, body.user)}`);
}

function applyPolicy(step: StepOf<"project.opened" | "project.policy_changed">) {
  const { replay, body, hash } = step;
  replay.tallies.policies.checked += 1;
  const found = toHex(hash(canonicalBytes(body.policy)));
  if (found !== body.policyHash) tell(step, "policy_hash_differs", { found, stated: body.policyHash });
  const project = addId(replay.names, body.project);
  const versions = replay.policies.get(project);
  const isNext =
    body.kind === "project.opened"
      ? !versions
      : versions?.has(body.policyVersion - 1) && !versions.has(body.policyVersion);
  if (!isNext) return tell(step, "policy_version_wrong", { version: body.policyVersion });
  const { reviewsWanted, acceptPrice, reviewPrice, rewardRule } = body.policy;
  const policies = versions ?? new Map();
  policies.set(body.policyVersion, { reviewsWanted, acceptPrice, reviewPrice, rewardRule });
  replay.policies.set(project, policies);
}

/** Tells of everything up to an index that should have been completed since. Returns how many faults that gave. */
function closeUntil(replay: Replay, until: number): number {
  let closed = 0;
  const late = replay.deadlines.filter((one) => one.index <= until);
  replay.deadlines = replay.deadlines.slice(late.length);
  for (const one of late) closed += closeOne(replay, one);
  return closed;
}

function closeOne(replay: Replay, { item, batch, index, id }: Deadline): number {
  const faults = item === undefined ? 0 : closeRound(replay, item, index);
  const [gaps, number, ids] =
    item === undefined ? [replay.batches, batch ?? -1, replay.names] : [replay.lacking, item, replay.items];
  const gap = gaps.get(number);
  // A gap that began later has a deadline of its own.
  if (!gap || gap.since > index) return faults;
  gaps.delete(number);
  const isStranger = item !== undefined && statusOf(replay, item) === "unknown";
  const detail = { [item === undefined ? "import" : "contribution"]: idAt(ids, number), lacking: gap.amount };
  const reason = isStranger ? "not_submitted" : "reserve_differs";
  tellFault(replay.tallies, { reason, index, id, kind: null, detail });
  return faults + 1;
}

/** What stands open at the end of the log: a transaction of which only a part is published, or a fault. */
export function countOpen(replay: Replay): number {
  let open = replay.lacking.size + replay.batches.size;
  for (const { early, owed } of replay.open.values()) if (early.length + owed.length > 0) open += 1;
  return open;
}

export type Totals = Record<
  "minted" | "treasury" | "project_budget" | "project_reserved" | "user_available" | "accounts",
  number
>;

/**
 * Ends a replay: tells of what was never completed, and holds each project's reserved account to what its items and imports have reserved.
 * Gives the sums. Milli-points. Store the replay before, when the log is gone on with later. `isWhole`: false when the log was not read to
 * its end; then nothing can be said of what is open, and only the sums are made.
 */
export function endReplay(replay: Replay, isWhole = true, { hash = portableSha256 }: ReplayOptions = {}): Totals {
  if (isWhole) {
    closeUntil(replay, replay.size);
    endOrder(replay);
    endTurns(replay, hash);
  }
  const reserved = endLabels(replay, isWhole);
  for (const [project, amount] of endChecks(replay, isWhole, hash))
    reserved.set(project, (reserved.get(project) ?? 0) + amount);
  for (let item = 0; item < replay.items.count; item += 1) {
    const project = replay.item.project[item] ?? 0;
    reserved.set(project, (reserved.get(project) ?? 0) + (replay.item.reserved[item] ?? 0));
  }
  const totals: Totals = {
    minted: replay.minted,
    treasury: 0,
    project_budget: 0,
    project_reserved: 0,
    user_available: 0,
    accounts: replay.accounts.size,
  };
  for (const [number, { kind, owner, balance }] of replay.accounts) {
    replay.tallies.balances.checked += 1;
    if (kind === "mint") continue;
    totals[kind] += balance;
    const items = reserved.get(owner) ?? 0;
    if (!isWhole || kind !== "project_reserved" || items === balance) continue;
    const detail = { project: idAt(replay.names, owner), balance, items };
    tellFault(replay.tallies, {
      reason: "reserved_differs",
      index: null,
      id: idAt(replay.names, number),
      kind: null,
      detail,
    });
  }
  return totals;
}
