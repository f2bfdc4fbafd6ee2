import { closeSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { looksLikeClaim } from "#lib/domain/claim";
import { toHex } from "#lib/ledger/hex";
import { isGoodReceipt, type ReceiptStep, verifyReceipt } from "#lib/ledger/receipt";
import { type Policy, parsePolicy } from "#lib/ledger/tlog-policy";
import { parseVerifierKey, type VerifierKey } from "#lib/ledger/vkey";
import { refusal, refusalText } from "#lib/refusal";
import {
  type AnchorAnswer,
  type AnchorPlan,
  anchorJson,
  anchorLines,
  checkReceiptAnchor,
  readAnchorPlan,
} from "./verify-anchor";
import { type ClaimAnswer, checkClaim, claimLine } from "./verify-claim";

type Options = { vkey: string[]; policy?: string; json?: boolean; rpc?: string; contract?: string };
type Trust = { keys: VerifierKey[]; policy: Policy | undefined };
/** What came of one file: its steps, or why it could not be read. */
type Result = {
  file: string;
  isGood: boolean;
  steps: ReceiptStep[];
  problem?: string;
  anchor?: AnchorAnswer;
  /** Of a claim: what stands around its receipt's steps. */
  claim?: ClaimAnswer;
};

/** More is not read of a file; the longest receipt is shorter. */
const MAX_BYTES = 1_048_576;

/** Ends of the command; docs/verify.md. */
const exits = { good: 0, bad: 1, unchecked: 2, noAnchor: 3 } as const;

const words: Record<ReceiptStep["name"], string> = {
  file: "File is a C2SP tlog-proof",
  note: "Checkpoint is a signed note",
  signature: "Signed by a key of the log",
  checkpoint: "Checkpoint names size and root",
  origin: "Checkpoint is of this log",
  witnesses: "Cosigned as the policy asks",
  extra: "Entry is enclosed",
  canonical: "Entry is canonical JSON",
  leaf: "Leaf hash of the entry",
  inclusion: "Path from the leaf upwards",
  root: "Path ends at the signed root",
  opening: "Salt and content open the commitment",
  declaration: "Salt and declaration of rights open the entry's",
};

export function addVerify(program: Command): void {
  program
    .command("verify")
    .description(
      "check receipts from nothing but their bytes and the log's verifier key, offline but for --rpc (docs/verify.md)",
    )
    .argument("<file...>", "receipts (.tlog-proof), and claims of a balance")
    .option("--vkey <key>", "verifier key of the log (needed); repeat it while keys are changed", collect, [])
    .option("--policy <file>", "witnesses whose cosignatures are required (C2SP tlog-policy)")
    .option("--rpc <url>", "a node of the chain, of your choice: it is asked whether the receipts' anchors stand there")
    .option(
      "--contract <address>",
      "with --rpc: the contract that you know to be the log's; without it, the receipt's word is taken",
    )
    .option("--json", "print what was found as JSON: a list, one item for each file")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? exits.good : exits.unchecked))
    .action(async (files: string[], options: Options) => {
      try {
        process.exitCode = await verify(files, options);
      } catch (error) {
        process.stderr.write(`${refusalText(error) ?? String(error)}\n`);
        process.exitCode = exits.unchecked;
      }
    });
}

/** Looks at every file, whatever the others are; one that is not good outweighs one that could not be read, and that an unread anchor. */
async function verify(files: readonly string[], options: Options): Promise<number> {
  const trust = { keys: readKeys(options.vkey), policy: readPolicy(options.policy) };
  const plan = readAnchorPlan(options);
  const results: Result[] = [];
  for (const file of files) {
    const result = await checkAll(file, trust, plan);
    results.push(result);
    if (!options.json) tell(result);
  }
  if (options.json) process.stdout.write(`${JSON.stringify(results.map(jsonOf), null, 2)}\n`);
  if (results.some((one) => verdictOf(one) === "not_good")) return exits.bad;
  if (results.some((one) => verdictOf(one) === "not_checked")) return exits.unchecked;
  return results.every((one) => verdictOf(one) === "good") ? exits.good : exits.noAnchor;
}

function verdictOf({ isGood, problem, anchor }: Result) {
  if (problem !== undefined) return "not_checked";
  if (!isGood || anchor?.state === "fails") return "not_good";
  return anchor && anchor.state !== "holds" ? "anchor_not_checked" : "good";
}

/** The receipt, and where a node is named and the receipt itself is good, its anchor. */
async function checkAll(file: string, trust: Trust, plan: AnchorPlan | undefined): Promise<Result> {
  const result = check(file, trust);
  return plan && result.isGood ? { ...result, anchor: await checkReceiptAnchor(result.steps, plan) } : result;
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function check(file: string, trust: Trust): Result {
  let bytes: Uint8Array;
  try {
    bytes = read(file);
  } catch (error) {
    return { file, isGood: false, steps: [], problem: refusalText(error) ?? String(error) };
  }
  if (looksLikeClaim(bytes)) {
    const claim = checkClaim(bytes, trust);
    return { file, isGood: claim.isGood, steps: claim.receipt, claim };
  }
  const steps = verifyReceipt(bytes, trust);
  return { file, isGood: isGoodReceipt(steps), steps };
}

const verdictWords = { good: "GOOD", not_good: "NOT GOOD", anchor_not_checked: "GOOD, ANCHOR NOT CHECKED" } as const;

function tell(result: Result): void {
  const { file, steps, problem, anchor, claim } = result;
  const verdict = verdictOf(result);
  if (verdict === "not_checked") {
    process.stdout.write(`${file}\nNOT CHECKED\n\n`);
    process.stderr.write(`${problem}\n`);
    return;
  }
  const lines = steps.map((step) => `  ${step.ok ? "ok    " : "FAILED"}  ${words[step.name]}${detailOf(step)}`);
  if (claim) {
    lines.unshift(claimLine(claim.before));
    lines.push(...claim.after.map(claimLine));
  }
  if (anchor) lines.push(...anchorLines(anchor));
  process.stdout.write(`${file}\n${lines.join("\n")}\n${verdictWords[verdict]}\n\n`);
}

function jsonOf(result: Result) {
  const { file, steps, problem, anchor, claim } = result;
  const failed = steps.find(({ ok }) => !ok);
  const claimed = claim ? [claim.before, ...claim.after] : [];
  const failedClaim = claimed.find(({ ok }) => !ok);
  return {
    file,
    verdict: verdictOf(result),
    problem: problem ?? null,
    failed:
      failed && !failed.ok
        ? { step: failed.name, reason: failed.reason }
        : failedClaim
          ? { step: failedClaim.step, reason: failedClaim.reason }
          : null,
    steps: steps.map((step) => ({
      step: step.name,
      ok: step.ok,
      reason: step.ok ? null : step.reason,
      detail: step.ok ? detailOf(step).replace(/^: /, "") || null : null,
    })),
    claim: claim ? claimed : null,
    anchor: anchor ? anchorJson(anchor) : null,
  };
}

function detailOf(step: ReceiptStep): string {
  if (!step.ok && step.reason === "too_long") return ": too_long (no receipt is longer than 1,000,000 bytes)";
  if (!step.ok) return `: ${step.reason}`;
  if (step.name === "signature") return `: ${step.verified.map(({ name, id }) => `${name}+${id}`).join(", ")}`;
  if (step.name === "checkpoint") return `: ${step.checkpoint.size} entries, ${toHex(step.checkpoint.root)}`;
  if (step.name === "leaf") return `: ${toHex(step.leafHash)}`;
  if (step.name === "inclusion") return `: ${step.path.length} hashes`;
  if (step.name === "extra") return step.anchor ? `, with an anchor on chain ${step.anchor.chainId}` : "";
  if (step.name === "canonical") return `: ${step.text}`;
  return step.name === "opening" || step.name === "declaration" ? `: ${step.content}` : "";
}

function readKeys(vkeys: readonly string[]): VerifierKey[] {
  if (vkeys.length === 0) {
    throw refusal(
      "input.invalid",
      "Name the log's verifier key: --vkey KEY. Take it from whom you trust, not from the receipt.",
    );
  }
  return vkeys.map((text) => {
    const parsed = parseVerifierKey(text);
    if (parsed.ok) return parsed.key;
    throw refusal("input.invalid", `"${text}" is no verifier key (${parsed.reason}).`);
  });
}

function readPolicy(file: string | undefined): Policy | undefined {
  if (file === undefined) return undefined;
  const parsed = parsePolicy(Buffer.from(read(file)).toString("utf8"));
  if (parsed.ok) return parsed.policy;
  throw refusal("input.invalid", `${file} is no policy: ${parsed.reason}.`);
}

/** At most one byte more than a file may have: what is too long is told as such, and a device that never ends is not waited for. */
function read(file: string): Uint8Array {
  const bytes = new Uint8Array(MAX_BYTES + 1);
  let length = 0;
  try {
    const opened = openSync(resolve(process.env.INIT_CWD ?? "", file), "r");
    try {
      for (let got = 1; got > 0 && length < bytes.length; length += got) {
        got = readSync(opened, bytes, length, bytes.length - length, null);
      }
    } finally {
      closeSync(opened);
    }
  } catch (error) {
    throw refusal("input.invalid", `${file} cannot be read: ${(error as Error).message}.`, error);
  }
  return bytes.slice(0, length);
}
