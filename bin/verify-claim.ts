import { type ClaimCheck, type ClaimStep, isGoodClaim, verifyClaim } from "#lib/domain/claim";
import { pointsText } from "#lib/domain/points";
import { toHex } from "#lib/ledger/hex";
import type { ReceiptTrust } from "#lib/ledger/receipt";

/** A step of a claim as text; the receipt's own come between the first and the others. */
type Line = { step: ClaimStep["name"]; ok: boolean; reason: string | null; text: string };
export type ClaimAnswer = { isGood: boolean; receipt: ClaimCheck["receipt"]; before: Line; after: Line[] };

const words: Record<ClaimStep["name"], string> = {
  claim: "File is a claim",
  snapshot: "Entry is a snapshot of all balances",
  balance: "Balance is of that snapshot",
  path: "Path from the balance upwards",
  held: "Path ends at the root in the entry",
};

/** Checks a claim of a balance, offline, and says it in lines. */
export function checkClaim(bytes: Uint8Array, trust: ReceiptTrust): ClaimAnswer {
  const check = verifyClaim(bytes, trust);
  return {
    isGood: isGoodClaim(check),
    receipt: check.receipt,
    before: lineOf(check.claim),
    after: check.steps.map(lineOf),
  };
}

export function claimLine({ ok, text }: Line): string {
  return `  ${ok ? "ok    " : "FAILED"}  ${text}`;
}

function lineOf(step: ClaimStep): Line {
  const text = `${words[step.name]}${detailOf(step)}`;
  return { step: step.name, ok: step.ok, reason: step.ok ? null : step.reason, text };
}

function detailOf(step: ClaimStep): string {
  if (!step.ok) return `: ${step.reason}`;
  switch (step.name) {
    case "snapshot":
      return `: ${step.entry.leaves} accounts after ${step.entry.size} entries`;
    case "balance": {
      const { account, accountKind, owner, balance } = step.leaf;
      return `: ${pointsText(balance)} points, account ${account} (${accountKind}${owner ? ` of ${owner}` : ""})`;
    }
    case "path":
      return `: ${step.path.length} hashes`;
    case "held":
      return `: ${toHex(step.root)}`;
    default:
      return "";
  }
}
