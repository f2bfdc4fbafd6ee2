import { createPublicClient, createWalletClient, type Hex, http, type WriteContractParameters } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { entry, outbox } from "#db/schema/ledger";
import { user } from "#db/schema/user";
import { anchorAbi, signAnchor } from "#lib/adapters/chain-contract";
import { chainFault } from "#lib/adapters/chain-fault";
import type { Chain } from "#lib/domain/anchor";
import { sequenceBatch } from "#lib/services/sequence";
import type { TestCtx } from "./ctx";

type EntryRow = typeof entry.$inferSelect;

/** Rebuilds the log of one database in another, with its own sequencer, after a change to its entries: what an operator can do. */
export async function rebuildLog(from: TestCtx, to: TestCtx, change: (rows: EntryRow[]) => EntryRow[]): Promise<void> {
  await to.db.insert(user).values(await from.db.select().from(user));
  const rows = change(await from.db.select().from(entry).orderBy(entry.index));
  for (const { id, kind, subjectId, body, createdAt } of rows) {
    await to.db.insert(outbox).values({ id, kind, subjectId, body, createdAt });
  }
  while ((await sequenceBatch(to)).count > 0);
}

/** One entry says something else than it did. */
export const changed = (rows: EntryRow[], index: number): EntryRow[] =>
  rows.map((row) => {
    if (row.index !== index) return row;
    const body = Buffer.from(String(Buffer.from(row.body)).replace("reviewer", "stranger"));
    return { ...row, body: new Uint8Array(body) };
  });

export type Trick = {
  oldSize: number;
  size: number;
  root: Hex;
  proof: readonly Hex[];
  /** What signs it, and for which contract; the publisher for this one where nothing is said. */
  signedBy?: Hex;
  signedFor?: Hex;
  /** A signature that was made for another claim. */
  signedSize?: number;
};

/** Whoever has the publisher's key and the wallet, and speaks to the contract without Assay. */
export function trickster(url: string, { place }: Chain, key: Hex) {
  const address = place.contract as Hex;
  const client = createPublicClient({ transport: http(url), pollingInterval: 30 });
  const wallet = createWalletClient({ account: privateKeyToAccount(key), chain: foundry, transport: http(url) });
  const noteHash: Hex = `0x${"ab".repeat(32)}`;
  const callOf = async ({
    oldSize,
    size,
    root,
    proof,
    signedBy = key,
    signedFor = address,
    signedSize = size,
  }: Trick) => {
    const claim = { size: BigInt(signedSize), root, noteHash };
    const at = { chainId: place.chainId, contract: signedFor };
    const { r, vs } = await signAnchor(privateKeyToAccount(signedBy), at, claim);
    const args = [BigInt(oldSize), BigInt(size), root, [...proof], noteHash, r, vs] as const;
    return { address, abi: anchorAbi, functionName: "submit", args } as const;
  };
  return {
    /** The name of the contract's error; "taken" when it would take it. */
    async ask(trick: Trick): Promise<string> {
      const call = await callOf(trick);
      return client.simulateContract({ account: wallet.account, ...call }).then(
        () => "taken",
        (error: unknown) => chainFault(error).detail,
      );
    },
    /** Sends it without asking first, and gives what the block says of it. */
    async force(trick: Trick): Promise<"success" | "reverted"> {
      const call = { ...(await callOf(trick)), gas: 500_000n } as unknown as WriteContractParameters;
      return (await client.waitForTransactionReceipt({ hash: await wallet.writeContract(call) })).status;
    },
  };
}
