import type { Chain, ChainEvent } from "#lib/domain/anchor";
import { equalBytes } from "#lib/ledger/hash";
import { bytesOf, CHUNK, treeSize } from "./anchor-watch";
import type { Ctx } from "./context";
import { rootAt } from "./log-tree";

/** A checkpoint on the chain beside the log's own of that size. */
export type Compared = {
  event: ChainEvent;
  at: Date;
  verdict: "ours" | "other_root" | "not_reached";
  ourRoot: Uint8Array | null;
  /** Whether our publisher's signature is under one that is not ours: then it is no lie of the node. Undefined where that cannot be seen. */
  isSigned?: boolean | undefined;
};

/** Reads the contract's events of these blocks anew, oldest first, and compares each with our tree; writes nothing. Throws ChainError. */
export async function* compareEvents(ctx: Ctx, chain: Chain, from: number, to: number): AsyncGenerator<Compared> {
  for (let first = from; first <= to; first += CHUNK) {
    for (const event of await chain.events(first, Math.min(to, first + CHUNK - 1))) {
      const compared = { event, at: await chain.blockTime(event.block), ...(await compare(ctx, event)) };
      if (compared.verdict === "ours") yield compared;
      else yield { ...compared, isSigned: await isSigned(chain, event) };
    }
  }
}

async function compare(ctx: Ctx, { size, root }: ChainEvent): Promise<Pick<Compared, "verdict" | "ourRoot">> {
  if (size > (await treeSize(ctx))) return { verdict: "not_reached", ourRoot: null };
  const ourRoot = await rootAt(ctx, size);
  return { verdict: equalBytes(ourRoot, bytesOf(root)) ? "ours" : "other_root", ourRoot };
}

async function isSigned(chain: Chain, event: ChainEvent): Promise<boolean | undefined> {
  // A node that lies may well not have the transaction either.
  const signer = await chain.signerOf(event).catch(() => undefined);
  return signer === undefined ? undefined : signer === chain.publisher;
}
