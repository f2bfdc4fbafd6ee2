import type { Command } from "commander";
import { deployAnchor } from "#lib/adapters/chain-deploy";
import { chainKey } from "#lib/chain-settings";
import { ChainError } from "#lib/domain/anchor";
import { env } from "#lib/env";
import { logSigners } from "#lib/log-key";
import { refusal } from "#lib/refusal";

export function addAnchor(program: Command): void {
  const anchor = program.command("anchor").description("the contract that the log is anchored in (docs/chain.md)");
  anchor
    .command("deploy")
    .description(
      "deploy the contract for this log with the chain's key, which becomes its publisher; prints what to configure",
    )
    .action(deploy);
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
    throw refusal("internal", `The contract could not be deployed (${error.problem}): ${error.detail}.`, error);
  }
}
