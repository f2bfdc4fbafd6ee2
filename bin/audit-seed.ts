import { tellFault } from "#lib/domain/replay-fault";
import type { Replay } from "#lib/domain/replay-state";
import { toHex } from "#lib/ledger/hex";
import type { FetchBytes } from "#lib/ledger/log-reader-tiles";
import type { Head } from "./audit-checkpoint";
import { rootInLog } from "./root-in-log";

/**
 * Holds the roots by which items were put in order to the log's own tree: each is the root of its size. Tells the replay of those that are not. A
 * few tiles for each task. Throws only what `fetchBytes` throws.
 */
export async function checkSeeds(replay: Replay, fetchBytes: FetchBytes, head: Head): Promise<void> {
  const roots = new Map<number, string | undefined>();
  for (const order of replay.orders.values())
    for (const { root, size, index, id } of order.seeds.values()) {
      if (size === 0 || size > head.size) continue;
      if (!roots.has(size)) {
        const found = await rootInLog(fetchBytes, size, head);
        roots.set(size, found && toHex(found));
      }
      const ours = roots.get(size);
      if (ours === root) continue;
      const detail = { size, stated: root, found: ours ?? "none" };
      tellFault(replay.tallies, { reason: "seed_unknown", index, id, kind: "task.opened", detail });
    }
}
