import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Anvil, AnvilStateError, startAnvil } from "./adapters/anvil";
import { deployAnchor, fundOnDevChain, hasContract } from "./adapters/chain-deploy";
import type { ChainSettings } from "./chain-settings";
import type { AnchorPolicy } from "./domain/anchor";
import { env } from "./env";
import { writeOnce } from "./keep-file";
import { log } from "./log";

/** Quick, because it costs nothing: whoever tries the mechanism sees it move. */
const POLICY: AnchorPolicy = { entries: 1_000, everyMs: 3_000, confirmations: 1, bumpMs: 15_000 };

type Hex = `0x${string}`;
type Deployed = { contract: Hex; origin: string; block: number };

export type DevChain = { settings: ChainSettings; stop(): Promise<void> };

const AGAIN_MS = 1_000;
const AGAIN_MOST_MS = 60_000;

/**
 * Starts a development chain beside the server, kept in the data folder, and deploys the contract for the log when it is not there. It
 * proves the mechanism, not security: whoever has this folder has the chain. Throws what says why it cannot run. A node that ends by itself
 * is started again at the same place.
 */
export async function startDevChain(dataDir: string, origin: string): Promise<DevChain> {
  const folder = join(/* turbopackIgnore: true */ dataDir, "chain");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = readKey(folder);
  let anvil = await startKept(folder);
  const { contract, block } = await findContract(anvil, folder, key, origin).catch(async (error) => {
    await anvil.stop();
    throw error;
  });
  const { url: rpcUrl, port } = anvil;
  // For whoever wants to ask it: /verify and `assay verify --rpc` take the address of a node.
  writeFileSync(/* turbopackIgnore: true */ join(folder, "url"), `${rpcUrl}\n`);
  let isWanted = true;
  const keep = async () => {
    await anvil.ended;
    for (let pauseMs = AGAIN_MS; isWanted; pauseMs = Math.min(pauseMs * 2, AGAIN_MOST_MS)) {
      log().warn({ folder }, "the development chain ended by itself and is started again");
      await new Promise((done) => setTimeout(done, pauseMs).unref());
      if (!isWanted) return;
      try {
        anvil = await startKept(folder, port);
        if (isWanted) await findContract(anvil, folder, key, origin);
        else await anvil.stop();
      } catch (error) {
        log().warn({ why: String(error) }, "the development chain could not be started again");
        // A node that runs without the contract would be of no use to anyone: it ends, and the next one gets another try.
        await anvil.stop();
      }
      await anvil.ended;
    }
  };
  const kept = keep();
  const stop = async () => {
    isWanted = false;
    await anvil.stop();
    await kept;
  };
  const place = { rpcUrl, chainId: 31_337, contract, key, firstBlock: block };
  return { settings: { ...place, policy: POLICY, explorerUrl: undefined }, stop };
}

function readKey(folder: string): Hex {
  const path = join(folder, "key");
  writeOnce(path, () => `0x${randomBytes(32).toString("hex")}\n`);
  return readFileSync(/* turbopackIgnore: true */ path, "utf8").trim() as Hex;
}

/** A state that was cut off by a kill cannot be loaded: it is put aside and the chain begins anew, which the anchoring notices. */
async function startKept(folder: string, port?: number): Promise<Anvil> {
  const statePath = join(folder, "state.json");
  // So that /verify of this site can ask it.
  const allowOrigin = new URL(env().baseUrl).origin;
  const options = { statePath, allowOrigin, ...(port === undefined ? {} : { port }) };
  try {
    return await startAnvil(options);
  } catch (error) {
    if (!(error instanceof AnvilStateError)) throw error;
    const aside = `${statePath}.damaged`;
    renameSync(statePath, aside);
    log().warn(
      { aside },
      "the development chain's state could not be read: it is put aside, and the chain begins anew",
    );
    return startAnvil(options);
  }
}

async function findContract(anvil: Anvil, folder: string, key: Hex, origin: string): Promise<Deployed> {
  const path = join(folder, "contract.json");
  const known = readDeployed(path);
  if (known?.origin === origin && (await hasContract(anvil.url, known.contract))) return known;
  await fundOnDevChain(anvil.url, key);
  const { contract, block } = await deployAnchor(anvil.url, key, origin);
  const made = { contract, origin, block };
  // Aside, then in its place: a kill between must not leave half a file.
  writeFileSync(/* turbopackIgnore: true */ `${path}.new`, `${JSON.stringify(made)}\n`);
  renameSync(`${path}.new`, path);
  return made;
}

/** What was deployed here; undefined when nothing was, or the file is not what was written: then another contract takes its place. */
function readDeployed(path: string): Deployed | undefined {
  try {
    const { contract, origin, block } = JSON.parse(readFileSync(/* turbopackIgnore: true */ path, "utf8"));
    const isWhole = /^0x[0-9a-f]{40}$/.test(contract) && typeof origin === "string" && Number.isSafeInteger(block);
    return isWhole ? { contract, origin, block } : undefined;
  } catch {
    return undefined;
  }
}
