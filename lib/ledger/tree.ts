import { checkHash, emptyRoot, nodeHash, portableSha256, type Sha256 } from "./hash";
import { checkSize, type NodeAt, nodesOfRange } from "./range";

/**
 * The right edge of a tree, all that is needed to extend it: hashes of the complete subtrees that make it up, the largest (leftmost)
 * first; one for each 1 in the binary size.
 */
export type Edge = { size: number; hashes: readonly Uint8Array[] };

/** A complete subtree and its hash. */
export type TreeNode = NodeAt & { hash: Uint8Array };

/** Root of the RFC 6962 tree over leaf hashes in their order; the empty root when there is none. Costs one hash a leaf. */
export function rootOf(leafHashes: readonly Uint8Array[], hash: Sha256 = portableSha256): Uint8Array {
  let row = leafHashes;
  while (row.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < row.length; at += 2) {
      const [left, right] = [row[at], row[at + 1]];
      // The last one without a partner moves up as it is: the same tree as splitting at the largest power of two.
      if (left) above.push(right ? nodeHash(left, right, hash) : left);
    }
    row = above;
  }
  return row[0] ?? emptyRoot(hash);
}

/**
 * Extends a tree by leaf hashes. Gives the new edge and the inner nodes that became complete, in the order they did; about one hash
 * a leaf. Throws RangeError at an edge that does not fit its size, at a hash that is not 32 bytes and past 2^53 - 1 leaves.
 */
export function appendLeaves(
  edge: Edge,
  leafHashes: readonly Uint8Array[],
  hash: Sha256 = portableSha256,
): { edge: Edge; nodes: TreeNode[] } {
  checkEdge(edge);
  const size = checkSize(edge.size + leafHashes.length);
  const hashes = [...edge.hashes];
  const nodes: TreeNode[] = [];
  leafHashes.forEach((leaf, position) => {
    let index = edge.size + position;
    let right = checkHash(leaf, `leaf ${index}`);
    // A right child completes its parent, which may complete the next: a carry, as in counting.
    for (let height = 1; index % 2 === 1; height += 1) {
      right = nodeHash(hashes.pop() ?? right, right, hash);
      index = (index - 1) / 2;
      nodes.push({ height, index, hash: right });
    }
    hashes.push(right);
  });
  return { edge: { size, hashes }, nodes };
}

/** Root of the tree that has this edge. Throws RangeError at an edge that does not fit its size. */
export function rootOfEdge(edge: Edge, hash: Sha256 = portableSha256): Uint8Array {
  checkEdge(edge);
  if (edge.size === 0) return emptyRoot(hash);
  return edge.hashes.reduceRight((right, left) => nodeHash(left, right, hash));
}

function checkEdge(edge: Edge): void {
  const wanted = nodesOfRange({ start: 0, end: checkSize(edge.size) }).length;
  if (edge.hashes.length !== wanted) {
    throw new RangeError(`a tree of size ${edge.size} has ${wanted} hashes on its edge, not ${edge.hashes.length}`);
  }
  for (const one of edge.hashes) checkHash(one, "a hash of the edge");
}
