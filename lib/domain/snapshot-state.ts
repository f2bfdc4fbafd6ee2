/** Why no snapshot of the balances is taken. */
export const snapshotProblems = ["balances_differ"] as const;
export type SnapshotProblem = (typeof snapshotProblems)[number];

/** An account whose balance is another than its entries make. Milli-points. */
export type BalanceDifference = { account: string; stored: number; recomputed: number };
export type SnapshotDetail = { size: number; count: number; first: BalanceDifference[] };

/** When a snapshot is taken by itself: points must have moved, and so many entries or so much time have gone by. */
export type SnapshotPolicy = {
  /** Hours since the newest; 0 takes none by itself. */
  everyHours: number;
  entries: number;
};
