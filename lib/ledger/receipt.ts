import { type AnchorProof, formatAnchorProof, parseAnchorProof } from "./anchor-proof";
import { fromBase64, toBase64 } from "./base64";
import { type CanonicalValue, canonicalBytes, parseCanonical } from "./canonical";
import { type CheckpointStep, openCheckpoint, openedCheckpoint } from "./checkpoint";
import { type Ed25519, portableEd25519 } from "./ed25519";
import { portableSha256, type Sha256 } from "./hash";
import { fromHex, toHex } from "./hex";
import { isSatisfied, type Policy } from "./tlog-policy";
import { formatTlogProof, parseTlogProof, type TlogProof, type TlogProofProblem } from "./tlog-proof";
import { encodeUtf8 } from "./utf8";
import { type EntryStep, verifyEntry } from "./verify-entry";
import type { VerifierKey } from "./vkey";

/** What opens an entry's commitment: SHA-256(salt || content) is what the entry shows. The content is its canonical JSON, as text. */
export type Opening = { salt: Uint8Array; content: string };
/** As a file has it: contentHash says which content was meant, should file and content ever come apart. */
type StatedOpening = Opening & { contentHash: string };

/**
 * A receipt: one C2SP tlog-proof, whose extra data is the canonical JSON {"v":1,"entry":base64 of the entry's bytes} and, for the author of
 * a commitment, "opening":{"content","contentHash","salt"}, where contentHash is SHA-256 of the content's UTF-8 bytes. Where its checkpoint is
 * anchored on a chain, "v":2 and "anchor" (anchor-proof.ts).
 */
export type Receipt = {
  entry: Uint8Array;
  index: number;
  proof: readonly Uint8Array[];
  /** The signed checkpoint whose tree the proof leads to. */
  note: string;
  opening?: Opening | undefined;
  /** Where that checkpoint stands on a chain. */
  anchor?: AnchorProof | undefined;
};

export type ReceiptStep =
  | { name: "file"; ok: true; proof: TlogProof }
  | { name: "file"; ok: false; reason: TlogProofProblem }
  | CheckpointStep
  | { name: "witnesses"; ok: true; names: string[] }
  | { name: "witnesses"; ok: false; reason: "quorum_missed"; names: string[] }
  | { name: "extra"; ok: true; entry: Uint8Array; opening: StatedOpening | undefined; anchor: AnchorProof | undefined }
  | { name: "extra"; ok: false; reason: "missing" | "not_canonical" | "bad_fields" | "bad_anchor" }
  | EntryStep
  | { name: "opening"; ok: true; commitment: Uint8Array; content: string }
  | {
      name: "opening";
      ok: false;
      reason: "no_commitment" | "commitment_mismatch" | "content_hash_mismatch";
      commitment: Uint8Array;
    };

export type ReceiptTrust = {
  /** Verifier keys of the log. */
  keys: readonly VerifierKey[];
  origin?: string | undefined;
  /** Witnesses asked for; without it cosignatures are not looked at. */
  policy?: Policy | undefined;
};

/** Text of a receipt file (`.tlog-proof`). */
export function makeReceipt(
  { entry, index, proof, note, opening, anchor }: Receipt,
  hash: Sha256 = portableSha256,
): string {
  const extra = canonicalBytes({
    // Without an anchor the bytes are those of always, so that earlier versions read them.
    v: anchor ? 2 : 1,
    entry: toBase64(entry),
    ...(anchor ? { anchor: formatAnchorProof(anchor) } : {}),
    ...(opening
      ? {
          opening: {
            salt: toHex(opening.salt),
            content: opening.content,
            contentHash: toHex(hash(encodeUtf8(opening.content))),
          },
        }
      : {}),
  });
  return formatTlogProof({ extra, index, proof: [...proof], note });
}

/**
 * Checks a receipt from nothing but its bytes and the keys that the reader trusts. Gives the steps in their order; those that need one that
 * failed are left out. Never throws at bad input; the receipt is good when every step is ok (`isGoodReceipt`).
 */
export function verifyReceipt(
  file: Uint8Array,
  trust: ReceiptTrust,
  hash: Sha256 = portableSha256,
  ed25519: Ed25519 = portableEd25519,
): ReceiptStep[] {
  const parsed = parseTlogProof(file);
  if (!parsed.ok) return [{ name: "file", ...parsed }];
  const { proof } = parsed;
  const witnesses = trust.policy?.witnesses.map(({ key }) => key) ?? [];
  const opened = openCheckpoint(proof.note, trust.keys, { origin: trust.origin, witnesses }, ed25519);
  const steps: ReceiptStep[] = [{ name: "file", ...parsed }, ...opened];
  const checkpoint = openedCheckpoint(opened);
  if (!checkpoint) return steps;
  if (trust.policy) steps.push(witnessStep(opened, trust.policy));
  const extra = readExtra(proof.extra);
  steps.push(extra);
  if (!extra.ok) return steps;
  const { size, root } = checkpoint;
  const entrySteps = verifyEntry({ bytes: extra.entry, index: proof.index, size, root, proof: proof.proof }, hash);
  steps.push(...entrySteps);
  if (extra.opening) steps.push(openingStep(extra.entry, extra.opening, hash));
  return steps;
}

/** True when every step of verifyReceipt holds. */
export function isGoodReceipt(steps: readonly ReceiptStep[]): boolean {
  return steps.some((step) => step.name === "root") && steps.every((step) => step.ok);
}

function witnessStep(opened: readonly CheckpointStep[], policy: Policy): ReceiptStep {
  const verified = opened.flatMap((step) => (step.name === "signature" && step.ok ? step.verified : []));
  const names = policy.witnesses.filter(({ key }) => verified.includes(key)).map(({ name }) => name);
  return isSatisfied(policy, verified)
    ? { name: "witnesses", ok: true, names }
    : { name: "witnesses", ok: false, reason: "quorum_missed", names };
}

type ExtraStep = Extract<ReceiptStep, { name: "extra" }>;

function readExtra(extra: Uint8Array | undefined): ExtraStep {
  if (!extra) return { name: "extra", ok: false, reason: "missing" };
  const parsed = parseCanonical(extra);
  if (!parsed.ok) return { name: "extra", ok: false, reason: "not_canonical" };
  // No other fields: under another name an opening would drop out unseen.
  const fields = fieldsOf(parsed.value, ["v", "entry", "opening", "anchor"]);
  const entry = typeof fields?.entry === "string" ? fromBase64(fields.entry) : undefined;
  const opening = fields?.opening === undefined ? undefined : readOpening(fields.opening);
  const isWhole =
    fields?.v === (fields?.anchor === undefined ? 1 : 2) && entry && (fields?.opening === undefined || opening);
  if (!isWhole) return { name: "extra", ok: false, reason: "bad_fields" };
  const anchor = fields?.anchor === undefined ? undefined : parseAnchorProof(fields.anchor);
  if (fields?.v === 2 && !anchor) return { name: "extra", ok: false, reason: "bad_anchor" };
  return { name: "extra", ok: true, entry, opening, anchor };
}

// With salts of one length, no other pair of salt and content runs together to the same bytes.
const HEX_32 = /^[0-9a-f]{64}$/;

function readOpening(value: CanonicalValue): StatedOpening | undefined {
  const { salt, content, contentHash } = fieldsOf(value, ["salt", "content", "contentHash"]) ?? {};
  if (typeof salt !== "string" || typeof content !== "string" || typeof contentHash !== "string") return undefined;
  return HEX_32.test(salt) && HEX_32.test(contentHash) ? { salt: fromHex(salt), content, contentHash } : undefined;
}

type Fields = Record<string, CanonicalValue>;

/** The fields of an object that has no others than those named. */
function fieldsOf(value: CanonicalValue, names: readonly string[]): Fields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.keys(value).every((name) => names.includes(name)) ? (value as Fields) : undefined;
}

function commitmentIn(entry: Uint8Array): CanonicalValue | undefined {
  const parsed = parseCanonical(entry);
  return parsed.ok && typeof parsed.value === "object" ? (parsed.value as Fields | null)?.commitment : undefined;
}

function openingStep(entry: Uint8Array, opening: StatedOpening, hash: Sha256): ReceiptStep {
  const content = encodeUtf8(opening.content);
  const input = new Uint8Array(opening.salt.length + content.length);
  input.set(opening.salt);
  input.set(content, opening.salt.length);
  const commitment = hash(input);
  const shown = commitmentIn(entry);
  const fail = (reason: "no_commitment" | "commitment_mismatch" | "content_hash_mismatch"): ReceiptStep => ({
    name: "opening",
    ok: false,
    reason,
    commitment,
  });
  if (typeof shown !== "string") return fail("no_commitment");
  if (shown !== toHex(commitment)) return fail("commitment_mismatch");
  if (opening.contentHash !== toHex(hash(content))) return fail("content_hash_mismatch");
  return { name: "opening", ok: true, commitment, content: opening.content };
}
