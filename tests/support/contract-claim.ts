import { nodeHash } from "#lib/ledger/hash";
import { consistencyRanges, splitOf } from "#lib/ledger/range";
import { sha256 } from "#lib/services/hash";

/**
 * Two trees of these sizes of which the smaller is the beginning of the larger, with their proof, without making their leaves: the
 * subtrees that the proof names get hashes made up from the seed, and both roots follow by the definition of RFC 6962 2.1.
 */
export function madeClaim(oldSize: number, newSize: number, seed: number) {
  const known = new Map<string, Uint8Array>();
  const makeUp = (start: number, end: number) => {
    const hash = sha256(new TextEncoder().encode(`${seed} ${start} ${end}`));
    known.set(`${start} ${end}`, hash);
    return hash;
  };
  const proof = consistencyRanges(oldSize, newSize).map(({ start, end }) => makeUp(start, end));
  const rootOf = (start: number, end: number): Uint8Array => {
    const found = known.get(`${start} ${end}`);
    if (found) return found;
    // Only the old tree as a whole can be a subtree that the proof does not name: its root is what the verifier has.
    if (start === 0 && end === oldSize && isSubtree(oldSize, newSize)) return makeUp(start, end);
    const middle = start + splitOf(end - start);
    return nodeHash(rootOf(start, middle), rootOf(middle, end), sha256);
  };
  const oldRoot = rootOf(0, oldSize);
  return { oldRoot, newRoot: rootOf(0, newSize), proof };
}

/** Whether the first `size` leaves are one subtree of the tree of `all`. */
function isSubtree(size: number, all: number): boolean {
  return !consistencyRanges(size, all).some(({ start, end }) => start < size && end <= size);
}
