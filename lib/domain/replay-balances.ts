import { toHex } from "#lib/ledger/hex";
import { type Replay, type StepOf, tell } from "./replay-state";
import { idAt } from "./replay-table";
import { type SnapshotAccount, snapshotRoot } from "./snapshot";

/** Makes a snapshot again from the entries before its size, and holds the entry to it. Source: docs/ledger.md, "Snapshots". */
export function applySnapshot(step: StepOf<"points.snapshot">) {
  const { replay, body, index, hash } = step;
  replay.tallies.snapshots.checked += 1;
  const before = replay.snapshotSize;
  if (body.size > index || body.size <= before)
    return tell(step, "snapshot_size_wrong", { size: body.size, before, index });
  replay.snapshotSize = body.size;
  const accounts = balancesAt(replay, body.size, body.unit);
  if (accounts.length !== body.leaves)
    return tell(step, "snapshot_leaves_differ", { found: accounts.length, stated: body.leaves });
  // Such a sum was told of where it came about, and has no leaf.
  const isExact = accounts.every(({ balance }) => Number.isSafeInteger(balance));
  const root = isExact ? toHex(snapshotRoot(accounts, body.size, hash)) : "none";
  if (root !== body.root) tell(step, "snapshot_root_differs", { found: root, stated: body.root });
}

/** Balances as entries 0 to before `size` had made them: those of now, without what moved since. Milli-points. */
function balancesAt(replay: Replay, size: number, unit: string): SnapshotAccount[] {
  const { accounts, moves, names } = replay;
  const since = new Map<number, number>();
  const add = (number: number, amount: number) => since.set(number, (since.get(number) ?? 0) + amount);
  const end = Math.min(replay.size, moves.amount.length);
  for (let index = size; index < end; index += 1) {
    const debit = moves.debit[index] ?? 0;
    if (debit === 0) continue;
    const amount = moves.amount[index] ?? 0;
    add(debit - 1, -amount);
    add((moves.credit[index] ?? 0) - 1, amount);
  }
  const found: SnapshotAccount[] = [];
  for (const [number, one] of accounts) {
    if (one.since >= size || one.unit !== unit) continue;
    found.push({
      account: idAt(names, number),
      accountKind: one.kind,
      owner: one.owner < 0 ? null : idAt(names, one.owner),
      unit,
      balance: one.balance - (since.get(number) ?? 0),
    });
  }
  return found;
}
