import { and, desc, eq } from "drizzle-orm";
import { anchor, anchorTx } from "#db/schema/anchor";
import { checkpoint, published } from "#db/schema/ledger";
import {
  type AnchorFees,
  type AnchorPolicy,
  type Chain,
  ChainError,
  type ChainHead,
  type ChainView,
  type SignedTx,
} from "#lib/domain/anchor";
import { equalBytes } from "#lib/ledger/hash";
import { hex0x, ofPlace } from "./anchor-watch";
import { type Ctx, inTx } from "./context";
import { sha256 } from "./hash";
import { consistencyBetween, rootAt } from "./log-tree";

export type AnchorRow = typeof anchor.$inferSelect;

/** Begins an anchoring of what is published, when the policy says that it is time: stored first, then sent. True when it did. */
export async function beginAnchor(ctx: Ctx, chain: Chain, view: ChainView, policy: AnchorPolicy): Promise<boolean> {
  const { place } = chain;
  const { head } = view;
  const size = await readPublishedSize(ctx);
  if (size < head.size) throw new ChainError("behind", `${head.size} entries are anchored, ${size} are published here`);
  if (size === head.size || !isDue(ctx, head, size, policy)) return false;
  const [signed] = await ctx.db.select().from(checkpoint).where(eq(checkpoint.size, size));
  // What is signed must be what the tiles make: a root that is not of this tree could be anchored and never be led up from.
  if (!signed || !equalBytes(await rootAt(ctx, size), signed.root))
    throw new Error(`tiles and checkpoint of ${size} differ`);
  const proof = head.size === 0 ? [] : await consistencyBetween(ctx, head.size, size);
  const row = { oldSize: head.size, size, root: signed.root, noteHash: sha256(signed.note), nonce: view.nonce };
  const tx = await chain.prepare({
    ...row,
    root: hex0x(row.root),
    noteHash: hex0x(row.noteHash),
    proof: proof.map(hex0x),
    replaces: await feesOfNonce(ctx, chain, view.nonce),
  });
  const id = ctx.newId();
  const isOurs = await inTx(ctx, async (inner) => {
    const values = { ...row, ...place, id, state: "pending" as const, createdAt: inner.now() };
    const made = await inner.db.insert(anchor).values(values).onConflictDoNothing().returning({ id: anchor.id });
    if (made.length > 0) await keepTx(inner, id, tx);
    return made.length > 0;
  });
  // Another process was first: it sends its own.
  if (!isOurs) return false;
  await chain.send(tx.raw);
  return true;
}

export async function readPublishedSize(ctx: Ctx): Promise<number> {
  const [log] = await ctx.db.select({ size: published.size }).from(published).where(eq(published.id, 1));
  return log?.size ?? 0;
}

/** Whether the policy asks for an anchor of this size, which is larger than the head. */
export function isDue(ctx: Ctx, head: Pick<ChainHead, "size" | "time">, size: number, policy: AnchorPolicy): boolean {
  if (head.size === 0 || size - head.size >= policy.entries) return true;
  return ctx.now().getTime() - head.time.getTime() >= policy.everyMs;
}

/** Sends the newest transaction of an anchoring again, with more fees when it has waited long enough. */
export async function pushAnchor(ctx: Ctx, chain: Chain, row: AnchorRow, policy: AnchorPolicy): Promise<void> {
  const newest = await newestTx(ctx, row);
  if (!newest) throw new Error(`anchoring ${row.id} has no transaction`);
  if (ctx.now().getTime() - newest.createdAt.getTime() < policy.bumpMs) return chain.send(newest.raw);
  const tx = await chain.replace(newest.raw);
  await keepTx(ctx, row.id, tx);
  return chain.send(tx.raw);
}

export async function listTxs(ctx: Ctx, row: AnchorRow) {
  return ctx.db.select().from(anchorTx).where(eq(anchorTx.anchorId, row.id)).orderBy(desc(anchorTx.createdAt));
}

async function newestTx(ctx: Ctx, row: AnchorRow) {
  return (await listTxs(ctx, row))[0];
}

/** The most that an earlier, given-up anchoring offered for this nonce: it may still be in a pool, and would have to be replaced. */
async function feesOfNonce(ctx: Ctx, { place }: Chain, nonce: number): Promise<AnchorFees | undefined> {
  const rows = await ctx.db
    .select({ maxFeeWei: anchorTx.maxFeeWei, tipWei: anchorTx.tipWei })
    .from(anchorTx)
    .innerJoin(anchor, eq(anchor.id, anchorTx.anchorId))
    .where(and(ofPlace(anchor, place), eq(anchor.nonce, nonce)));
  if (rows.length === 0) return undefined;
  const most = (name: "maxFeeWei" | "tipWei") => rows.map((row) => BigInt(row[name])).reduce((a, b) => (a > b ? a : b));
  return { maxFeeWei: most("maxFeeWei"), tipWei: most("tipWei") };
}

async function keepTx(ctx: Ctx, anchorId: string, { hash, raw, maxFeeWei, tipWei }: SignedTx): Promise<void> {
  const row = { hash, anchorId, raw, maxFeeWei: String(maxFeeWei), tipWei: String(tipWei), createdAt: ctx.now() };
  await ctx.db.insert(anchorTx).values(row).onConflictDoNothing();
}
