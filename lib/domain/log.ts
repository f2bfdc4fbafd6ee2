/** Why the log signs nothing, for health, the ledger page and docs/operating.md. */
export const haltReasons = ["no_key", "behind", "fork", "other_origin"] as const;
export type HaltReason = (typeof haltReasons)[number];

/** What was found: somebody holds a checkpoint of ours that this database does not lead up to. */
export type HaltDetail = {
  /** Who holds it: "database", "state file", a witness by name, or a contract as contractSource has it. */
  source: string;
  /** Size and root (hex) that they hold; the root is null where only the size is known. */
  size: number;
  root: string | null;
  /** Size of the tree here, and its root at their size (hex), null when it is not that long. */
  treeSize: number;
  treeRoot: string | null;
};

/** A contract as the source of a halt: witnesses' names have no spaces. Takes its address (0x…) and the chain's id. */
export function contractSource({ chainId, contract }: { chainId: number; contract: string }): string {
  return `contract ${contract} on chain ${chainId}`;
}

/** The contract that a halt names as its source; undefined for any other source. */
export function sourceContract(source: string): { chainId: string; contract: string } | undefined {
  const [, contract, chainId] = /^contract (0x[0-9a-f]+) on chain (\d+)$/.exec(source) ?? [];
  return contract && chainId ? { contract, chainId } : undefined;
}

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
