import { openChain } from "#lib/adapters/chain";
import { type ChainSettings, chainSettings } from "#lib/chain-settings";
import type { AnchorProblem } from "#lib/domain/anchor";
import { env } from "#lib/env";
import { logSigners } from "#lib/log-key";
import { refusal, refusalText } from "#lib/refusal";
import type { AnchorDeps } from "#lib/services/anchor";
import type { Ctx } from "#lib/services/context";
import { asSystem } from "./system";

/** What an operator can do about each problem. */
export const advice: Record<AnchorProblem, string> = {
  unreachable: "Is the node at CHAIN_RPC_URL up, and may this machine reach it?",
  wrong_chain: "CHAIN_RPC_URL and CHAIN_ID belong to different chains: correct one of them.",
  no_contract: "Set CHAIN_CONTRACT to the address that `npm run assay -- anchor deploy` printed for this chain.",
  other_publisher:
    "Configure the key that deployed the contract, or move to a contract of your own (docs/operating.md).",
  other_log: "The contract was deployed for a log of another name: configure this log's, or deploy one.",
  no_funds: "Send some of the chain's coin to the paying account; anchoring then goes on by itself.",
  signer: "Look at the signer of CHAIN_SIGNER_URL: its log says why, and its rules must allow this call.",
  refused: "The node or the contract said no, for the reason above; it is tried again at each look.",
  behind: 'This database lacks what is anchored: docs/operating.md, "The log does not sign".',
  mismatch:
    'Chain and log disagree: docs/operating.md, "The log does not sign". Ask a second node before you believe either.',
};

export type OpenAnchor = { ctx: Ctx; deps: AnchorDeps; settings: ChainSettings };

/** Does `work` on the configured database and chain, beside running servers; says what to do instead where that cannot be. */
export async function withAnchor(work: (opened: OpenAnchor) => Promise<void>): Promise<void> {
  const settings = chainSettings();
  if (!settings) throw refusal("input.invalid", noChain());
  const [signer] = logSigners();
  if (!signer)
    throw refusal("input.invalid", "The log has no key, so it has no name: set LOG_KEY_FILE (docs/operating.md).");
  const { policy, firstBlock } = settings;
  const deps = { chain: openChain(settings), policy, firstBlock, origin: signer.name };
  let isOpen = false;
  try {
    await asSystem(async (ctx) => {
      isOpen = true;
      await work({ ctx, deps, settings });
    });
  } catch (error) {
    const text = refusalText(error);
    if (isOpen || env().databaseUrl || !text?.startsWith("The data folder is in use")) throw error;
    throw refusal("database.unavailable", `${askServer()}\n${text.split("\n", 1)[0]}`, error);
  }
}

function noChain(): string {
  const how = "No chain is configured: set CHAIN_RPC_URL, CHAIN_ID, CHAIN_CONTRACT and a key (docs/chain.md).";
  if (env().databaseUrl) return how;
  return `${how}\nThe development chain of an embedded database lives in the server that runs. ${askServer()}`;
}

function askServer(): string {
  return `The server holds the embedded database and anchors by itself: see ${env().baseUrl}/ledger, or ask it with
  curl -s ${env().baseUrl}/api/v1/ledger/anchor
This command works beside running servers on PostgreSQL (DATABASE_URL), and on the embedded database while the server is stopped.`;
}
