import { portableSha256, type Sha256 } from "#lib/ledger/hash";
import { fromHex, toHex } from "#lib/ledger/hex";

/**
 * Taken off the key of an item that its owner has put first: such items stand before all others, in the same public order among themselves.
 * Every key is below it. Source: docs/labelling.md, "Put first".
 */
export const FIRST = 2 ** 52;

export const isFirst = (key: number) => key < 0;

/**
 * Where an item stands in a task's queue: the first 52 bits of SHA-256(root || contribution), root being that of the checkpoint which was
 * published last when the task opened. Nobody knew it before, so nobody could choose ids that come first, and anybody can recompute it.
 * Inputs: 32 bytes; a UUID as text. Output: a whole number below 2^52. Source: docs/labelling.md, "Order".
 */
export function orderKey(root: Uint8Array, contribution: string, hash: Sha256 = portableSha256): number {
  const id = fromHex(contribution.replaceAll("-", ""));
  if (root.length !== 32 || id.length !== 16) throw new RangeError("an order key is of a root and a contribution's id");
  const bytes = new Uint8Array(48);
  bytes.set(root);
  bytes.set(id, 32);
  return Number.parseInt(toHex(hash(bytes)).slice(0, 13), 16);
}
