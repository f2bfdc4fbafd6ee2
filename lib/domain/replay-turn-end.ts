import type { Sha256 } from "#lib/ledger/hash";
import { fromHex } from "#lib/ledger/hex";
import { isGoldTurn, TRUST } from "./gold-share";
import { limits } from "./limits";
import type { GoldTurn } from "./replay-checks";
import { tellFault } from "./replay-fault";
import { KEPT_FOR_GOOD } from "./replay-order";
import type { Replay } from "./replay-state";
import { idAt } from "./replay-table";

/** How far apart two claims of one person may be told in the wrong order: clocks of several servers, two tabs at once. */
const CERTAIN_MS = 10_000;

/**
 * Holds every answer to gold to the turn that called for it, where the key is opened: the key draws that turn for that person, no turn is used
 * twice, and it is one of the tasks they had before them then. So an owner cannot have aimed gold at somebody.
 */
export function endTurns(replay: Replay, hash: Sha256): void {
  const { checks, tallies } = replay;
  for (const [project, turns] of checks.turns) {
    const key = checks.turnKeys.get(project)?.key;
    if (key === undefined) tallies.turns.waiting += turns.length;
    else judgeTurns(replay, project, fromHex(key), turns, hash);
  }
}

function judgeTurns(replay: Replay, project: number, key: Uint8Array, turns: readonly GoldTurn[], hash: Sha256): void {
  const claims = claimsOf(replay, project);
  const used = new Set<string>();
  const before = new Map<number, number>();
  for (const turn of [...turns].sort((a, b) => a.index - b.index)) {
    const { person, number, trusted, claimed, index, annotation } = turn;
    replay.tallies.turns.checked += 1;
    const id = idAt(replay.names, person);
    const times = claims.get(person) ?? [];
    const least = countUntil(times, claimed - CERTAIN_MS);
    const most = countUntil(times, claimed + CERTAIN_MS) + limits.labelLeasesPerUser;
    const checked = before.get(person) ?? 0;
    before.set(person, checked + 1);
    const isDrawn = isGoldTurn(key, id, number, trusted, hash) && (!trusted || checked >= TRUST.checks);
    const isNear = number >= least && number <= most;
    const place = `${person}|${number}`;
    if (isDrawn && isNear && !used.has(place)) {
      used.add(place);
      continue;
    }
    const detail = { person: id, turn: number, drawn: Number(isDrawn), least, most };
    tellFault(replay.tallies, { reason: "gold_turn_wrong", index, id: annotation, kind: "annotation.sealed", detail });
  }
}

/** When each person took what they then answered, in order. */
function claimsOf({ orders }: Replay, project: number): Map<number, number[]> {
  const times = new Map<number, number[]>();
  const add = (person: number, claimed: number, ended: number) => {
    if (ended !== KEPT_FOR_GOOD) return;
    const known = times.get(person);
    if (known) known.push(claimed);
    else times.set(person, [claimed]);
  };
  const order = orders.get(project);
  for (const [line, person] of order?.taken.person.entries() ?? [])
    add(person, order?.taken.claimed[line] ?? 0, order?.taken.ended[line] ?? 0);
  for (const { person, claimed, ended } of order?.hidden.values() ?? []) add(person, claimed, ended);
  for (const list of times.values()) list.sort((a, b) => a - b);
  return times;
}

/** How many times of a sorted list are before a moment. */
function countUntil(times: readonly number[], moment: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
