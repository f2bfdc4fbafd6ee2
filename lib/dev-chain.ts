import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Anvil, startAnvil } from "./adapters/anvil";
import { deployAnchor, fundOnDevChain, hasContract } from "./adapters/chain-deploy";
import type { ChainSettings } from "./chain-settings";
import type { AnchorPolicy } from "./domain/anchor";
import { writeOnce } from "./keep-file";

/** Quick, because it costs nothing: whoever tries the mechanism sees it move. */
const POLICY: AnchorPolicy = { entries: 1_000, everyMs: 3_000, confirmations: 1, bumpMs: 15_000 };

type Hex = `0x${string}`;
type Deployed = { contract: Hex; origin: string; block: number };

export type DevChain = { settings: ChainSettings; stop(): Promise<void> };

/**
 * Starts a development chain beside the server, kept in the data folder, and deploys the contract for the log when it is not there. It
 * proves the mechanism, not security: whoever has this folder has the chain. Throws what says why it cannot run.
 */
export async function startDevChain(dataDir: string, origin: string): Promise<DevChain> {
  const folder = join(/* turbopackIgnore: true */ dataDir, "chain");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = readKey(folder);
  const anvil = await startKept(join(folder, "state.json"));
  try {
    const { contract, block } = await findContract(anvil, folder, key, origin);
    const place = { rpcUrl: anvil.url, chainId: 31_337, contract, key, firstBlock: block };
    return { settings: { ...place, policy: POLICY, explorerUrl: undefined }, stop: anvil.stop };
  } catch (error) {
    await anvil.stop();
    throw error;
  }
}

function readKey(folder: string): Hex {
  const path = join(folder, "key");
  writeOnce(path, () => `0x${randomBytes(32).toString("hex")}\n`);
  return readFileSync(/* turbopackIgnore: true */ path, "utf8").trim() as Hex;
}

/** A state that was cut off by a kill cannot be loaded: it is put aside and the chain begins anew, which the anchoring notices. */
async function startKept(statePath: string): Promise<Anvil> {
  try {
    return await startAnvil({ statePath });
  } catch (error) {
    try {
      renameSync(statePath, `${statePath}.damaged`);
    } catch {
      throw error;
    }
    return startAnvil({ statePath });
  }
}

async function findContract(anvil: Anvil, folder: string, key: Hex, origin: string): Promise<Deployed> {
  const path = join(folder, "contract.json");
  const known = readDeployed(path);
  if (known && known.origin === origin && (await hasContract(anvil.url, known.contract))) return known;
  await fundOnDevChain(anvil.url, key);
  const { contract, block } = await deployAnchor(anvil.url, key, origin);
  const made = { contract, origin, block };
  writeFileSync(/* turbopackIgnore: true */ path, `${JSON.stringify(made)}\n`);
  return made;
}

function readDeployed(path: string): Deployed | undefined {
  try {
    return JSON.parse(readFileSync(/* turbopackIgnore: true */ path, "utf8")) as Deployed;
  } catch {
    return undefined;
  }
}
