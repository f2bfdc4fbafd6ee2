import { createHash } from "node:crypto";
import { z } from "zod";
import { type AnchorView, contractAddress, readAnchorView, type SeenAnchors } from "#lib/adapters/anchor-reader";
import type { LogSource } from "#lib/adapters/log-source";
import { ChainError, type ChainEvent } from "#lib/domain/anchor";
import { equalBytes } from "#lib/ledger/hash";
import { fromHex, toHex } from "#lib/ledger/hex";
import { checkConsistency } from "#lib/ledger/log-reader";
import type { FetchBytes } from "#lib/ledger/log-reader-tiles";
import { type CheckpointRules, type Head, openHead } from "./audit-checkpoint";
import { rootInLog } from "./root-in-log";

export type AnchorPlan = {
  rpcUrl: string;
  /** Address of the contract; the log is asked for it where it is not given. */
  contract?: string | undefined;
  chainId?: number | undefined;
  publisher?: string | undefined;
  firstBlock: number;
  /** What an earlier audit read of the chain. */
  seen?: SeenAnchors | undefined;
};

export type AnchorFault = { what: string; look: string };
/** `faults` are of the log or its contract; `unread` says why nothing can be said. */
export type AnchorAnswer = {
  place: { chainId: number; contract: string; isClaimed: boolean; block: number } | null;
  publisher: string | null;
  anchors: { size: number; onChain: string; inLog: string | null; block: number; tx: string }[];
  faults: AnchorFault[];
  unread: string | null;
  /** For the next audit, when all of it holds. */
  seen?: SeenAnchors;
};

const claimAnswer = z.object({ chainId: z.int().positive(), contract: z.string() }).nullable();
type Claim = { chainId: number | undefined; contract: string; isClaimed: boolean };
const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
const empty: AnchorAnswer = { place: null, publisher: null, anchors: [], faults: [], unread: null };
const NODE = "ask a second node: one of the two may lie";

/** Compares every checkpoint that the contract ever took with the audited log. Throws refusals of the log's source alone. */
export async function checkAnchors(
  source: LogSource,
  rules: CheckpointRules,
  audited: Head,
  plan: AnchorPlan,
): Promise<AnchorAnswer> {
  const claim = await findClaim(source, plan);
  if (!claim)
    return { ...empty, unread: "the log names no contract, and none was given (--contract ADDRESS --chain-id N)" };
  try {
    const contract = contractAddress(claim.contract);
    const view = await readAnchorView(plan.rpcUrl, contract, plan.firstBlock, plan.seen);
    const { chainId, block, told } = view;
    const place = { chainId, contract, isClaimed: claim.isClaimed, block };
    if (claim.chainId !== undefined && claim.chainId !== chainId)
      return { ...empty, place, unread: `the node is of chain ${chainId}, the contract of chain ${claim.chainId}` };
    const faults = checkContract(view, audited.origin, plan);
    if (!told) return { ...empty, place, faults };
    faults.push(...checkEvents(told, plan.firstBlock));
    const newest = await newestHead(source, rules, audited, told.events, faults);
    const anchors = await compareRoots(source.fetchBytes, newest, told.events, faults);
    const seen = { chainId, contract, from: plan.firstBlock, block, events: told.events };
    const kept = faults.length === 0 ? { seen } : {};
    return { place, publisher: told.publisher, anchors, faults, unread: null, ...kept };
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    return { ...empty, unread: `the chain could not be read (${error.problem}): ${error.detail}` };
  }
}

async function findClaim(source: LogSource, { contract, chainId }: AnchorPlan): Promise<Claim | undefined> {
  if (contract !== undefined) return { contract, chainId, isClaimed: false };
  const claimed = source.isLive ? claimAnswer.safeParse(await source.fetchJson("/ledger/anchor")) : undefined;
  if (!claimed?.success || !claimed.data) return undefined;
  return { contract: claimed.data.contract, chainId: chainId ?? claimed.data.chainId, isClaimed: true };
}

/** Is it our code, made for this log, by the publisher that the reader named? */
function checkContract({ code, told }: AnchorView, origin: string, { publisher }: AnchorPlan): AnchorFault[] {
  if (code === "none") return [{ what: "there is no contract at this address", look: `the address; ${NODE}` }];
  if (!told) return [{ what: "the contract's code is not LogAnchor's", look: `contracts/LogAnchor.json; ${NODE}` }];
  const faults: AnchorFault[] = [];
  const expected = `0x${toHex(sha256(new TextEncoder().encode(origin)))}`;
  if (told.originHash !== expected)
    faults.push({
      what: `the contract is of another log: origin hash ${told.originHash}, that of ${origin} is ${expected}`,
      look: "the contract's address",
    });
  if (publisher !== undefined && told.publisher !== publisher.toLowerCase())
    faults.push({ what: `the publisher is ${told.publisher}, not ${publisher}`, look: "the contract's address" });
  return faults;
}

/** Each checkpoint must name the one before it, the first none, and the newest be the head: so an event left out is seen. */
function checkEvents({ head, events }: NonNullable<AnchorView["told"]>, firstBlock: number): AnchorFault[] {
  const faults: AnchorFault[] = [];
  const look = firstBlock > 0 ? `the blocks before ${firstBlock} (--first-block), or ${NODE}` : NODE;
  let before = 0;
  for (const { size, oldSize, txHash } of events) {
    if (oldSize !== before || size <= before)
      faults.push({ what: `anchor ${size} follows ${oldSize} on the chain, but the event before is ${before}`, look });
    before = size;
    if (!/^0x[0-9a-f]{64}$/.test(txHash)) faults.push({ what: `anchor ${size} is in no transaction`, look });
  }
  const last = events.at(-1);
  if (head.size !== before || (last && head.root !== last.root))
    faults.push({
      what: `the contract's head is ${head.size} ${head.root}, its newest event ${before} ${last?.root ?? "none"}`,
      look,
    });
  return faults;
}

/** The log may have grown and been anchored while it was audited: then its newest checkpoint must lead up from the audited one. */
async function newestHead(
  source: LogSource,
  rules: CheckpointRules,
  audited: Head,
  events: readonly ChainEvent[],
  faults: AnchorFault[],
): Promise<Head> {
  const most = Math.max(0, ...events.map(({ size }) => size));
  if (most <= audited.size) return audited;
  const { head } = source.isLive ? await openHead(source, rules) : { head: undefined };
  if (!head || head.size < most) return audited;
  const answer = await checkConsistency(source.fetchBytes, audited, head, sha256);
  if (answer.ok) return head;
  faults.push({ what: `the newest checkpoint does not lead up from the audited one: ${answer.reason}`, look: "both" });
  return audited;
}

async function compareRoots(
  fetchBytes: FetchBytes,
  head: Head,
  events: readonly ChainEvent[],
  faults: AnchorFault[],
): Promise<AnchorAnswer["anchors"]> {
  const anchors: AnchorAnswer["anchors"] = [];
  for (const { size, root, block, txHash } of events) {
    const ours = size <= head.size ? await rootInLog(fetchBytes, size, head) : undefined;
    const inLog = ours ? toHex(ours) : null;
    anchors.push({ size, onChain: root.slice(2), inLog, block, tx: txHash });
    const look = `transaction ${txHash} in block ${block}; ${NODE}`;
    if (size > head.size)
      faults.push({ what: `the log is BEHIND the chain: ${head.size} entries here, ${size} anchored`, look });
    else if (!ours) faults.push({ what: `the log's tiles give no root for ${size} entries`, look: "its tiles" });
    else if (!equalBytes(ours, fromHex(root.slice(2))))
      faults.push({ what: `of ${size} entries the chain has the root ${root.slice(2)}, the log ${inLog}`, look });
  }
  return anchors;
}
