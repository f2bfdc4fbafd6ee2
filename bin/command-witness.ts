import type { Server } from "node:http";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { WatchedLog, WitnessVerdict } from "#lib/adapters/witness-judge";
import { checkpointPath, witnessServer } from "#lib/adapters/witness-server";
import { ED25519_COSIGNATURE, formatVerifierKey, parseVerifierKey, type VerifierKey } from "#lib/ledger/vkey";
import { refusal } from "#lib/refusal";
import { nodeEd25519 } from "#lib/services/ed25519";
import { sha256 } from "#lib/services/hash";
import { openWitnessFolder } from "./witness-folder";

/** How long a request that is being answered may still take after the signal to end. */
const GRACE_MS = 3_000;

type Named = { origin: string; key: VerifierKey };
type Options = { state: string; name?: string; log: Named[]; listen: { host: string; port: number } };

export function addWitness(program: Command): void {
  program
    .command("witness")
    .description("run a witness: it cosigns checkpoints of the logs named, as long as each continues the one before")
    .requiredOption("--state <dir>", "folder of its key and its memory; made at the first start")
    .option("--name <name>", "its name, such as witness.example.org; needed at the first start")
    .addOption(
      new Option(
        "--log <vkey>",
        'a log to watch, by verifier key; again for each ("VKEY ORIGIN" if it signs as another)',
      )
        .default([], "none")
        .argParser(readLog),
    )
    .addOption(
      new Option("--listen <address>", "HOST:PORT where it answers; put TLS in front of it")
        .default({ host: "127.0.0.1", port: 7380 }, "127.0.0.1:7380")
        .argParser(readAddress),
    )
    .action(run);
}

async function run({ state, name, log, listen }: Options): Promise<void> {
  if (log.length === 0) {
    throw refusal(
      "input.invalid",
      "Name at least one log to watch: --log VKEY (a log of Assay shows its key at /log/vkey).",
    );
  }
  const logs = groupByOrigin(log);
  const folder = resolve(process.env.INIT_CWD ?? "", state);
  const { signer, memory, isNew } = await openWitnessFolder(folder, name);
  const server = witnessServer({
    signer,
    logs,
    memory,
    sha256,
    ed25519: nodeEd25519,
    now: () => new Date(),
    onVerdict: say,
    onError: sayError,
  });
  await new Promise<void>((ready, fail) => {
    server.once("error", fail);
    server.listen(listen.port, listen.host, ready);
  }).catch((error: Error) => {
    throw refusal(
      "input.invalid",
      `The witness cannot listen on ${listen.host}:${listen.port}: ${error.message}.`,
      error,
    );
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : listen.port;
  if (isNew)
    process.stderr.write(
      `A new witness. Its key and its memory are in ${folder}: keep both, and never copies of an older memory.\n`,
    );
  for (const { origin } of logs) {
    const size = memory.latest(origin)?.checkpoint.size;
    process.stderr.write(
      `${origin}: ${size === undefined ? "nothing seen yet" : `seen up to size ${size}`}, shown at ${checkpointPath(origin, sha256)}\n`,
    );
  }
  const url = `http://${listen.host.includes(":") ? `[${listen.host}]` : listen.host}:${port}`;
  process.stderr.write("Verifier key, for the logs and for everybody:\n");
  process.stdout.write(`${formatVerifierKey(signer)}\n`);
  process.stderr.write(
    `Line for the policy of a log (LOG_POLICY_FILE), with the address at which the log reaches this witness:\n${policyLine(signer, url)}\n`,
  );
  process.stdout.write(`The witness listens on ${url}. Ctrl-C stops it.\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop(server));
}

/** What has been asked is answered; what idles is closed at once, and what stalls after a grace. */
function stop(server: Server): void {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), GRACE_MS);
}

/** As C2SP tlog-policy has it; the first name is the one that groups and the quorum use. */
function policyLine(key: VerifierKey, url: string): string {
  return `witness ${key.name} ${formatVerifierKey(key)} ${url}`;
}

/** A verifier key, and the log's origin where it is not the key's name. */
function readLog(text: string, before: Named[]): Named[] {
  const [, vkey = "", origin] = /^(\S+)(?: (.+))?$/.exec(text) ?? [];
  const parsed = parseVerifierKey(vkey);
  if (!parsed.ok) throw new InvalidArgumentError(`It is not a verifier key (${parsed.reason}).`);
  if (parsed.key.type === ED25519_COSIGNATURE) {
    throw new InvalidArgumentError(
      "It is the key of a witness (type 4). Give the key of the log to watch; a log of Assay shows it at /log/vkey.",
    );
  }
  return [...before, { origin: origin ?? parsed.key.name, key: parsed.key }];
}

function readAddress(text: string): { host: string; port: number } {
  const [, bracketed, plain, digits] = /^(?:(?:\[([0-9a-f:.]+)\]|([^:[\]]+)):)?(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) throw new InvalidArgumentError("Write HOST:PORT, such as 0.0.0.0:7380.");
  return { host: bracketed ?? plain ?? "127.0.0.1", port };
}

function groupByOrigin(named: readonly Named[]): WatchedLog[] {
  const keys = new Map<string, VerifierKey[]>();
  for (const { origin, key } of named) keys.set(origin, [...(keys.get(origin) ?? []), key]);
  return [...keys].map(([origin, list]) => ({ origin, keys: list }));
}

function say(verdict: WitnessVerdict): void {
  const at = new Date().toISOString();
  if (verdict.status === 200) {
    process.stderr.write(`${at} cosigned ${verdict.checkpoint.origin} at size ${verdict.checkpoint.size}\n`);
  } else if (verdict.status === 409 && verdict.fork) {
    process.stderr.write(
      `${at} FORK: ${verdict.origin} signed two different trees of size ${verdict.size}. Publish this, and what this witness shows for that log:\n${verdict.fork.note}`,
    );
  } else if (verdict.status === 409) {
    process.stderr.write(`${at} told ${verdict.origin} that size ${verdict.size} is known here\n`);
  } else if (verdict.origin) {
    process.stderr.write(`${at} refused ${verdict.origin} (${verdict.status}): ${verdict.reason}\n`);
  }
}

function sayError(error: unknown): void {
  process.stderr.write(
    `${new Date().toISOString()} a request failed: ${error instanceof Error ? error.message : String(error)}\n`,
  );
}
