import { describe, expect, it } from "vitest";
import type { EntryBody } from "#lib/domain/entry";
import { replayEntry } from "#lib/domain/replay";
import { restoreReplay, snapshotReplay } from "#lib/domain/replay-snapshot";
import { newReplay, type Replay } from "#lib/domain/replay-state";
import { sha256 } from "#lib/services/hash";
import { bytesOf, makeHistory } from "#tests/support/audit-history";
import fc from "#tests/support/property";
import { snapshotOf } from "#tests/support/snapshot";

const idOf = (number: number) => `5a905047-0000-4000-8000-${String(number).padStart(12, "0")}`;

function replayAll(bodies: readonly EntryBody[], replay: Replay = newReplay()): Replay {
  for (const bytes of bytesOf(bodies)) replayEntry(replay, bytes, { hash: sha256 });
  return replay;
}

/** A history with honest snapshots in it, each some entries after the moment that it is of. */
function withSnapshots(seed: number, acts: number, lags: readonly number[]): EntryBody[] {
  const bodies = makeHistory(seed, acts);
  const step = Math.floor(bodies.length / (lags.length + 1));
  const log: EntryBody[] = [];
  let due = 0;
  for (const body of bodies) {
    log.push(body);
    const lag = lags[due];
    if (lag === undefined || log.length < (due + 1) * step) continue;
    const newest = Math.max(0, ...log.map((one) => (one.kind === "points.snapshot" ? one.size : 0)));
    const size = Math.max(log.length - lag, newest + 1);
    log.push(snapshotOf(log, size, idOf(due)));
    due += 1;
  }
  return log;
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const lags = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 4 });

describe("a snapshot of all balances", () => {
  it("is made again from the entries before its size, however many came between, also by an audit that is gone on with", () => {
    fc.assert(
      fc.property(seeds, lags, fc.double({ min: 0, max: 1, noNaN: true }), (seed, late, share) => {
        const log = withSnapshots(seed, 60, late);
        const cut = Math.floor(log.length * share);
        const stored = snapshotReplay(replayAll(log.slice(0, cut)));
        const { snapshots } = replayAll(log.slice(cut), restoreReplay(stored)).tallies;
        expect(snapshots).toEqual({ checked: late.length, faults: 0, first: [], waiting: 0 });
      }),
      { numRuns: 40 },
    );
  });

  const lies: Record<string, [string, (body: ReturnType<typeof snapshotOf>, log: EntryBody[]) => Partial<EntryBody>]> =
    {
      "one milli-point in one balance": [
        "snapshot_root_differs",
        (body, log) => {
          const at = log.findIndex((one) => one.kind === "transfer.posted");
          const first = log[at];
          if (first?.kind !== "transfer.posted") throw new Error("no transfer");
          return { root: snapshotOf(log.with(at, { ...first, amount: first.amount + 1 }), body.size, body.id).root };
        },
      ],
      "the balances of a moment later": [
        "snapshot_root_differs",
        (body, log) => {
          const later = log.findIndex((one, at) => at >= body.size && one.kind === "transfer.posted") + 1;
          return { root: snapshotOf(log, later, body.id).root };
        },
      ],
      "an account more": ["snapshot_leaves_differ", (body) => ({ leaves: body.leaves + 1 })],
      "entries that do not stand before it": ["snapshot_size_wrong", (_, log) => ({ size: log.length + 1 })],
    };
  it.each(Object.entries(lies))("that lies is found: %s", (_, [reason, lie]) => {
    const log = makeHistory(7, 60);
    const size = log.length - 40;
    const honest = snapshotOf(log, size, idOf(0));
    const forged = { ...honest, ...lie(honest, log) } as EntryBody;
    const { first } = replayAll([...log, forged]).tallies.snapshots;
    expect(first.map((fault) => [fault.reason, fault.index, fault.id])).toEqual([[reason, log.length, honest.id]]);
    expect(replayAll([...log, honest]).tallies.snapshots.faults).toBe(0);
  });

  it("is taken of more than the one before, so each size is taken once", () => {
    const log = makeHistory(9, 30);
    const one = snapshotOf(log, 40, idOf(0));
    const { first } = replayAll([...log, one, { ...one, id: idOf(1) }]).tallies.snapshots;
    expect(first.map(({ reason }) => reason)).toEqual(["snapshot_size_wrong"]);
  });
});
