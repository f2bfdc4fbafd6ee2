import { readFileSync } from "node:fs";
import type { AnchorKey } from "./adapters/chain-signer";
import type { AnchorPolicy } from "./domain/anchor";
import { env } from "./env";
import { refusal } from "./refusal";

type Hex = `0x${string}`;

/** Where and how the log is anchored. */
export type ChainSettings = {
  rpcUrl: string;
  chainId: number;
  contract: Hex;
  /** What signs checkpoints and pays; a private key is never logged and never sent anywhere. */
  key: AnchorKey;
  firstBlock: number;
  policy: AnchorPolicy;
  explorerUrl: string | undefined;
};

const BUMP_MS = 3 * 60_000;
const MINUTE_MS = 60_000;

/** The chain that is configured (CHAIN_RPC_URL and what belongs to it); undefined without one. Throws a refusal that never shows the key. */
export function chainSettings(): ChainSettings | undefined {
  const { chain } = env();
  if (!chain) return undefined;
  const { rpcUrl, chainId, contract, firstBlock, entries, everyMinutes, confirmations, explorerUrl } = chain;
  const policy = { entries, everyMs: everyMinutes * MINUTE_MS, confirmations, bumpMs: BUMP_MS };
  return { rpcUrl, chainId, contract, firstBlock, policy, explorerUrl, key: chainKey() };
}

/** The signer of CHAIN_SIGNER_URL, else the key of CHAIN_KEY, else of the file CHAIN_KEY_FILE. */
export function chainKey(): AnchorKey {
  const { chainKey: given, chainKeyFile, chainSigner } = env();
  if (chainSigner) return chainSigner;
  const source = given ? "CHAIN_KEY" : `CHAIN_KEY_FILE ${chainKeyFile}`;
  if (!given && !chainKeyFile)
    throw refusal(
      "internal",
      "A chain is configured and nothing that signs: set CHAIN_KEY_FILE, or CHAIN_SIGNER_URL and CHAIN_SIGNER_ADDRESS (docs/chain.md).",
    );
  const text = (given ?? readKeyFile(chainKeyFile ?? "")).trim();
  const key = text.startsWith("0x") ? text : `0x${text}`;
  if (/^0x[0-9a-fA-F]{64}$/.test(key)) return key as Hex;
  throw refusal("internal", `${source} holds no private key: 64 hexadecimal digits, with 0x before them or not.`);
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(/* turbopackIgnore: true */ path, "utf8");
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? "it cannot be read";
    throw refusal("internal", `CHAIN_KEY_FILE ${path} cannot be read (${why}).`);
  }
}
