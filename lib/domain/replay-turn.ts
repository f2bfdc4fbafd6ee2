import { fromHex, toHex } from "#lib/ledger/hex";
import type { GoldTurn } from "./replay-checks";
import { type Step, type StepOf, tell } from "./replay-state";
import { addId } from "./replay-table";

/* Whose turn for gold it was: a key that is committed to before use and opened at the end. Source: docs/gold.md, "How often". */

/** A task has one key; every set of its gold commits to the same. */
export function keepTurnHash(step: Step, project: number, hash: string): void {
  const { turnKeys } = step.replay.checks;
  const known = turnKeys.get(project);
  if (!known) turnKeys.set(project, { hash, key: undefined });
  else if (known.hash !== hash) tell(step, "gold_key_differs", { stated: hash, before: known.hash });
}

export function applyTurnsOpened(step: StepOf<"gold.turns_opened">): void {
  const { replay, body, hash } = step;
  const project = addId(replay.names, body.project);
  const committed = replay.checks.turnKeys.get(project);
  const found = toHex(hash(fromHex(body.key)));
  // A task from before keys were committed to has none to compare; then it proves nothing, and nothing is held to it.
  if (!committed) return;
  if (committed.hash !== found || committed.key) tell(step, "gold_key_differs", { found, committed: committed.hash });
  else committed.key = body.key;
}

/** Keeps which turn an opened answer to gold was called for by. */
export function keepTurn({ replay }: Step, project: number, turn: GoldTurn): void {
  const turns = replay.checks.turns.get(project) ?? [];
  turns.push(turn);
  replay.checks.turns.set(project, turns);
}
