import { type AnchorProof, formatAnchorProof, parseAnchorProof } from "./anchor-proof";
import { fromBase64, toBase64 } from "./base64";
import { type CanonicalValue, canonicalBytes, parseCanonical } from "./canonical";
import { type CheckpointStep, openCheckpoint, openedCheckpoint } from "./checkpoint";
import { type Ed25519, portableEd25519 } from "./ed25519";
import { joinBytes, portableSha256, type Sha256 } from "./hash";
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
 * anchored on a chain, "v":2 and "anchor" (anchor-proof.ts). Where the entry binds a declaration of rights, "v":3 and, for its author,
 * "declaration" in the form of "opening"; then "anchor" may stand beside it.
 */
export type Receipt = {
  entry: Uint8Array;
  index: number;
  proof: readonly Uint8Array[];
  /** The signed checkpoint whose tree the proof leads to. */
  note: string;
  opening?: Opening | undefined;
  /** Opens the entry's `declaration`. */
  declaration?: Opening | undefined;
  /** Where that checkpoint stands on a chain. */
  anchor?: AnchorProof | undefined;
};

export type ReceiptStep =
  | { name: "file"; ok: true; proof: TlogProof }
  | { name: "file"; ok: false; reason: TlogProofProblem }
  | CheckpointStep
  | { name: "witnesses"; ok: true; names: string[] }
  | { name: "witnesses"; ok: false; reason: "quorum_missed"; names: string[] }
  | {
      name: "extra";
      ok: true;
      entry: Uint8Array;
      opening: StatedOpening | undefined;
      declaration: StatedOpening | undefined;
      anchor: AnchorProof | undefined;
    }
  | { name: "extra"; ok: false; reason: "missing" | "not_canonical" | "bad_fields" | "bad_anchor" }
  | EntryStep
  | { name: OpeningName; ok: true; commitment: Uint8Array; content: string }
  | {
      name: OpeningName;
      ok: false;
      reason: "no_commitment" | "commitment_mismatch" | "content_hash_mismatch";
      commitment: Uint8Array;
    };

/** What is opened, and the field of the entry that binds it: its content, and what was declared about that. */
const opens = { opening: "commitment", declaration: "declaration" } as const;
type OpeningName = keyof typeof opens;
const openingNames = Object.keys(opens) as OpeningName[];

export type ReceiptTrust = {
  /** Verifier keys of the log. */
  keys: readonly VerifierKey[];
  origin?: string | undefined;
  /** Witnesses asked for; without it cosignatures are not looked at. */
  policy?: Policy | undefined;
};

/** Text of a receipt file (`.tlog-proof`). */
export function makeReceipt(
  { entry, index, proof, note, opening, declaration, anchor }: Receipt,
  hash: Sha256 = portableSha256,
): string {
  const extra = canonicalBytes({
    // Without anchor and declaration the bytes are those of always, so that earlier versions read them.
    v: declaration ? 3 : anchor ? 2 : 1,
    entry: toBase64(entry),
    ...(anchor ? { anchor: formatAnchorProof(anchor) } : {}),
    ...(opening ? { opening: stateOpening(opening, hash) } : {}),
    ...(declaration ? { declaration: stateOpening(declaration, hash) } : {}),
  });
  return formatTlogProof({ extra, index, proof: [...proof], note });
}

function stateOpening({ salt, content }: Opening, hash: Sha256) {
  return { salt: toHex(salt), content, contentHash: toHex(hash(encodeUtf8(content))) };
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
  for (const name of openingNames) {
    const opening = extra[name];
    if (opening) steps.push(openingStep(name, entrySteps, opening, hash));
  }
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
  const fields = fieldsOf(parsed.value, ["v", "entry", ...openingNames, "anchor"]) ?? {};
  const entry = typeof fields.entry === "string" ? fromBase64(fields.entry) : undefined;
  const has = (name: string) => fields[name] !== undefined;
  const opening = readOpening(fields.opening);
  const declaration = readOpening(fields.declaration);
  const isOpen = has("opening") === !!opening && has("declaration") === !!declaration;
  if (fields.v !== (declaration ? 3 : has("anchor") ? 2 : 1) || !entry || !isOpen)
    return { name: "extra", ok: false, reason: "bad_fields" };
  const anchor = parseAnchorProof(fields.anchor ?? null);
  if (has("anchor") && !anchor) return { name: "extra", ok: false, reason: "bad_anchor" };
  return { name: "extra", ok: true, entry, opening, declaration, anchor };
}

// With salts of one length, no other pair of salt and content runs together to the same bytes.
const HEX_32 = /^[0-9a-f]{64}$/;

function readOpening(value: CanonicalValue | undefined): StatedOpening | undefined {
  const { salt, content, contentHash } = fieldsOf(value, ["salt", "content", "contentHash"]) ?? {};
  if (typeof salt !== "string" || typeof content !== "string" || typeof contentHash !== "string") return undefined;
  return HEX_32.test(salt) && HEX_32.test(contentHash) ? { salt: fromHex(salt), content, contentHash } : undefined;
}

type Fields = Record<string, CanonicalValue>;

/** The fields of an object that has no others than those named. */
function fieldsOf(value: CanonicalValue | undefined, names: readonly string[]): Fields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.keys(value).every((name) => names.includes(name)) ? (value as Fields) : undefined;
}

function openingStep(
  name: OpeningName,
  steps: readonly EntryStep[],
  opening: StatedOpening,
  hash: Sha256,
): ReceiptStep {
  const content = encodeUtf8(opening.content);
  const commitment = hash(joinBytes(opening.salt, content));
  const body = steps.find((step) => step.name === "canonical" && step.ok) as { value: Fields | null } | undefined;
  const shown = body?.value?.[opens[name]];
  const reason =
    typeof shown !== "string"
      ? "no_commitment"
      : shown !== toHex(commitment)
        ? "commitment_mismatch"
        : opening.contentHash !== toHex(hash(content))
          ? "content_hash_mismatch"
          : undefined;
  return reason ? { name, ok: false, reason, commitment } : { name, ok: true, commitment, content: opening.content };
}
