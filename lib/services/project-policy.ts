import type { ProjectInput } from "#lib/domain/project";
import { type RejectReason, rejectReasons } from "#lib/domain/review";
import { canonicalText } from "#lib/ledger/canonical";
import { sha256 } from "./hash";

export type Policy = Pick<
  ProjectInput,
  "reviewsWanted" | "rejectReasons" | "rewardRule" | "acceptPrice" | "reviewPrice"
>;

/** The part of a project that contributors and reviewers are held to, reasons each once and in the order of the table. */
export function policyOf(project: {
  reviewsWanted: number;
  rejectReasons: readonly string[];
  rewardRule: string;
  acceptPrice: number;
  reviewPrice: number;
}): Policy {
  return {
    reviewsWanted: project.reviewsWanted,
    rejectReasons: orderReasons(project.rejectReasons),
    rewardRule: project.rewardRule as Policy["rewardRule"],
    acceptPrice: project.acceptPrice,
    reviewPrice: project.reviewPrice,
  };
}

/** SHA-256 of the policy's canonical JSON: anyone can recompute it from the project page and compare it with the ledger. */
export function policyHashOf(policy: Policy): Uint8Array {
  return sha256(canonicalText(policy));
}

function orderReasons(reasons: readonly string[]): RejectReason[] {
  return rejectReasons.filter((reason) => reasons.includes(reason));
}
