import { createPublicClient, type Hex, http, type PublicClient } from "viem";
import { ChainError, type ChainEvent, type ChainHead } from "#lib/domain/anchor";
import { type AnchorCode, judgeAnchorCode } from "#lib/domain/anchor-code";
import { chainFault } from "./chain-fault";
import { readEvents, readFixed, readHead } from "./chain-reads";

/** What a node says of a contract, all as of one block. */
export type AnchorView = {
  chainId: number;
  block: number;
  /** Whether the code there is that of contracts/LogAnchor.json, whatever it was made with. */
  code: AnchorCode;
  /** Undefined where the code is not ours: then nothing it says means anything. */
  told: { publisher: string; originHash: string; head: ChainHead; events: ChainEvent[] } | undefined;
};

/** What an earlier reading of a contract saw, from one block to another. */
export type SeenAnchors = { chainId: number; contract: string; from: number; block: number; events: ChainEvent[] };

const TIMEOUT_MS = 20_000;
const CHUNK = 10_000;
// Further back than chains are reorganised: what was seen before that is not asked for again.
const UNSETTLED_BLOCKS = 1_000;

/**
 * Reads a contract with nobody's key, from `firstBlock` to the node's newest block; of what was seen before, only the end is asked for
 * again. Asks for fewer blocks at once where the node refuses many. Throws ChainError, and nothing else, when the node does not answer or says no to one block alone.
 */
export async function readAnchorView(
  rpcUrl: string,
  address: Hex,
  firstBlock: number,
  seen?: SeenAnchors,
): Promise<AnchorView> {
  const client = createPublicClient({ transport: http(rpcUrl, { timeout: TIMEOUT_MS, retryCount: 2 }) });
  try {
    const [chainId, blockNumber] = await Promise.all([client.getChainId(), client.getBlockNumber({ cacheTime: 0 })]);
    const code = judgeAnchorCode(await client.getCode({ address, blockNumber }));
    const isOfThis = seen?.chainId === chainId && seen.contract === address;
    // A node that has fewer blocks than were seen is of a chain that was begun anew, or lies.
    const isUsable = isOfThis && seen.from <= firstBlock && seen.block <= Number(blockNumber);
    const before = isUsable ? seen : undefined;
    const told = code === "ours" ? await readTold(client, address, firstBlock, blockNumber, before) : undefined;
    return { chainId, block: Number(blockNumber), code, told };
  } catch (error) {
    throw chainFault(error);
  }
}

async function readTold(
  client: PublicClient,
  address: Hex,
  firstBlock: number,
  blockNumber: bigint,
  seen: SeenAnchors | undefined,
) {
  const start = Math.max(firstBlock, (seen?.block ?? 0) - UNSETTLED_BLOCKS);
  const before = (seen?.events ?? []).filter(({ block }) => block >= firstBlock && block < start);
  const [fixed, head] = await Promise.all([
    readFixed(client, address, blockNumber),
    readHead(client, address, blockNumber),
  ]);
  const events = await readAllEvents(client, address, start, Number(blockNumber));
  return { ...fixed, head, events: [...before, ...events] };
}

async function readAllEvents(client: PublicClient, address: Hex, from: number, to: number): Promise<ChainEvent[]> {
  const events: ChainEvent[] = [];
  let width = CHUNK;
  for (let first = from; first <= to; ) {
    const last = Math.min(to, first + width - 1);
    try {
      events.push(...(await readEvents(client, address, first, last)));
    } catch (error) {
      const fault = chainFault(error);
      // A range that is refused or takes too long may pass in halves; a node that is gone answers none of them.
      if (first === last || (fault.problem === "unreachable" && width < CHUNK)) throw fault;
      width = Math.max(1, Math.floor((last - first + 1) / 2));
      continue;
    }
    first = last + 1;
  }
  return events;
}

/** An address as the contract's place is written everywhere; throws ChainError at anything else. */
export function contractAddress(text: string): Hex {
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return text.toLowerCase() as Hex;
  throw new ChainError("no_contract", `"${text}" is no address`);
}
