/** Why the log signs nothing, for health, the ledger page and docs/operating.md. */
export const haltReasons = ["no_key", "behind", "fork", "other_origin"] as const;
export type HaltReason = (typeof haltReasons)[number];

/** What was found: somebody holds a checkpoint of ours that this database does not lead up to. */
export type HaltDetail = {
  /** Who holds it: "database", "state file", or a witness by name. */
  source: string;
  /** Size and root (hex) that they hold; the root is null where only the size is known. */
  size: number;
  root: string | null;
  /** Size of the tree here, and its root at their size (hex), null when it is not that long. */
  treeSize: number;
  treeRoot: string | null;
};

/** A signed note with all its cosignatures is far smaller; nobody reads more of what a server gives as one. */
export const CHECKPOINT_MAX_BYTES = 262_144;

/** Seconds that caches may keep the newest checkpoint; tiles never change and are kept for a year. */
export const CHECKPOINT_MAX_AGE_S = 2;

/** Two checkpoints of one log that contradict each other, as a text file to be published: each is signed, so it proves the fault to anyone. */
export function splitViewFile(found: { log: string; at: string; by: string; old: string; now: string }) {
  const head = `Two checkpoints of the log at ${found.log}, found inconsistent by ${found.by} at ${found.at}.`;
  return {
    name: `split-view-${found.at.replaceAll(/[:.]/g, "-")}.txt`,
    text: `${head}\n\n--- seen before ---\n${found.old}\n--- shown at ${found.at} ---\n${found.now}`,
  };
}
