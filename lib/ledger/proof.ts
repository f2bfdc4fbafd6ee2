import { equalBytes, isHash, nodeHash, portableSha256, type Sha256 } from "./hash";
import { consistencyRanges, hashOfRange, inclusionRanges, type ReadNode } from "./range";

/** More than any tree of up to 2^53 - 1 leaves needs; a longer proof is refused before a single hash is made. */
const MAX_PROOF = 63;

export type InclusionProblem =
  | "bad_size"
  | "bad_index"
  | "bad_hash"
  | "too_many_hashes"
  | "proof_too_long"
  | "proof_too_short"
  | "root_mismatch";

export type ConsistencyProblem =
  | "bad_size"
  | "sizes_reversed"
  | "old_tree_empty"
  | "bad_hash"
  | "too_many_hashes"
  | "proof_not_empty"
  | "proof_too_long"
  | "proof_too_short"
  | "old_root_mismatch"
  | "new_root_mismatch";

export type Verdict<Problem extends string> = { ok: true } | { ok: false; reason: Problem };

/** Inclusion proof of leaf `index` in a tree of `size`, from the leaf's sibling upwards. RFC 9162 2.1.3.1. Throws RangeError when the leaf is not in it. */
export function inclusionProof(
  index: number,
  size: number,
  readNode: ReadNode,
  hash: Sha256 = portableSha256,
): Uint8Array[] {
  return inclusionRanges(index, size).map((range) => hashOfRange(range, readNode, hash));
}

/**
 * Proof that the tree of `oldSize` is the beginning of the tree of `newSize`; `readNode` reads the new one. RFC 9162 2.1.4.1. Empty
 * when the old tree is empty or as large. Throws RangeError when it is larger.
 */
export function consistencyProof(
  oldSize: number,
  newSize: number,
  readNode: ReadNode,
  hash: Sha256 = portableSha256,
): Uint8Array[] {
  return consistencyRanges(oldSize, newSize).map((range) => hashOfRange(range, readNode, hash));
}

/** One hash on the way up: the sibling, the side it stands on, and SHA-256(0x01 || left || right) of the two. */
export type TraceStep = { side: "left" | "right"; sibling: Uint8Array; result: Uint8Array };

export type InclusionTrace =
  | { ok: true; steps: TraceStep[]; root: Uint8Array }
  | { ok: false; steps: TraceStep[]; reason: Exclude<InclusionProblem, "root_mismatch"> };

/**
 * Walks an inclusion proof from the leaf to the root it leads to, and shows each step. RFC 9162 2.1.3.2, all but the last comparison.
 * Never throws at bad input; says what is wrong with it, with the steps made until then.
 */
export function traceInclusion(
  leafHash: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  hash: Sha256 = portableSha256,
): InclusionTrace {
  const steps: TraceStep[] = [];
  if (!isSize(size)) return { ok: false, steps, reason: "bad_size" };
  if (!isSize(index) || index >= size) return { ok: false, steps, reason: "bad_index" };
  if (proof.length > MAX_PROOF) return { ok: false, steps, reason: "too_many_hashes" };
  if (![leafHash, ...proof].every(isHash)) return { ok: false, steps, reason: "bad_hash" };
  let place: Place = { fn: index, sn: size - 1 };
  let result = leafHash;
  for (const sibling of proof) {
    if (place.sn === 0) return { ok: false, steps, reason: "proof_too_long" };
    const side = isRightOrLast(place) ? "left" : "right";
    result = side === "left" ? nodeHash(sibling, result, hash) : nodeHash(result, sibling, hash);
    steps.push({ side, sibling, result });
    place = climb(place);
  }
  // Without this test a proof that stops below the root would pass with an inner node as the root.
  if (place.sn !== 0) return { ok: false, steps, reason: "proof_too_short" };
  return { ok: true, steps, root: result };
}

export type InclusionClaim = {
  leafHash: Uint8Array;
  index: number;
  size: number;
  proof: readonly Uint8Array[];
  root: Uint8Array;
};

/** Checks that a leaf stands at `index` of the tree with this size and root. RFC 9162 2.1.3.2. Never throws at bad input. */
export function verifyInclusion(claim: InclusionClaim, hash: Sha256 = portableSha256): Verdict<InclusionProblem> {
  if (!isHash(claim.root)) return { ok: false, reason: "bad_hash" };
  const trace = traceInclusion(claim.leafHash, claim.index, claim.size, claim.proof, hash);
  if (!trace.ok) return { ok: false, reason: trace.reason };
  return equalBytes(trace.root, claim.root) ? { ok: true } : { ok: false, reason: "root_mismatch" };
}

export type ConsistencyClaim = {
  oldSize: number;
  newSize: number;
  oldRoot: Uint8Array;
  newRoot: Uint8Array;
  proof: readonly Uint8Array[];
};

/**
 * Checks that the tree with the old size and root is the beginning of the one with the new size and root. RFC 9162 2.1.4.2. Never throws
 * at bad input. An empty old tree is refused: it begins every tree, so such an answer would say nothing about the new root.
 */
export function verifyConsistency(claim: ConsistencyClaim, hash: Sha256 = portableSha256): Verdict<ConsistencyProblem> {
  const { oldSize, newSize, oldRoot, newRoot, proof } = claim;
  if (!isSize(oldSize) || !isSize(newSize)) return { ok: false, reason: "bad_size" };
  if (oldSize > newSize) return { ok: false, reason: "sizes_reversed" };
  if (oldSize === 0) return { ok: false, reason: "old_tree_empty" };
  if (proof.length > MAX_PROOF) return { ok: false, reason: "too_many_hashes" };
  if (![oldRoot, newRoot, ...proof].every(isHash)) return { ok: false, reason: "bad_hash" };
  if (oldSize === newSize) {
    if (proof.length > 0) return { ok: false, reason: "proof_not_empty" };
    return equalBytes(oldRoot, newRoot) ? { ok: true } : { ok: false, reason: "new_root_mismatch" };
  }
  if (proof.length === 0) return { ok: false, reason: "proof_too_short" };
  const walked = walkConsistency(claim, hash);
  if (typeof walked === "string") return { ok: false, reason: walked };
  if (!equalBytes(walked.oldRoot, oldRoot)) return { ok: false, reason: "old_root_mismatch" };
  return equalBytes(walked.newRoot, newRoot) ? { ok: true } : { ok: false, reason: "new_root_mismatch" };
}

/** Steps 2 to 6 of RFC 9162 2.1.4.2, and the sn = 0 test of step 7, for 0 < oldSize < newSize and a proof that is not empty. */
function walkConsistency(
  claim: ConsistencyClaim,
  hash: Sha256,
): { oldRoot: Uint8Array; newRoot: Uint8Array } | "proof_too_long" | "proof_too_short" {
  const path = isPowerOfTwo(claim.oldSize) ? [claim.oldRoot, ...claim.proof] : claim.proof;
  const [start, ...rest] = path;
  if (!start) return "proof_too_short";
  let place: Place = { fn: claim.oldSize - 1, sn: claim.newSize - 1 };
  while (place.fn % 2 === 1) place = { fn: half(place.fn), sn: half(place.sn) };
  let [oldRoot, newRoot] = [start, start];
  for (const next of rest) {
    if (place.sn === 0) return "proof_too_long";
    if (isRightOrLast(place)) {
      oldRoot = nodeHash(next, oldRoot, hash);
      newRoot = nodeHash(next, newRoot, hash);
    } else {
      newRoot = nodeHash(newRoot, next, hash);
    }
    place = climb(place);
  }
  return place.sn === 0 ? { oldRoot, newRoot } : "proof_too_short";
}

/** RFC 9162's fn and sn: index of the node on the path, and of the last node, at the present height. */
type Place = { fn: number; sn: number };

function isRightOrLast({ fn, sn }: Place): boolean {
  return fn % 2 === 1 || fn === sn;
}

/** One level up; a last node without a sibling goes up at once to where it is a right child or the top. */
function climb(place: Place): Place {
  let { fn, sn } = place;
  if (fn === sn) while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
  return { fn: half(fn), sn: half(sn) };
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isPowerOfTwo(value: number): boolean {
  let rest = value;
  while (rest % 2 === 0) rest /= 2;
  return rest === 1;
}
