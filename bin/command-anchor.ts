import { type Command, InvalidArgumentError, Option } from "commander";
import { deployAnchor } from "#lib/adapters/chain-deploy";
import { chainKey } from "#lib/chain-settings";
import { ChainError } from "#lib/domain/anchor";
import { env } from "#lib/env";
import { logSigners } from "#lib/log-key";
import { refusal } from "#lib/refusal";
import { watchEvents } from "./anchor-follow";
import { advice, withAnchor } from "./anchor-open";
import { readStatus, statusText } from "./anchor-status";
import { submitNow } from "./anchor-submit";

const MINUTE_MS = 60_000;

export function addAnchor(program: Command): void {
  const anchor = program.command("anchor").description("the contract that the log is anchored in (docs/chain.md)");
  anchor
    .command("deploy")
    .description(
      "deploy the contract for this log with the chain's key, which becomes its publisher; prints what to configure",
    )
    .action(deploy);
  anchor
    .command("status")
    .description("look at the chain now and say how the log stands on it; ends with 1 when something is wrong")
    .option("--json", "say it as JSON")
    .action(({ json }: { json?: boolean }) =>
      withAnchor(async (opened) => {
        const status = await readStatus(opened);
        process.stdout.write(json ? `${JSON.stringify(status, null, 1)}\n` : statusText(status));
        if (!status.healthy) process.exitCode = 1;
      }),
    );
  anchor
    .command("submit")
    .description("anchor what is published now, whatever the policy says, and wait until it counts")
    .addOption(
      new Option("--timeout <minutes>", "wait no longer than this").default(30).argParser((text) => {
        if (/^[0-9]{1,4}$/.test(text) && Number(text) > 0) return Number(text);
        throw new InvalidArgumentError("Write a whole number of minutes.");
      }),
    )
    .action(({ timeout }: { timeout: number }) => withAnchor((opened) => submitNow(opened, timeout * MINUTE_MS)));
  anchor
    .command("watch")
    .description(
      "compare every checkpoint that the contract ever took with the log; ends with 1 at one that is not the log's",
    )
    .option("--follow", "go on watching")
    .action(({ follow = false }: { follow?: boolean }) =>
      withAnchor(async (opened) => {
        const isSound = await watchEvents(opened, follow).catch((error: unknown) => {
          if (!(error instanceof ChainError)) throw error;
          throw refusal("internal", `${error.problem}: ${error.detail}.\n${advice[error.problem]}`, error);
        });
        if (!isSound) process.exitCode = 1;
      }),
    );
}

async function deploy(): Promise<void> {
  const { chainRpcUrl } = env();
  if (!chainRpcUrl) throw refusal("input.invalid", "Name the chain's node in CHAIN_RPC_URL.");
  const [signer] = logSigners();
  if (!signer) throw refusal("input.invalid", "The log has no key yet, so it has no name: npm run assay -- keygen");
  try {
    const made = await deployAnchor(chainRpcUrl, chainKey(), signer.name);
    process.stderr.write(`Deployed for the log ${signer.name} with ${made.gasUsed} gas. Configure:\n`);
    process.stdout.write(
      `CHAIN_ID=${made.chainId}\nCHAIN_CONTRACT=${made.contract}\nCHAIN_FIRST_BLOCK=${made.block}\n`,
    );
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    throw refusal(
      "internal",
      `The contract could not be deployed (${error.problem}): ${error.detail}.\n${advice[error.problem]}`,
      error,
    );
  }
}
