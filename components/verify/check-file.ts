import { type AnchorClaim, anchorClaimIn } from "#lib/domain/anchor-check";
import { type ClaimCheck, isGoodClaim, looksLikeClaim, verifyClaim } from "#lib/domain/claim";
import { type EntryBody, entryKinds, entrySchemas } from "#lib/domain/entry";
import { portableSha256 } from "#lib/ledger/hash";
import { toHex } from "#lib/ledger/hex";
import { isGoodReceipt, type ReceiptStep, type ReceiptTrust, verifyReceipt } from "#lib/ledger/receipt";
import { rememberingEd25519 } from "./remember-signatures";

/** One byte more than a receipt may have: enough to refuse a larger file without holding it. */
export const READ_BYTES = 1_000_001;

/** A file as it was dropped, or a text as it was pasted; `id` is its hash, so that the same file is held once. */
export type HeldFile = { id: string; name: string; bytes: Uint8Array };

export type FailedStep = Extract<ReceiptStep, { ok: false }>;

export type CheckedFile = {
  /** "unreadable" when the file itself is broken or something else; "unsound" when what it says does not hold. */
  verdict: "sound" | "unsound" | "unreadable";
  steps: ReceiptStep[];
  failed: FailedStep | undefined;
  /** The entry's fields, when they are of a kind that this version knows. */
  body: EntryBody | undefined;
  /** What a sound receipt says of a chain; nothing vouches for it yet. */
  claim: AnchorClaim | undefined;
  /** What a claim of a balance says, around its receipt's steps; undefined for a receipt. */
  balance: ClaimCheck | undefined;
  ms: number;
};

// What breaks in these is the file's form; nothing was proven either way.
const FORM: readonly ReceiptStep["name"][] = ["file", "note", "extra"];

/** Every step that a receipt can have, in order; "witnesses" only with a policy, "opening" and "declaration" only where the receipt has one. */
export const stepNames = [
  "file",
  "note",
  "signature",
  "checkpoint",
  "origin",
  "witnesses",
  "extra",
  "canonical",
  "leaf",
  "inclusion",
  "root",
  "opening",
  "declaration",
] as const satisfies ReceiptStep["name"][];

export function holdFile(name: string, bytes: Uint8Array): HeldFile {
  return { id: toHex(portableSha256(bytes)), name, bytes };
}

/** Runs lib/ledger over one file. Never throws, whatever the bytes are. */
export function checkFile({ bytes }: HeldFile, trust: ReceiptTrust): CheckedFile {
  const started = performance.now();
  const balance = looksLikeClaim(bytes) ? verifyClaim(bytes, trust, portableSha256, rememberingEd25519) : undefined;
  const steps = balance?.receipt ?? verifyReceipt(bytes, trust, portableSha256, rememberingEd25519);
  const ms = performance.now() - started;
  const failed = steps.find((step): step is FailedStep => !step.ok);
  const isBroken = balance?.claim.ok === false || (failed !== undefined && FORM.includes(failed.name));
  const isGood = balance ? isGoodClaim(balance) : isGoodReceipt(steps);
  return {
    verdict: isGood ? "sound" : isBroken ? "unreadable" : "unsound",
    steps,
    failed,
    body: bodyOf(steps),
    claim: isGood ? anchorClaimIn(steps) : undefined,
    balance,
    ms,
  };
}

/** The step of that name, when it holds. */
export function goodStep<N extends ReceiptStep["name"]>(steps: readonly ReceiptStep[], name: N) {
  return steps.find((step): step is Extract<ReceiptStep, { name: N; ok: true }> => step.name === name && step.ok);
}

function bodyOf(steps: readonly ReceiptStep[]): EntryBody | undefined {
  const value = goodStep(steps, "canonical")?.value;
  const kind = entryKinds.find((name) => name === (value as { kind?: unknown } | null | undefined)?.kind);
  return kind && entrySchemas[kind].safeParse(value).data;
}
