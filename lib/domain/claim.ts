import { type CanonicalValue, canonicalBytes, parseCanonical } from "#lib/ledger/canonical";
import { type Ed25519, portableEd25519 } from "#lib/ledger/ed25519";
import { equalBytes, leafHash, portableSha256, type Sha256 } from "#lib/ledger/hash";
import { fromHex, toHex } from "#lib/ledger/hex";
import { type InclusionTrace, type TraceStep, traceInclusion } from "#lib/ledger/proof";
import { isGoodReceipt, type ReceiptStep, type ReceiptTrust, verifyReceipt } from "#lib/ledger/receipt";
import { encodeUtf8 } from "#lib/ledger/utf8";
import type { EntryBody } from "./entry";
import { parseEntry } from "./replay-entry";
import { parseSnapshotLeaf, type SnapshotLeaf } from "./snapshot";

type SnapshotEntry = Extract<EntryBody, { kind: "points.snapshot" }>;

/**
 * What proves a balance to anybody: a leaf of a snapshot, its path to the snapshot's root, and the receipt of the entry that holds the root.
 * As a file the canonical JSON {"format":"assay-claim/1","index","leaf","proof":[hex],"receipt"}. Source: docs/verify.md, "A claim".
 */
export type Claim = {
  /** Bytes of the leaf, which are text. */
  leaf: string;
  /** Its place among the leaves. */
  index: number;
  proof: readonly Uint8Array[];
  /** The entry's receipt, a C2SP tlog-proof. */
  receipt: string;
};

type Broken<N extends string, R extends string> = { name: N; ok: false; reason: R };

/** What follows the steps of the receipt. */
export type ClaimStep =
  | { name: "claim"; ok: true; claim: Claim }
  | Broken<"claim", "too_long" | "not_canonical" | "bad_fields">
  | { name: "snapshot"; ok: true; entry: SnapshotEntry }
  | Broken<"snapshot", "not_a_snapshot">
  | { name: "balance"; ok: true; leaf: SnapshotLeaf; leafHash: Uint8Array }
  | Broken<"balance", "bad_leaf" | "size_differs" | "unit_differs">
  | { name: "path"; ok: true; path: TraceStep[] }
  | (Broken<"path", Extract<InclusionTrace, { ok: false }>["reason"]> & { path: TraceStep[] })
  | { name: "held"; ok: true; root: Uint8Array }
  | (Broken<"held", "root_mismatch"> & { root: Uint8Array; stated: Uint8Array });

/** The claim itself, then its receipt's steps, then what the two make together; those after one that failed are left out. */
export type ClaimCheck = { claim: Extract<ClaimStep, { name: "claim" }>; receipt: ReceiptStep[]; steps: ClaimStep[] };

const FORMAT = "assay-claim/1";
const MAX_BYTES = 1_000_000;
const HASH = /^[0-9a-f]{64}$/;

/** Text of a claim file. */
export function makeClaim({ leaf, index, proof, receipt }: Claim): Uint8Array {
  return canonicalBytes({ format: FORMAT, leaf, index, proof: proof.map(toHex), receipt });
}

/** True for what begins as a claim does, and no receipt can; says nothing about the rest. */
export function looksLikeClaim(file: Uint8Array): boolean {
  return file[0] === 0x7b;
}

const START = encodeUtf8('{"format":"assay-claim/');

/** True for what calls itself a claim, damaged or not: tells one from the other JSON of an archive. */
export function isNamedClaim(file: Uint8Array): boolean {
  return equalBytes(file.slice(0, START.length), START);
}

/**
 * Checks a claim from nothing but its bytes and the keys that the reader trusts. Balances in milli-points. Never throws at bad input; the
 * claim is good when `isGoodClaim` says so.
 */
export function verifyClaim(
  file: Uint8Array,
  trust: ReceiptTrust,
  hash: Sha256 = portableSha256,
  ed25519: Ed25519 = portableEd25519,
): ClaimCheck {
  const claim = readClaim(file);
  if (!claim.ok) return { claim, receipt: [], steps: [] };
  const receipt = verifyReceipt(encodeUtf8(claim.claim.receipt), trust, hash, ed25519);
  return { claim, receipt, steps: isGoodReceipt(receipt) ? verifyBalance(claim.claim, entryIn(receipt), hash) : [] };
}

/** True when every step holds. */
export function isGoodClaim({ claim, receipt, steps }: ClaimCheck): boolean {
  return claim.ok && isGoodReceipt(receipt) && steps.at(-1)?.name === "held" && steps.every(({ ok }) => ok);
}

function readClaim(file: Uint8Array): ClaimCheck["claim"] {
  const refuse = (reason: "too_long" | "not_canonical" | "bad_fields") =>
    ({ name: "claim", ok: false, reason }) as const;
  if (file.length > MAX_BYTES) return refuse("too_long");
  // What was pasted, or went through an editor, often has got a line end.
  let end = file.length;
  while (end > 0 && (file[end - 1] === 0x0a || file[end - 1] === 0x0d)) end -= 1;
  const form = parseCanonical(file.subarray(0, end));
  if (!form.ok) return refuse("not_canonical");
  const claim = claimOf(form.value);
  return claim ? { name: "claim", ok: true, claim } : refuse("bad_fields");
}

const FIELDS = ["format", "index", "leaf", "proof", "receipt"];

function claimOf(value: CanonicalValue): Claim | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const names = Object.keys(value);
  if (names.length !== FIELDS.length || !FIELDS.every((name) => names.includes(name))) return undefined;
  const { format, index, leaf, proof, receipt } = value as Record<string, CanonicalValue>;
  if (format !== FORMAT || typeof leaf !== "string" || typeof receipt !== "string") return undefined;
  if (typeof index !== "number" || !Number.isSafeInteger(index) || index < 0 || !Array.isArray(proof)) return undefined;
  const isHashes = proof.every((one): one is string => typeof one === "string" && HASH.test(one));
  return isHashes ? { leaf, index, receipt, proof: (proof as string[]).map(fromHex) } : undefined;
}

function entryIn(receipt: readonly ReceiptStep[]): Uint8Array {
  const extra = receipt.find((step) => step.name === "extra" && step.ok);
  return extra?.name === "extra" && extra.ok ? extra.entry : new Uint8Array(0);
}

function verifyBalance(claim: Claim, entryBytes: Uint8Array, hash: Sha256): ClaimStep[] {
  const parsed = parseEntry(entryBytes);
  if (!parsed.ok || parsed.body.kind !== "points.snapshot")
    return [{ name: "snapshot", ok: false, reason: "not_a_snapshot" }];
  const { body: entry } = parsed;
  const bytes = encodeUtf8(claim.leaf);
  const balance = balanceStep(bytes, entry, hash);
  const steps: ClaimStep[] = [{ name: "snapshot", ok: true, entry }, balance];
  if (!balance.ok) return steps;
  const trace = traceInclusion(balance.leafHash, claim.index, entry.leaves, claim.proof, hash);
  if (!trace.ok) return [...steps, { name: "path", ok: false, reason: trace.reason, path: trace.steps }];
  steps.push({ name: "path", ok: true, path: trace.steps });
  const { root } = trace;
  const stated = fromHex(entry.root);
  steps.push(
    equalBytes(root, stated)
      ? { name: "held", ok: true, root }
      : { name: "held", ok: false, reason: "root_mismatch", root, stated },
  );
  return steps;
}

function balanceStep(bytes: Uint8Array, entry: SnapshotEntry, hash: Sha256): Extract<ClaimStep, { name: "balance" }> {
  const refuse = (reason: "bad_leaf" | "size_differs" | "unit_differs") =>
    ({ name: "balance", ok: false, reason }) as const;
  const leaf = parseSnapshotLeaf(bytes);
  if (!leaf) return refuse("bad_leaf");
  if (leaf.size !== entry.size) return refuse("size_differs");
  if (leaf.unit !== entry.unit) return refuse("unit_differs");
  return { name: "balance", ok: true, leaf, leafHash: leafHash(bytes, hash) };
}
