/** What an anchoring is: on its way, deep enough to count, or given up because something else came first. */
export const anchorStates = ["pending", "confirmed", "dropped"] as const;

/** Why an anchoring was given up; the next one begins from what the chain holds. */
export const anchorDrops = ["overtaken", "reverted", "nonce_used", "nonce_gap", "reorganised"] as const;
export type AnchorDrop = (typeof anchorDrops)[number];

/** What keeps the log from being anchored, or shows that chain and log disagree. */
export const anchorProblems = [
  "unreachable",
  "wrong_chain",
  "no_contract",
  "other_publisher",
  "other_log",
  "no_funds",
  "signer",
  "refused",
  "behind",
  "mismatch",
] as const;
export type AnchorProblem = (typeof anchorProblems)[number];

/** The chain could not be asked, or said no. */
export class ChainError extends Error {
  constructor(
    readonly problem: AnchorProblem,
    readonly detail: string,
  ) {
    super(`${problem}: ${detail}`);
  }
}

/** One contract on one chain. Addresses and hashes are lower-case hex with 0x, as everywhere on chains. */
export type AnchorPlace = { chainId: number; contract: string };

/** Newest checkpoint that the contract holds; size 0 before the first. */
export type ChainHead = { size: number; root: string; time: Date };

/** What the chain says at one block. */
export type ChainView = {
  chainId: number;
  block: number;
  blockHash: string;
  head: ChainHead;
  publisher: string;
  originHash: string;
  /** Transactions that the paying account has in blocks: the nonce of its next. */
  nonce: number;
  balanceWei: bigint;
};

export type ChainEvent = {
  size: number;
  root: string;
  oldSize: number;
  noteHash: string;
  txHash: string;
  block: number;
  blockHash: string;
};

export type ChainReceipt = { ok: boolean; block: number; gasUsed: number; gasPriceWei: bigint };

export type AnchorFees = { maxFeeWei: bigint; tipWei: bigint };

export type Submission = {
  oldSize: number;
  size: number;
  root: string;
  noteHash: string;
  proof: readonly string[];
  nonce: number;
  /** Fees of a transaction with this nonce that is to be replaced: nodes take the new one only when it pays clearly more. */
  replaces?: AnchorFees | undefined;
};

/** A transaction, signed and not yet sent. */
export type SignedTx = AnchorFees & { hash: string; raw: string };

/** A chain as the anchoring needs it. Everything throws ChainError, and nothing else, when the chain does not answer or says no. */
export type Chain = {
  place: AnchorPlace;
  /** Address that signs checkpoints and pays. */
  publisher: string;
  view(): Promise<ChainView>;
  /** The newest block: while it is the same, nothing on the chain has changed. */
  newest(): Promise<{ block: number; hash: string }>;
  /** What the contract holds, by one call. */
  head(): Promise<ChainHead>;
  /** Events of the contract in these blocks, both included, in their order. */
  events(from: number, to: number): Promise<ChainEvent[]>;
  blockTime(block: number): Promise<Date>;
  /** Address whose signature an event's transaction carries for that checkpoint; undefined where that cannot be seen. */
  signerOf(event: ChainEvent): Promise<string | undefined>;
  prepare(submission: Submission): Promise<SignedTx>;
  /** The same transaction with so much more fees that nodes take it instead. */
  replace(raw: string): Promise<SignedTx>;
  /** Hands a transaction to the node; one that it has already is no error. */
  send(raw: string): Promise<void>;
  /** Undefined while it is in no block. */
  receipt(txHash: string): Promise<ChainReceipt | undefined>;
};

/** When to anchor: as soon as this many entries came, or so long after the last anchor when there is a new one at all. */
export type AnchorPolicy = {
  entries: number;
  everyMs: number;
  /** Blocks from the one that holds an anchor until it counts, that one included. */
  confirmations: number;
  /** An unmined transaction gets more fees after this long. */
  bumpMs: number;
};
