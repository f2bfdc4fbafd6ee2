import type { Sha256 } from "#lib/ledger/hash";
import type { LabelChecks, Settlement } from "./replay-checks";
import { endEstimates } from "./replay-estimate";
import { type ReplayReason, tellFault } from "./replay-fault";
import type { Replay } from "./replay-state";
import { idAt } from "./replay-table";
import { SPOT_CHECK_GOLD } from "./spot-check";

/**
 * Ends what is known of gold and settlements: what a project's reserved account holds for them, and, when the log was read to its end, what was
 * promised and never came, and whether settlements counted the gold as it was opened. Milli-points by project.
 */
export function endChecks(replay: Replay, isWhole: boolean, hash: Sha256): Map<number, number> {
  const { checks } = replay;
  const held = new Map(checks.purses);
  const add = (project: number, amount: number) => held.set(project, (held.get(project) ?? 0) + amount);
  for (const [key, answers] of checks.due) {
    const [project = -1, , version = 0] = key.split("|").map(Number);
    add(project, answers * (replay.tasks.get(project)?.get(version)?.answerPrice ?? 0));
  }
  for (const [key, dues] of checks.owed) for (const { amount } of dues) add(Number(key.split("|")[0]), amount);
  if (isWhole) tellUnfinished(replay, hash);
  return held;
}

function tellUnfinished(replay: Replay, hash: Sha256): void {
  const { checks, tallies } = replay;
  const fault = (reason: ReplayReason, id: string, index: number | null, detail: Record<string, number>) =>
    tellFault(tallies, { reason, index, id, kind: null, detail });
  for (const { amount, index, id } of [...checks.owed.values()].flat()) fault("unpaid", id, index, { owed: amount });
  for (const [key, amount] of checks.taken)
    fault("unpaid", idAt(replay.names, Number(key.split("|")[1])), null, { owed: -amount });
  for (const { item, used, seen } of checks.opened.values())
    if (used !== seen.length) fault("gold_unopened", idAt(replay.items, item), null, { used, opened: seen.length });
  const complete = completeProjects(replay);
  for (const [id, settlement] of [...checks.settled, ...checks.corrected]) {
    const counted = countGold(checks, settlement);
    const { right, of } = settlement;
    const isWrong = complete.has(settlement.project)
      ? right !== counted.right || of !== counted.of
      : of < SPOT_CHECK_GOLD && (right < counted.right || of - right < counted.of - counted.right);
    if (isWrong) fault("gold_count_differs", id, settlement.at, { right, of, opened: counted.of });
  }
  for (const [key, gold] of settledGold(checks)) {
    const all = checks.answers.get(key)?.length ?? 0;
    const [project = -1, person = -1] = key.split("|").map(Number);
    if (complete.has(project) && gold > all)
      fault("settled_too_many", idAt(replay.names, person), null, { settled: gold, gold: all });
  }
  tellHidden(replay, complete);
  endEstimates(replay, complete, hash);
}

/** Gold that each person was paid for, by "project|person". */
function settledGold({ settled }: LabelChecks): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { project, person, gold } of settled.values())
    sums.set(`${project}|${person}`, (sums.get(`${project}|${person}`) ?? 0) + gold);
  return sums;
}

/** Projects all of whose gold is opened, so that nothing about it is a secret any more. */
function completeProjects({ checks }: Replay): Set<number> {
  const leaves = new Map<number, number>();
  for (const [key, { count }] of checks.sets) {
    const project = Number(key.split("|")[0]);
    leaves.set(project, (leaves.get(project) ?? 0) + count);
  }
  for (const { project } of checks.opened.values()) leaves.set(project, (leaves.get(project) ?? 0) - 1);
  return new Set([...leaves].filter(([, left]) => left === 0).map(([project]) => project));
}

/** The gold that a settlement had to count: sealed before it, not suspended before it, the last hundred. */
function countGold(checks: LabelChecks, { project, person, index, at }: Settlement): { right: number; of: number } {
  const all = checks.answers.get(`${project}|${person}`) ?? [];
  const counted = all
    .filter((one) => one.index < index && !((checks.suspended.get(one.item) ?? Infinity) < at))
    .sort((a, b) => a.index - b.index)
    .slice(-SPOT_CHECK_GOLD);
  return { right: counted.filter(({ right }) => right).length, of: counted.length };
}

/** Answers that stay closed although the task, its items and its gold are done with. */
function tellHidden(replay: Replay, complete: ReadonlySet<number>): void {
  const { checks, labelling } = replay;
  const busy = new Set([...labelling.values()].map(({ project }) => project));
  const left = new Map<number, number>();
  for (const { project } of checks.hidden.values()) left.set(project, (left.get(project) ?? 0) + 1);
  for (const [project, answers] of left)
    if (checks.closed.has(project) && complete.has(project) && !busy.has(project))
      tellFault(replay.tallies, {
        reason: "answers_unopened",
        index: null,
        id: idAt(replay.names, project),
        kind: null,
        detail: { answers },
      });
}
