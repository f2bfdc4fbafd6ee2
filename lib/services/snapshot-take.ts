import { desc, eq } from "drizzle-orm";
import { snapshot, snapshotAccount, snapshotBuild } from "#db/schema/snapshot";
import { POINT_UNIT, SNAPSHOT_RULE } from "#lib/domain/points";
import type { SnapshotDetail } from "#lib/domain/snapshot-state";
import { deterministicId } from "./account";
import { type Ctx, inTx } from "./context";
import { hex } from "./hash";
import type { JobHandler } from "./job";
import { appendEntries } from "./outbox";
import { compareBalances } from "./snapshot-compare";
import { replayBalances } from "./snapshot-replay";
import { findTarget } from "./snapshot-request";
import { dropLeaves, rootOfLeaves, storeLeaves } from "./snapshot-tree";

/** Leaves and tiles are kept of so many snapshots; who wants to show an older balance keeps the claim of it. */
const KEPT = 8;
// One transaction each: short enough for everybody else, and what a kill costs.
const ENTRIES = 2_000;
const LEAVES = 1_024;

type Build = typeof snapshotBuild.$inferSelect;
type Turn = { state: "more" } | { state: "done" } | { state: "differs"; detail: SnapshotDetail };

/**
 * The job "points.snapshot": makes the balances of a published checkpoint from its entries, stores their leaves and tiles, holds them to the
 * balances that people see, and appends the entry. In steps of one transaction each, under one row's lock: killed anywhere it goes on
 * from the last, and of several at once each does the next step. Each size is taken once, by the primary key of `snapshot`.
 */
export function makeSnapshotTaker(tell: (detail: SnapshotDetail) => void): JobHandler {
  return async (ctx, payload, isStopping) => {
    while (!isStopping()) {
      const turn = await inTx(ctx, (tx) => advance(tx, Number(payload.beyond ?? 0)));
      if (turn.state === "done") return true;
      if (turn.state === "more") continue;
      tell(turn.detail);
      const { count, size } = turn.detail;
      throw new Error(`${count} balances are not what the first ${size} entries and the transfers since make`);
    }
    return false;
  };
}

async function advance(tx: Ctx, beyond: number): Promise<Turn> {
  const build = await lockBuild(tx);
  const { size, replayed, leaves } = build;
  if (size === null) return begin(tx, beyond);
  if (replayed < size) {
    const end = Math.min(size, replayed + ENTRIES);
    await replayBalances(tx, replayed, end);
    await setBuild(tx, { replayed: end });
    return { state: "more" };
  }
  const stored = await storeLeaves(tx, size, leaves, LEAVES);
  if (stored === 0) return finish(tx, size, leaves);
  await setBuild(tx, { leaves: leaves + stored });
  return { state: "more" };
}

async function lockBuild(tx: Ctx): Promise<Build> {
  await tx.db.insert(snapshotBuild).values({ id: 1 }).onConflictDoNothing();
  const [build] = await tx.db.select().from(snapshotBuild).where(eq(snapshotBuild.id, 1)).for("update");
  if (!build) throw new Error("the row of the snapshot under way is gone");
  return build;
}

async function setBuild(tx: Ctx, set: Partial<Build>): Promise<void> {
  await tx.db.update(snapshotBuild).set(set).where(eq(snapshotBuild.id, 1));
}

/** Settles on the size, unless the one that was asked for has been taken meanwhile, or nothing has moved. */
async function begin(tx: Ctx, beyond: number): Promise<Turn> {
  const target = await findTarget(tx);
  if (target.state !== "due" || target.newest > beyond) return { state: "done" };
  await setBuild(tx, { size: target.size, leaves: 0 });
  return { state: "more" };
}

async function finish(tx: Ctx, size: number, leaves: number): Promise<Turn> {
  const { count, first } = await compareBalances(tx, size);
  if (count > 0) return giveUp(tx, { size, count, first });
  const root = await rootOfLeaves(tx, size, leaves);
  // A function of the size: a second entry of the same size could not be stored either.
  const entryId = deterministicId("points.snapshot", POINT_UNIT, size);
  const at = tx.now();
  await tx.db.insert(snapshot).values({ size, entryId, leaves, root, createdAt: at });
  await appendEntries(tx, [
    {
      v: 1,
      id: entryId,
      at: at.toISOString(),
      kind: "points.snapshot",
      unit: POINT_UNIT,
      rule: SNAPSHOT_RULE,
      size,
      leaves,
      root: hex(root),
    },
  ]);
  const [old] = await tx.db
    .select({ size: snapshot.size })
    .from(snapshot)
    .orderBy(desc(snapshot.size))
    .offset(KEPT)
    .limit(1);
  if (old) await dropLeaves(tx, [old.size]);
  await setBuild(tx, { size: null, leaves: 0, problem: null, detail: null, problemAt: null });
  return { state: "done" };
}

/** Nothing is recorded. What was made from entries is made anew the next time, should the fault have been in it. */
async function giveUp(tx: Ctx, detail: SnapshotDetail): Promise<Turn> {
  await dropLeaves(tx, [detail.size]);
  await tx.db.delete(snapshotAccount);
  const fresh = { replayed: 0, size: null, leaves: 0 };
  await setBuild(tx, { ...fresh, problem: "balances_differ", detail, problemAt: tx.now() });
  return { state: "differs", detail };
}
