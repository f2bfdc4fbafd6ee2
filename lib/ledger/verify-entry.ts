import { type CanonicalValue, parseCanonical } from "./canonical";
import { equalBytes, isHash, leafHash, portableSha256, type Sha256 } from "./hash";
import { type InclusionTrace, type TraceStep, traceInclusion } from "./proof";

/** tlog-tiles gives an entry's length two bytes in its bundle. */
const MAX_ENTRY_BYTES = 65_535;

export type EntryClaim = {
  /** The entry exactly as the log stores it. */
  bytes: Uint8Array;
  index: number;
  /** Size and root of the tree that the entry is said to be in. They prove only as much as their source is trusted. */
  size: number;
  root: Uint8Array;
  /** From the leaf's sibling upwards. */
  proof: readonly Uint8Array[];
};

type TraceProblem = Extract<InclusionTrace, { ok: false }>["reason"];

/** The steps by name, in order. Reasons are words for a program; pages and commands have their own texts for them. */
export type EntryStep =
  | { name: "canonical"; ok: true; value: CanonicalValue; text: string }
  | { name: "canonical"; ok: false; reason: "not_utf8" | "not_json" | "not_canonical" }
  | { name: "leaf"; ok: true; leafHash: Uint8Array }
  | { name: "leaf"; ok: false; leafHash: Uint8Array; reason: "entry_empty" | "entry_too_long" }
  | { name: "inclusion"; ok: true; path: TraceStep[]; root: Uint8Array }
  | { name: "inclusion"; ok: false; path: TraceStep[]; reason: TraceProblem }
  | { name: "root"; ok: true; root: Uint8Array }
  | { name: "root"; ok: false; root: Uint8Array | undefined; reason: "bad_hash" | "not_reached" | "root_mismatch" };

/**
 * Checks an entry from its bytes up to a root: its form, its leaf hash, the path of its inclusion proof, and whether that ends at the
 * root. Always gives all four steps and never throws at bad input; the entry is proven when every step is ok. Pages, the command
 * line and tests share it.
 */
export function verifyEntry(claim: EntryClaim, hash: Sha256 = portableSha256): EntryStep[] {
  const leaf = leafHash(claim.bytes, hash);
  const trace = traceInclusion(leaf, claim.index, claim.size, claim.proof, hash);
  return [canonicalStep(claim.bytes), leafStep(claim.bytes, leaf), inclusionStep(trace), rootStep(trace, claim.root)];
}

/** True when every step of verifyEntry holds. */
export function isProven(steps: readonly EntryStep[]): boolean {
  return steps.length > 0 && steps.every((step) => step.ok);
}

function canonicalStep(bytes: Uint8Array): EntryStep {
  return { name: "canonical", ...parseCanonical(bytes) };
}

function leafStep(bytes: Uint8Array, leaf: Uint8Array): EntryStep {
  if (bytes.length === 0) return { name: "leaf", ok: false, leafHash: leaf, reason: "entry_empty" };
  if (bytes.length > MAX_ENTRY_BYTES) return { name: "leaf", ok: false, leafHash: leaf, reason: "entry_too_long" };
  return { name: "leaf", ok: true, leafHash: leaf };
}

function inclusionStep(trace: InclusionTrace): EntryStep {
  if (!trace.ok) return { name: "inclusion", ok: false, path: trace.steps, reason: trace.reason };
  return { name: "inclusion", ok: true, path: trace.steps, root: trace.root };
}

function rootStep(trace: InclusionTrace, root: Uint8Array): EntryStep {
  const reached = trace.ok ? trace.root : undefined;
  if (!isHash(root)) return { name: "root", ok: false, root: reached, reason: "bad_hash" };
  if (!reached) return { name: "root", ok: false, root: reached, reason: "not_reached" };
  return equalBytes(reached, root)
    ? { name: "root", ok: true, root: reached }
    : { name: "root", ok: false, root: reached, reason: "root_mismatch" };
}
