import { openChain } from "./adapters/chain";
import { type ChainSettings, chainSettings } from "./chain-settings";
import { type DevChain, startDevChain } from "./dev-chain";
import type { AnchorPlace } from "./domain/anchor";
import { env } from "./env";
import { log } from "./log";
import { refusalText } from "./refusal";
import { type AnchorDeps, anchorOnce, lookAtChain } from "./services/anchor";
import type { Ctx } from "./services/context";

export type Anchoring = {
  turn(ctx: Ctx): Promise<boolean>;
  /** Looks what the contract holds, and waits for that no longer than RECALL_MS: a chain that does not answer stops no log. */
  recall(ctx: Ctx): Promise<void>;
  /** The contract that is anchored in now; undefined while there is none. */
  place(): AnchorPlace | undefined;
  stop(): Promise<void>;
};

const LOOK_MS = 5_000;
// A chain on this computer costs nothing to ask.
const LOOK_DEV_MS = 500;
const RECALL_MS = 15_000;

/**
 * Anchors the log on the configured chain; where none is configured and the database is embedded, on a development chain that starts beside
 * the server. Gives a function for one turn of the job loop. A chain that cannot be had stops nothing else.
 */
export function makeAnchoring(
  databaseKind: Ctx["databaseKind"],
  origin: string | undefined,
  dataDir?: string,
): Anchoring {
  const settings = chainSettings();
  const isDev = !settings && databaseKind === "pglite" && env().devChain;
  let dev: Promise<DevChain | undefined> | undefined;
  let deps: AnchorDeps | undefined;
  let lookedAt = 0;
  const open = async (): Promise<AnchorDeps | undefined> => {
    if (!origin) return undefined;
    if (isDev) dev ??= startOrSay(dataDir ?? env().dataDir, origin);
    const found = settings ?? (await dev)?.settings;
    if (found) deps ??= depsOf(found, origin);
    return deps;
  };
  return {
    turn: async (ctx) => {
      if (!origin || Date.now() - lookedAt < (isDev ? LOOK_DEV_MS : LOOK_MS)) return false;
      const opened = await open();
      const moved = opened ? await anchorOnce(ctx, opened) : false;
      // What moved is looked at again at once, to bring it to its end.
      lookedAt = moved ? 0 : Date.now();
      return moved;
    },
    recall: async (ctx) => {
      const look = async () => {
        const opened = await open();
        if (opened) await lookAtChain(ctx, opened);
      };
      const looked = look();
      // What fails after the time is over fails for nobody.
      looked.catch(() => {});
      await Promise.race([looked, new Promise<void>((done) => setTimeout(done, RECALL_MS).unref())]);
    },
    place: () => deps?.chain.place ?? (settings && { chainId: settings.chainId, contract: settings.contract }),
    stop: async () => (await dev)?.stop(),
  };
}

function depsOf(settings: ChainSettings, origin: string): AnchorDeps {
  return { chain: openChain(settings), policy: settings.policy, firstBlock: settings.firstBlock, origin };
}

async function startOrSay(dataDir: string, origin: string): Promise<DevChain | undefined> {
  try {
    return await startDevChain(dataDir, origin);
  } catch (error) {
    log().warn(
      { why: refusalText(error) ?? String(error) },
      "the development chain does not run: the log is not anchored",
    );
    return undefined;
  }
}
