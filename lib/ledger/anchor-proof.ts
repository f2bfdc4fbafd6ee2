import type { CanonicalValue } from "./canonical";

/**
 * Where the checkpoint beside it stands on a chain: one event of an anchor contract, for whom wants to ask a node about it. Nothing vouches
 * for it in the file; what the chain must hold (size and root) is the signed checkpoint's. Source: docs/chain.md.
 */
export type AnchorProof = {
  /** EIP-155. */
  chainId: number;
  /** Address of the contract, as lower-case hex with 0x. */
  contract: string;
  /** Hash of the transaction that brought the checkpoint, as lower-case hex with 0x, and the block it is in. */
  tx: string;
  block: number;
  /** A chain of somebody's own computer: it shows the mechanism and gives no security. */
  isDevelopment: boolean;
};

// Ids that anvil, hardhat and ganache give to chains on one's own computer.
const DEVELOPMENT = new Set([31_337, 1_337]);

/** True for the ids (EIP-155) that development chains have. */
export function isDevelopmentChain(chainId: number): boolean {
  return DEVELOPMENT.has(chainId);
}

/** The part as plain data, to stand in canonical JSON: {"chainId","contract","tx","block"} and, of a development chain, "development":true. */
export function formatAnchorProof({ chainId, contract, tx, block, isDevelopment }: AnchorProof): CanonicalValue {
  return { chainId, contract, tx, block, ...(isDevelopment ? { development: true } : {}) };
}

/**
 * Reads the part; undefined for what is none, and never throws. Its version is that of the file around it. A development chain is known by
 * its id, too, mark or not.
 */
export function parseAnchorProof(value: CanonicalValue): AnchorProof | undefined {
  const { chainId, contract, tx, block, development, ...others } = (value ?? {}) as Record<string, CanonicalValue>;
  const isWhole = isCount(chainId) && chainId > 0 && isCount(block) && isText(contract, 40) && isText(tx, 64);
  if (!isWhole || (development ?? true) !== true || Object.keys(others).length > 0) return undefined;
  return { chainId, contract, tx, block, isDevelopment: development === true || isDevelopmentChain(chainId) };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Hex of so many digits, in lower case with 0x. */
const isText = (value: unknown, digits: number): value is string =>
  typeof value === "string" && value.length === digits + 2 && /^0x[0-9a-f]+$/.test(value);
