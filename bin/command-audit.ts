import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { setFlagsFromString } from "node:v8";
import { type Command, InvalidArgumentError } from "commander";
import { openLogSource } from "#lib/adapters/log-source";
import { splitViewFile } from "#lib/domain/log";
import { type Policy, parsePolicy } from "#lib/ledger/tlog-policy";
import { parseVerifierKey, type VerifierKey } from "#lib/ledger/vkey";
import { refusal, refusalText } from "#lib/refusal";
import { type AnchorPlan, checkAnchors } from "./audit-anchor";
import { readSeen, writeSeen } from "./audit-anchor-seen";
import { type AuditReport, makeReport, reportText } from "./audit-report";
import { runAudit } from "./audit-run";
import { type AuditState, defaultStateFile, readCheckpointOf, readState, writeState } from "./audit-state";

type Options = {
  vkey: string[];
  since?: string;
  json?: string;
  policy?: string;
  state: string | boolean;
  fresh?: boolean;
  rpc?: string;
  contract?: string;
  chainId?: number;
  publisher?: string;
  firstBlock: number;
};

/** Ends of the command; docs/audit.md. */
const exits = { sound: 0, unsound: 1, unfinished: 2, anchors_not_checked: 3 } as const;

const BAR_CHARS = 30;
const BAR_EVERY_MS = 200;

export function addAudit(program: Command): void {
  program
    .command("audit")
    .description("check a whole log, its points and its boards from nothing but its public bytes (docs/audit.md)")
    .argument("<url>", "address of a site, such as https://assay.example.org, or a folder made by: assay log export")
    .option("--vkey <key>", "verifier key of the log (needed); repeat it while keys are changed", collect, [])
    .option("--since <file>", "a state file or checkpoint from elsewhere that the log must lead up from")
    .option("--policy <file>", "witnesses whose cosignatures are required (C2SP tlog-policy)")
    .option("--json <file>", "write the report as JSON (- for standard output, the text then goes to standard error)")
    .option("--state <file>", "where to keep what was seen, to go on from there the next time")
    .option("--no-state", "keep nothing and begin with the first entry")
    .option(
      "--fresh",
      "read everything again, log and chain, from the beginning; the checkpoint seen last still counts",
    )
    .option("--rpc <url>", "a node of the chain that the log is anchored on: every anchor is compared with the log")
    .option("--contract <address>", "the anchors' contract; otherwise the log is asked, and that is only its word")
    .option("--chain-id <n>", "the chain that the node must be of", wholeNumber)
    .option("--publisher <address>", "who must be the contract's publisher")
    .option("--first-block <n>", "read the chain from here on, such as from the contract's own block", wholeNumber, 0)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : exits.unfinished))
    .action(async (url: string, options: Options) => {
      try {
        process.exitCode = exits[(await audit(url, options)).verdict];
      } catch (error) {
        const text = refusalText(error) ?? `Something unforeseen went wrong: ${String(error)}`;
        const trace = process.env.LOG_LEVEL === "debug" && error instanceof Error ? `${error.stack}\n` : "";
        process.stderr.write(`\n${text}\n${trace}The log could not be checked.\n`);
        process.exitCode = exits.unfinished;
      }
    });
}

async function audit(url: string, options: Options): Promise<AuditReport> {
  const started = performance.now();
  // A million entries leave much garbage: collect it early instead of letting the heap grow to twice what is needed.
  setFlagsFromString("--optimize-for-size");
  const rules = { keys: options.vkey.map(readKey), policy: options.policy ? readPolicy(options.policy) : undefined };
  if (rules.keys.length === 0)
    throw refusal("input.invalid", "Name the log's verifier key with --vkey; its operator publishes it.");
  const statePath = placeOf(url, options);
  const kept = statePath ? await readState(statePath) : undefined;
  const since = options.since ? await readCheckpointOf(fileOf(options.since)) : undefined;
  const source = await openLogSource(url, fileOf);
  const stop = stopper();
  const outcome = await runAudit({
    source,
    rules,
    state: options.fresh ? undefined : kept,
    since: since ?? (options.fresh ? kept?.checkpoint : undefined),
    save: async (state: AuditState) => {
      if (statePath) await writeState(statePath, state);
    },
    progress: progressBar(),
    isStopped: () => stop.asked,
  });
  const { head } = outcome.checkpoint;
  const plan = planOf(options);
  // Without a checkpoint that holds there is nothing to compare with.
  const seenPath = statePath ? `${statePath}.anchors` : undefined;
  const seen = seenPath && !options.fresh ? await readSeen(seenPath) : undefined;
  const anchors =
    plan && head && !outcome.isStopped ? await checkAnchors(source, rules, head, { ...plan, seen }) : undefined;
  if (seenPath && anchors?.seen) await writeSeen(seenPath, anchors.seen);
  stop.end();
  clearBar();
  const report = makeReport(url, outcome, {
    at: new Date(),
    seconds: (performance.now() - started) / 1_000,
    // Node gives it in kilobytes.
    peakBytes: process.resourceUsage().maxRSS * 1_024,
    anchors,
  });
  write(report, options);
  if (report.split) writeSplit(report);
  return report;
}

function planOf({ rpc, ...rest }: Options): AnchorPlan | undefined {
  if (rpc !== undefined && URL.canParse(rpc) && /^https?:/i.test(rpc)) return { rpcUrl: rpc, ...rest };
  const { contract, chainId, publisher } = rest;
  if (rpc !== undefined || contract !== undefined || chainId !== undefined || publisher !== undefined)
    throw refusal("input.invalid", "Name the chain's node as --rpc URL, such as --rpc https://rpc.example.org.");
  return undefined;
}

function wholeNumber(text: string): number {
  if (/^[0-9]{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number.");
}

function placeOf(url: string, { state, vkey }: Options): string | undefined {
  if (state === false) return undefined;
  return typeof state === "string" ? fileOf(state) : defaultStateFile(url, vkey);
}

// Files are named as seen from where the command was called.
function fileOf(name: string): string {
  return resolve(process.env.INIT_CWD ?? ".", name);
}

function readKey(text: string): VerifierKey {
  const parsed = parseVerifierKey(text.trim());
  if (parsed.ok) return parsed.key;
  throw refusal(
    "input.invalid",
    `--vkey ${text} is no verifier key (${parsed.reason}). It looks like name+1a2b3c4d+AbCd….`,
  );
}

function readPolicy(name: string): Policy {
  let text: string;
  try {
    text = readFileSync(fileOf(name), "utf8");
  } catch (error) {
    throw refusal("input.unreadable", `--policy ${name} cannot be read: ${(error as Error).message}.`, error);
  }
  const parsed = parsePolicy(text);
  if (parsed.ok) return parsed.policy;
  throw refusal("input.invalid", `--policy ${name} cannot be used: ${parsed.reason}. docs/witness.md shows one.`);
}

function write(report: AuditReport, { json }: Options): void {
  const text = reportText(report);
  if (json === undefined) {
    process.stdout.write(text);
    return;
  }
  const whole = `${JSON.stringify(report, null, 1)}\n`;
  if (json === "-") process.stdout.write(whole);
  else writeFileSync(fileOf(json), whole);
  (json === "-" ? process.stderr : process.stdout).write(text);
}

/** Both checkpoints in one file, ready to be shown to others. */
function writeSplit({ split, log, at }: AuditReport): void {
  if (!split) return;
  const { name, text } = splitViewFile({ log, at, by: "assay audit", ...split });
  const path = fileOf(name);
  writeFileSync(path, text);
  process.stderr.write(`\nBoth checkpoints are in ${path}: publish that file.\n`);
}

/** Interrupting saves first; a second time ends at once. */
function stopper(): { readonly asked: boolean; end(): void } {
  let asked = false;
  const ask = () => {
    if (asked) process.exit(exits.unfinished);
    asked = true;
    process.stderr.write("\nStopping; what was done is being kept …\n");
  };
  process.on("SIGINT", ask).on("SIGTERM", ask);
  return {
    get asked() {
      return asked;
    },
    end: () => process.off("SIGINT", ask).off("SIGTERM", ask),
  };
}

function progressBar(): (done: number, size: number) => void {
  if (!process.stderr.isTTY) return () => {};
  let shownAt = 0;
  return (done, size) => {
    if (performance.now() - shownAt < BAR_EVERY_MS) return;
    shownAt = performance.now();
    const share = size > 0 ? done / size : 1;
    const filled = Math.round(share * BAR_CHARS);
    const bar = `[${"#".repeat(filled)}${"-".repeat(BAR_CHARS - filled)}] ${Math.floor(share * 100)} %`;
    process.stderr.write(`\r${bar}  ${done.toLocaleString("en")} of ${size.toLocaleString("en")} entries\x1b[K`);
  };
}

function clearBar(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
