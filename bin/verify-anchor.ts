import { createHash } from "node:crypto";
import { postToNode } from "#lib/adapters/node-post";
import { type AnchorCheck, type AnchorStep, anchorClaimIn, checkAnchor } from "#lib/domain/anchor-check";
import { type AskNode, askOver } from "#lib/domain/ask-node";
import type { ReceiptStep } from "#lib/ledger/receipt";
import { refusal } from "#lib/refusal";

export type AnchorPlan = { ask: AskNode; contract: string | undefined };
/** What came of a receipt's anchor; "none" where it has none. */
export type AnchorAnswer = (AnchorCheck & { isDevelopment: boolean }) | { state: "none" };

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

const words: Record<AnchorStep["name"], string> = {
  contract: "Anchor is in the contract named",
  chain: "Node is of the receipt's chain",
  code: "Code there is LogAnchor's",
  log: "Contract is of this log",
  event: "Contract took a checkpoint of this size",
  root: "Its root is the signed one",
  head: "Contract's head leads up from it",
  depth: "Blocks that hold it",
};

const unreadWords = {
  unreachable: "the node cannot be reached",
  not_a_node: "what answers is no node of an EVM chain",
  refused: "the node says no",
  wrong_chain: "the node is of another chain, of number",
  behind: "the node has not come to the receipt's block yet; its newest is",
} as const;

/** What --rpc and --contract ask for; throws a refusal at what cannot be asked. */
export function readAnchorPlan({ rpc, contract }: { rpc?: string; contract?: string }): AnchorPlan | undefined {
  if (contract !== undefined && !/^0x[0-9a-f]{40}$/i.test(contract))
    throw refusal("input.invalid", `"${contract}" is no address: --contract takes 0x and 40 hex digits.`);
  if (rpc !== undefined && URL.canParse(rpc) && /^https?:/i.test(rpc))
    return { ask: askOver(postToNode(rpc)), contract: contract?.toLowerCase() };
  if (rpc !== undefined || contract !== undefined)
    throw refusal("input.invalid", "Name the chain's node as --rpc URL, such as --rpc https://rpc.example.org.");
  return undefined;
}

/** Asks the node about the anchor of a receipt that is good. */
export async function checkReceiptAnchor(steps: readonly ReceiptStep[], plan: AnchorPlan): Promise<AnchorAnswer> {
  const claim = anchorClaimIn(steps);
  if (!claim) return { state: "none" };
  const { isDevelopment } = claim.anchor;
  return { ...(await checkAnchor(claim, plan.ask, { sha256, contract: plan.contract })), isDevelopment };
}

export function anchorLines(answer: AnchorAnswer): string[] {
  if (answer.state === "none")
    return ["  -       Anchor: the receipt has none (download it again once the log is anchored)"];
  const lines = answer.steps.map(
    (step) => `  ${step.ok ? "ok    " : "FAILED"}  ${words[step.name]}: ${detailOf(step)}`,
  );
  if (answer.state === "unread") lines.push(`  -       Anchor: ${unreadText(answer.unread)}`);
  if (answer.state === "fails" && answer.failed.name !== "contract")
    lines.push("          A node can lie: ask a second one before you raise an alarm.");
  if (answer.isDevelopment) lines.push("          A development chain: it shows the mechanism and gives no security.");
  return lines;
}

export function anchorJson(answer: AnchorAnswer) {
  const isChecked = answer.state === "holds" || answer.state === "fails";
  return {
    verdict: isChecked ? answer.state : "not_checked",
    isDevelopment: answer.state === "none" ? null : answer.isDevelopment,
    problem: answer.state === "none" ? "no_anchor" : answer.state === "unread" ? unreadText(answer.unread) : null,
    failed: answer.state === "fails" ? { step: answer.failed.name, reason: answer.failed.reason } : null,
    steps:
      answer.state !== "none"
        ? answer.steps.map((step) => ({
            step: step.name,
            ok: step.ok,
            reason: step.ok ? null : step.reason,
            detail: step.ok ? detailOf(step) : null,
          }))
        : [],
  };
}

function unreadText({ reason, detail }: Extract<AnchorCheck, { state: "unread" }>["unread"]): string {
  const isNumber = reason === "wrong_chain" || reason === "behind";
  return `${unreadWords[reason]}${isNumber ? ` ${detail}` : ` (${detail})`}`;
}

function detailOf(step: AnchorStep): string {
  if (!step.ok) return `${step.reason}${wrongOf(step)}`;
  if (step.name === "chain") return `${step.chainId}, its newest block ${step.block}`;
  if (step.name === "code" || step.name === "contract") return step.contract;
  if (step.name === "log") return `origin hash ${step.originHash}, publisher ${step.publisher}`;
  if (step.name === "event")
    return `${step.event.size} entries, transaction ${step.event.txHash} in block ${step.event.block}`;
  if (step.name === "root") return step.root;
  if (step.name === "head") return `${step.head.size} entries, ${step.head.root}`;
  return `${step.confirmations}, the first of ${step.at.toISOString()}`;
}

function wrongOf(step: Extract<AnchorStep, { ok: false }>): string {
  if (step.name === "root") return ` (the chain has ${step.root}, the receipt ${step.expected})`;
  if (step.name === "contract") return ` (the receipt's is ${step.contract})`;
  if (step.name === "log") return ` (the contract has ${step.originHash}, the log's name gives ${step.expected})`;
  if (step.name === "head") return ` (the contract holds ${step.head.size} entries, ${step.head.root})`;
  return step.name === "code" ? ` (${step.contract})` : ` (none of ${step.size} entries)`;
}
