import { nodeHash, portableSha256, type Sha256 } from "./hash";

/** Leaves from `start` to before `end`. Those in use here always make one subtree of an RFC 6962 tree. */
export type Range = { start: number; end: number };

/** A complete subtree of 2^height leaves, the index-th of its height. Leaves have height 0. */
export type NodeAt = { height: number; index: number };

/** Hash of a complete subtree. Throws when the tree does not hold it. */
export type ReadNode = (height: number, index: number) => Uint8Array;

// Sizes go up to 2^53 - 1, where JavaScript's bit operators (32 bits) give wrong results: all arithmetic here divides and multiplies
// by powers of two, which floating point does exactly.

/** Returns the size. Throws RangeError unless it is a whole number from 0 to 2^53 - 1. */
export function checkSize(size: number): number {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`${size} is not a tree size from 0 to 2^53 - 1`);
  return size;
}

/** The largest power of two strictly below `count` (count > 1): where RFC 6962 splits a tree. */
export function splitOf(count: number): number {
  let left = 1;
  while (left * 2 < count) left *= 2;
  return left;
}

/**
 * Subtrees whose hashes prove leaf `index` in a tree of `size`, from the leaf's sibling upwards. RFC 9162 2.1.3.1.
 * Throws RangeError when the leaf is not in the tree.
 */
export function inclusionRanges(index: number, size: number): Range[] {
  checkSize(size);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new RangeError(`index ${index} is not in a tree of size ${size}`);
  }
  const ranges: Range[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

/**
 * Subtrees whose hashes prove that a tree of `oldSize` is the beginning of one of `newSize`. RFC 9162 2.1.4.1. Empty when the old
 * tree is empty or as large. Throws RangeError when it is larger.
 */
export function consistencyRanges(oldSize: number, newSize: number): Range[] {
  checkSize(oldSize);
  checkSize(newSize);
  if (oldSize > newSize) throw new RangeError(`a tree of size ${oldSize} cannot begin one of size ${newSize}`);
  if (oldSize === 0 || oldSize === newSize) return [];
  const ranges: Range[] = [];
  let [start, end] = [0, newSize];
  while (end !== oldSize) {
    const middle = start + splitOf(end - start);
    if (oldSize <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  // With start = 0 the last subtree is the whole old tree, whose root the verifier has.
  if (start > 0) ranges.push({ start, end });
  return ranges.reverse();
}

/** The complete subtrees that make up a range, left to right, each smaller than the one before. */
export function nodesOfRange({ start, end }: Range): NodeAt[] {
  const nodes: NodeAt[] = [];
  for (let at = start; at < end; ) {
    let [height, width] = [0, 1];
    while (width * 2 <= end - at) [height, width] = [height + 1, width * 2];
    nodes.push({ height, index: at / width });
    at += width;
  }
  return nodes;
}

/** Hash of the subtree over a range that is not empty, from the complete subtrees in it. */
export function hashOfRange(range: Range, readNode: ReadNode, hash: Sha256 = portableSha256): Uint8Array {
  return nodesOfRange(range)
    .map(({ height, index }) => readNode(height, index))
    .reduceRight((right, left) => nodeHash(left, right, hash));
}
