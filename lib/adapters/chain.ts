import {
  createPublicClient,
  encodeFunctionData,
  type Hex,
  http,
  keccak256,
  type PublicClient,
  parseTransaction,
  TransactionReceiptNotFoundError,
} from "viem";
import type { LocalAccount } from "viem/accounts";
import type { AnchorFees, Chain, ChainEvent, SignedTx, Submission } from "#lib/domain/anchor";
import { anchorAbi, signAnchor, submissionSigner } from "./chain-contract";
import { chainFault } from "./chain-fault";
import { readEvents, readFixed, readHead } from "./chain-reads";
import { type AnchorKey, anchorAccount } from "./chain-signer";

export type ChainOptions = {
  rpcUrl: string;
  chainId: number;
  contract: Hex;
  /** What signs checkpoints and pays for them. */
  key: AnchorKey;
  timeoutMs?: number;
};

const TIMEOUT_MS = 10_000;
// Room for what happens between estimate and block.
const GAS_MARGIN_PERCENT = 120n;
// Nodes ask for a tenth more before one transaction replaces another; an eighth is beyond rounding.
const BUMP_PERCENT = 125n;

/** The anchor contract on an EVM chain, by JSON-RPC. */
export function openChain({ rpcUrl, chainId, contract, key, timeoutMs = TIMEOUT_MS }: ChainOptions): Chain {
  const account = anchorAccount(key);
  const client = createPublicClient({ transport: http(rpcUrl, { timeout: timeoutMs, retryCount: 0 }) });
  const place = { chainId, contract };
  const guarded =
    <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
    (...args: A) =>
      work(...args).catch((error: unknown) => Promise.reject(chainFault(error)));
  let known: Awaited<ReturnType<typeof readFixed>> | undefined;
  const fixed = async () => {
    known ??= await readFixed(client, contract);
    return known;
  };
  return {
    place,
    publisher: account.address.toLowerCase(),
    view: guarded(async () => ({
      ...(await readView(client, contract, account.address)),
      ...(await fixed()),
    })),
    newest: guarded(async () => {
      const { number, hash } = await client.getBlock();
      return { block: Number(number), hash };
    }),
    head: guarded(() => readHead(client, contract)),
    events: guarded((from: number, to: number) => readEvents(client, contract, from, to)),
    blockTime: guarded(async (block: number) => {
      const { timestamp } = await client.getBlock({ blockNumber: BigInt(block) });
      return new Date(Number(timestamp) * 1_000);
    }),
    signerOf: guarded((event: ChainEvent) => readSigner(client, place, event)),
    prepare: guarded((submission: Submission) => prepare(client, account, place, submission)),
    replace: guarded((raw: string) => replace(client, account, raw as Hex)),
    send: guarded((raw: string) => send(client, raw as Hex)),
    receipt: guarded((hash: string) => readReceipt(client, hash as Hex)),
  };
}

async function readView(client: PublicClient, address: Hex, payer: Hex) {
  const [chainId, { number: blockNumber, hash: blockHash }] = await Promise.all([
    client.getChainId(),
    client.getBlock(),
  ]);
  // All of one block: what belongs together is read together.
  const [head, nonce, balanceWei] = await Promise.all([
    readHead(client, address, blockNumber),
    client.getTransactionCount({ address: payer, blockNumber }),
    client.getBalance({ address: payer, blockNumber }),
  ]);
  return {
    chainId,
    block: Number(blockNumber),
    blockHash,
    head,
    nonce,
    balanceWei,
  };
}

/** Who signed it counts more than what a node says of it: a signature cannot be made up. */
async function readSigner(client: PublicClient, place: Chain["place"], event: ChainEvent): Promise<string | undefined> {
  const { to, input } = await client.getTransaction({ hash: event.txHash as Hex });
  // Relayed by another contract, it is somewhere within.
  if (to?.toLowerCase() !== place.contract) return undefined;
  return submissionSigner({ chainId: place.chainId, contract: place.contract as Hex }, input, event);
}

async function prepare(client: PublicClient, account: LocalAccount, place: Chain["place"], given: Submission) {
  const contract = place.contract as Hex;
  const claim = { size: BigInt(given.size), root: given.root as Hex, noteHash: given.noteHash as Hex };
  const { r, vs } = await signAnchor(account, { chainId: place.chainId, contract }, claim);
  const args = [BigInt(given.oldSize), claim.size, claim.root, given.proof as Hex[], claim.noteHash, r, vs] as const;
  const call = { abi: anchorAbi, functionName: "submit", args } as const;
  // Asked first, so that a refusal comes with the contract's own word for it.
  // As of the newest block, not of the pool: a transaction of ours that waits there is what this one takes the place of.
  const at = { account, blockTag: "latest" } as const;
  await client.simulateContract({ ...at, address: contract, ...call });
  const data = encodeFunctionData(call);
  const [gas, suggested] = await Promise.all([
    client.estimateGas({ ...at, to: contract, data }),
    client.estimateFeesPerGas(),
  ]);
  const { chainId } = place;
  const unsigned = { chainId, to: contract, data, nonce: given.nonce, gas: (gas * GAS_MARGIN_PERCENT) / 100n };
  return sign(account, unsigned, feesFor(suggested, given.replaces));
}

async function replace(client: PublicClient, account: LocalAccount, raw: Hex): Promise<SignedTx> {
  const { chainId, to, data, nonce, gas, maxFeePerGas, maxPriorityFeePerGas } = parseTransaction(raw);
  if (!chainId || !to || !data || !gas || !maxFeePerGas) throw new Error("this is no transaction of an anchoring");
  const fees = { maxFeeWei: maxFeePerGas, tipWei: maxPriorityFeePerGas ?? 0n };
  // A nonce of 0 is left out of a transaction's bytes.
  const unsigned = { chainId, to, data, gas, nonce: nonce ?? 0 };
  return sign(account, unsigned, feesFor(await client.estimateFeesPerGas(), fees));
}

type Unsigned = { chainId: number; to: Hex; data: Hex; nonce: number; gas: bigint };

async function sign(account: LocalAccount, unsigned: Unsigned, fees: AnchorFees): Promise<SignedTx> {
  const price = { maxFeePerGas: fees.maxFeeWei, maxPriorityFeePerGas: fees.tipWei };
  const raw = await account.signTransaction({ type: "eip1559", ...unsigned, ...price });
  return { ...fees, raw, hash: keccak256(raw) };
}

function feesFor(
  suggested: { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint },
  replaces: AnchorFees | undefined,
): AnchorFees {
  const more = (fee: bigint) => (fee * BUMP_PERCENT) / 100n + 1n;
  const atLeast = (fee: bigint, floor: bigint | undefined) => (floor !== undefined && fee < floor ? floor : fee);
  const tipWei = atLeast(suggested.maxPriorityFeePerGas, replaces && more(replaces.tipWei));
  const maxFeeWei = atLeast(suggested.maxFeePerGas, replaces && more(replaces.maxFeeWei));
  return { tipWei, maxFeeWei: atLeast(maxFeeWei, tipWei) };
}

// What the node has in its pool or in a block already is where it should be.
const HAS_IT = /already known|already imported|known transaction|nonce too low/i;

async function send(client: PublicClient, serializedTransaction: Hex): Promise<void> {
  try {
    await client.sendRawTransaction({ serializedTransaction });
  } catch (error) {
    if (!HAS_IT.test(String(error))) throw error;
  }
}

async function readReceipt(client: PublicClient, hash: Hex) {
  try {
    const { status, blockNumber, gasUsed, effectiveGasPrice } = await client.getTransactionReceipt({ hash });
    return {
      ok: status === "success",
      block: Number(blockNumber),
      gasUsed: Number(gasUsed),
      gasPriceWei: effectiveGasPrice,
    };
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return undefined;
    throw error;
  }
}
