import { createPublicClient, getAbiItem, type Hex, http, type PublicClient } from "viem";
import { ChainError, type ChainEvent, type ChainHead } from "#lib/domain/anchor";
import artefact from "../../contracts/LogAnchor.json";
import { anchorAbi } from "./chain-contract";
import { chainFault } from "./chain-fault";

/** What a node says of a contract, all as of one block. */
export type AnchorView = {
  chainId: number;
  block: number;
  /** Whether the code there is that of contracts/LogAnchor.json, whatever it was made with. */
  code: "ours" | "none" | "other";
  /** Undefined where the code is not ours: then nothing it says means anything. */
  told: { publisher: string; originHash: string; head: ChainHead; events: ChainEvent[] } | undefined;
};

const TIMEOUT_MS = 20_000;
const CHUNK = 10_000;
const ZERO = "0";

/**
 * Reads a contract with nobody's key, from `firstBlock` to the node's newest block. Asks for fewer blocks at once where the node refuses
 * many. Throws ChainError, and nothing else, when the node does not answer or says no to one block alone.
 */
export async function readAnchorView(rpcUrl: string, address: Hex, firstBlock: number): Promise<AnchorView> {
  const client = createPublicClient({ transport: http(rpcUrl, { timeout: TIMEOUT_MS, retryCount: 2 }) });
  try {
    const [chainId, blockNumber] = await Promise.all([client.getChainId(), client.getBlockNumber({ cacheTime: 0 })]);
    const code = judgeCode(await client.getCode({ address, blockNumber }));
    const told = code === "ours" ? await readTold(client, address, firstBlock, blockNumber) : undefined;
    return { chainId, block: Number(blockNumber), code, told };
  } catch (error) {
    throw chainFault(error);
  }
}

async function readTold(client: PublicClient, address: Hex, firstBlock: number, blockNumber: bigint) {
  const at = { address, abi: anchorAbi, blockNumber } as const;
  const [publisher, originHash, [size, root, time]] = await Promise.all([
    client.readContract({ ...at, functionName: "publisher" }),
    client.readContract({ ...at, functionName: "originHash" }),
    client.readContract({ ...at, functionName: "head" }),
  ]);
  const events = await readEvents(client, address, firstBlock, Number(blockNumber));
  const head = { size: sizeOf(size), root, time: new Date(Number(time) * 1_000) };
  return { publisher: publisher.toLowerCase(), originHash, head, events };
}

async function readEvents(client: PublicClient, address: Hex, from: number, to: number): Promise<ChainEvent[]> {
  const event = getAbiItem({ abi: anchorAbi, name: "Checkpoint" });
  const events: ChainEvent[] = [];
  let width = CHUNK;
  for (let first = from; first <= to; ) {
    const last = Math.min(to, first + width - 1);
    try {
      const range = { fromBlock: BigInt(first), toBlock: BigInt(last) };
      const logs = await client.getLogs({ address, event, ...range, strict: true });
      events.push(
        ...logs.map(({ args, transactionHash, blockNumber, blockHash }) => ({
          ...args,
          size: sizeOf(args.size),
          oldSize: sizeOf(args.oldSize),
          txHash: transactionHash,
          block: Number(blockNumber),
          blockHash,
        })),
      );
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

// No log of ours can have such a size; it stays larger than what the log has.
const sizeOf = (size: bigint) => Math.min(Number(size), Number.MAX_SAFE_INTEGER);

/** Compares code byte for byte, but for the places where the deployment wrote what the contract was made with. */
function judgeCode(code: Hex | undefined): AnchorView["code"] {
  if (code === undefined || code === "0x") return "none";
  return mask(code) === mask(artefact.deployedBytecode) ? "ours" : "other";
}

function mask(code: string): string {
  let text = code.toLowerCase();
  for (const { start, length } of Object.values(artefact.immutableReferences).flat()) {
    const at = 2 + start * 2;
    text = text.slice(0, at) + ZERO.repeat(length * 2) + text.slice(at + length * 2);
  }
  return text;
}

/** An address as the contract's place is written everywhere; throws ChainError at anything else. */
export function contractAddress(text: string): Hex {
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return text.toLowerCase() as Hex;
  throw new ChainError("no_contract", `"${text}" is no address`);
}
