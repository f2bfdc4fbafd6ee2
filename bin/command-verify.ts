import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { toHex } from "#lib/ledger/hex";
import { isGoodReceipt, type ReceiptStep, verifyReceipt } from "#lib/ledger/receipt";
import { type Policy, parsePolicy } from "#lib/ledger/tlog-policy";
import { parseVerifierKey, type VerifierKey } from "#lib/ledger/vkey";
import { refusal, refusalText } from "#lib/refusal";

type Options = { vkey: string[]; policy?: string };

/** Ends of the command; docs/verify.md. */
const exits = { good: 0, bad: 1, unchecked: 2 } as const;

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
};

export function addVerify(program: Command): void {
  program
    .command("verify")
    .description("check receipts offline, from nothing but their bytes and the log's verifier key (docs/verify.md)")
    .argument("<file...>", "receipts (.tlog-proof)")
    .option("--vkey <key>", "verifier key of the log (needed); repeat it while keys are changed", collect, [])
    .option("--policy <file>", "witnesses whose cosignatures are required (C2SP tlog-policy)")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? exits.good : exits.unchecked))
    .action((files: string[], options: Options) => {
      try {
        const trust = { keys: readKeys(options.vkey), policy: readPolicy(options.policy) };
        const results = files.map((file) => check(file, trust));
        process.exitCode = results.every(Boolean) ? exits.good : exits.bad;
      } catch (error) {
        process.stderr.write(`${refusalText(error) ?? String(error)}\n`);
        process.exitCode = exits.unchecked;
      }
    });
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function check(file: string, trust: { keys: VerifierKey[]; policy: Policy | undefined }): boolean {
  const steps = verifyReceipt(read(file), trust);
  const isGood = isGoodReceipt(steps);
  const lines = steps.map((step) => `  ${step.ok ? "ok    " : "FAILED"}  ${words[step.name]}${detailOf(step)}`);
  process.stdout.write(`${file}\n${lines.join("\n")}\n${isGood ? "GOOD" : "NOT GOOD"}\n\n`);
  return isGood;
}

function detailOf(step: ReceiptStep): string {
  if (!step.ok) return `: ${step.reason}`;
  if (step.name === "signature") return `: ${step.verified.map(({ name, id }) => `${name}+${id}`).join(", ")}`;
  if (step.name === "checkpoint") return `: ${step.checkpoint.size} entries, ${toHex(step.checkpoint.root)}`;
  if (step.name === "leaf") return `: ${toHex(step.leafHash)}`;
  if (step.name === "inclusion") return `: ${step.path.length} hashes`;
  if (step.name === "canonical") return `: ${step.text}`;
  return step.name === "opening" ? `: ${step.content}` : "";
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

function read(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(resolve(process.env.INIT_CWD ?? "", file)));
  } catch (error) {
    throw refusal("input.invalid", `${file} cannot be read: ${(error as Error).message}.`, error);
  }
}
