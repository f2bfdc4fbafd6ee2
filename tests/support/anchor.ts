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

/** What only a test may do to a node. */
export const clientOf = (url: string) =>
  createTestClient({ mode: "anvil", chain: foundry, transport: http(url) }).extend(publicActions);

/** A node of our own. */
export async function testNode(options: Parameters<typeof startAnvil>[0] = {}) {
  const anvil: Anvil = await startAnvil(options);
  return { anvil, client: clientOf(anvil.url), url: anvil.url };
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

const PAUSE_MS = 40;
const STILL_LOOKS = 3;
// Ten seconds: what a block cannot take must not hold a test for ever.
const POOL_LOOKS = 250;

/** Whether the node is about to make a block of what it has taken. */
async function isMining({ client }: Pick<TestNode, "client">): Promise<boolean> {
  return (await client.getAutomine()) && (await client.getTxpoolStatus()).pending > 0;
}

/** Looks at the chain until nothing moves any more (`look` says whether something did) and no block is on its way. */
export async function untilStill(node: Pick<TestNode, "client">, look: () => Promise<boolean>): Promise<void> {
  for (let still = 0, looks = 0; still < STILL_LOOKS; looks += 1) {
    const hasMoved = await look();
    still = hasMoved || (looks < POOL_LOOKS && (await isMining(node))) ? 0 : still + 1;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}

/** Until what was sent is in a block. */
export async function untilMined(node: Pick<TestNode, "client">): Promise<void> {
  while (await isMining(node)) await new Promise((done) => setTimeout(done, PAUSE_MS));
}
