import { desc, eq } from "drizzle-orm";
import { entry } from "#db/schema/ledger";
import { snapshot, snapshotBuild } from "#db/schema/snapshot";
import type { SnapshotProblem } from "#lib/domain/snapshot-state";
import { authorise } from "./authorise";
import type { Ctx } from "./context";
import { hex } from "./hash";

export type SnapshotState = {
  newest: {
    /** Entries that make its balances. */
    size: number;
    takenAt: Date;
    /** Accounts whose balances it holds. */
    leaves: number;
    root: string;
    /** Place of its own entry; null until that is sequenced. */
    entryIndex: number | null;
  } | null;
  /** Size that one under way is of; null when none is. */
  underWay: number | null;
  /** Why none is taken, and since when. */
  problem: { reason: SnapshotProblem; count: number; at: Date } | null;
};

/** The newest snapshot of the balances, and how the next one fares; for those who may ask for one. */
export async function readSnapshotState(ctx: Ctx): Promise<SnapshotState> {
  await authorise(ctx, "snapshot.request");
  const [newest] = await ctx.db
    .select({ of: snapshot, entryIndex: entry.index })
    .from(snapshot)
    .leftJoin(entry, eq(entry.id, snapshot.entryId))
    .orderBy(desc(snapshot.size))
    .limit(1);
  const [build] = await ctx.db.select().from(snapshotBuild).where(eq(snapshotBuild.id, 1));
  return {
    newest: newest
      ? {
          size: newest.of.size,
          takenAt: newest.of.createdAt,
          leaves: newest.of.leaves,
          root: hex(newest.of.root),
          entryIndex: newest.entryIndex,
        }
      : null,
    underWay: build?.size ?? null,
    problem:
      build?.problem && build.problemAt
        ? { reason: build.problem, count: build.detail?.count ?? 0, at: build.problemAt }
        : null,
  };
}
