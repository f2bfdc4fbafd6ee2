import { createTestClient, type Hex, http, publicActions } from "viem";
import { foundry } from "viem/chains";
import { type Anvil, startAnvil } from "#lib/adapters/anvil";
import { openChain } from "#lib/adapters/chain";
import { deployAnchor, fundOnDevChain } from "#lib/adapters/chain-deploy";
import type { AnchorPolicy, Chain } from "#lib/domain/anchor";
import { inTx } from "#lib/services/context";
import { publishOnce } from "#lib/services/log-publish";
import { sequenceBatch } from "#lib/services/sequence";
import type { TestCtx } from "./ctx";
import { addTestEntries, TEST_ORIGIN, type TestLog } from "./log";

/** A key of the tests: another number is another key. */
export const chainKey = (number = 1): Hex => `0x${number.toString(16).padStart(64, "0")}`;

export const eager: AnchorPolicy = { entries: 1, everyMs: 0, confirmations: 1, bumpMs: 60_000 };

/** A node of our own, with what only a test may do to it. */
export async function testNode(options: Parameters<typeof startAnvil>[0] = {}) {
  const anvil: Anvil = await startAnvil(options);
  const client = createTestClient({ mode: "anvil", chain: foundry, transport: http(anvil.url) }).extend(publicActions);
  return { anvil, client, url: anvil.url };
}
export type TestNode = Awaited<ReturnType<typeof testNode>>;

/** Deploys a contract for the tests' log and opens it with the publisher's key. */
export async function deployTestAnchor({ url }: Pick<TestNode, "url">, key = chainKey()): Promise<Chain> {
  await fundOnDevChain(url, key);
  const { chainId, contract } = await deployAnchor(url, key, TEST_ORIGIN);
  return openChain({ rpcUrl: url, chainId, contract, key });
}

/** Adds entries, gives them their places and publishes them. Returns the published size. */
export async function growLog(ctx: TestCtx, log: TestLog, userId: string, count: number): Promise<number> {
  await inTx(ctx, (tx) => addTestEntries(tx, userId, count));
  let size = 0;
  for (let last = await sequenceBatch(ctx); ; last = await sequenceBatch(ctx)) {
    size = last.size;
    if (last.count === 0) break;
  }
  await publishOnce(ctx, log);
  return size;
}
