import { and, eq, gte, isNotNull, lte, sql } from "drizzle-orm";
import { type anchor, anchorEvent, anchorWatch } from "#db/schema/anchor";
import { tree } from "#db/schema/ledger";
import type { AnchorPlace, Chain, ChainError, ChainEvent, ChainView } from "#lib/domain/anchor";
import { equalBytes } from "#lib/ledger/hash";
import { type Ctx, inTx } from "./context";
import { hex } from "./hash";
import { rootAt } from "./log-tree";

/** Blocks asked for at once; public nodes refuse more than some thousand. */
export const CHUNK = 2_000;
/** Blocks read again each time: what a reorganisation may have changed. */
export const AGAIN = 64;

export const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex.slice(2), "hex"));
export const hex0x = (bytes: Uint8Array) => `0x${hex(bytes)}`;

export const ofPlace = (
  table: typeof anchor | typeof anchorEvent | typeof anchorWatch,
  { chainId, contract }: AnchorPlace,
) => and(eq(table.chainId, chainId), eq(table.contract, contract));

/**
 * Reads the contract's events up to the view's block and compares each with our own tree of that size. What a reorganisation took away goes
 * from the table, too. Returns true when all blocks are read.
 */
export async function watchChain(ctx: Ctx, chain: Chain, view: ChainView, firstBlock: number): Promise<boolean> {
  const { place } = chain;
  const [known] = await ctx.db.select().from(anchorWatch).where(ofPlace(anchorWatch, place));
  // A chain that is shorter than what was read has been begun anew, or is another node's.
  const scanned = Math.min(known?.scannedTo ?? firstBlock - 1, view.block);
  const from = Math.max(firstBlock, scanned - AGAIN + 1);
  const to = Math.min(view.block, from + CHUNK - 1);
  await readDoubted(ctx, chain, from);
  const events = from <= to ? await readEvents(ctx, chain, from, to) : [];
  await inTx(ctx, async (tx) => {
    await tx.db.delete(anchorEvent).where(and(ofPlace(anchorEvent, place), gte(anchorEvent.block, from)));
    for (const event of events) await keepEvent(tx, place, event);
    const seen = { scannedTo: to, checkedAt: tx.now(), ...rowOf(view) };
    await tx.db
      .insert(anchorWatch)
      .values({ ...place, ...seen })
      .onConflictDoUpdate({ target: [anchorWatch.chainId, anchorWatch.contract], set: seen });
  });
  return to >= view.block;
}

function rowOf({ block, blockHash, head, balanceWei }: ChainView) {
  const { size: headSize, root, time: headAt } = head;
  return { block, blockHash, headSize, headRoot: bytesOf(root), headAt, balanceWei: String(balanceWei) };
}

type TimedEvent = ChainEvent & { at: Date };

/** Events of the blocks with the times of their blocks; a block that is known by its hash is not asked for again. */
async function readEvents(ctx: Ctx, chain: Chain, from: number, to: number): Promise<TimedEvent[]> {
  const events = await chain.events(from, to);
  if (events.length === 0) return [];
  const known = await ctx.db
    .select({ blockHash: anchorEvent.blockHash, at: anchorEvent.at })
    .from(anchorEvent)
    .where(and(ofPlace(anchorEvent, chain.place), gte(anchorEvent.block, from), lte(anchorEvent.block, to)));
  const times = new Map(known.map(({ blockHash, at }) => [blockHash, at]));
  const timed: TimedEvent[] = [];
  for (const event of events) {
    const at = times.get(event.blockHash) ?? (await chain.blockTime(event.block));
    times.set(event.blockHash, at);
    timed.push({ ...event, at });
  }
  return timed;
}

/** Events that did not fit are read again each time: a node that lied, or a tree that was short, must not be held against us for ever. */
async function readDoubted(ctx: Ctx, chain: Chain, before: number): Promise<void> {
  const wrong = await findMismatch(ctx, chain.place);
  if (!wrong || wrong.block >= before) return;
  const to = Math.min(before, wrong.block + CHUNK) - 1;
  const events = await readEvents(ctx, chain, wrong.block, to);
  await inTx(ctx, async (tx) => {
    const between = and(gte(anchorEvent.block, wrong.block), lte(anchorEvent.block, to));
    await tx.db.delete(anchorEvent).where(and(ofPlace(anchorEvent, chain.place), between));
    for (const event of events) await keepEvent(tx, chain.place, event);
  });
}

async function keepEvent(ctx: Ctx, place: AnchorPlace, event: TimedEvent): Promise<void> {
  const root = bytesOf(event.root);
  const matches = event.size <= (await treeSize(ctx)) && equalBytes(await rootAt(ctx, event.size), root);
  const { size, oldSize, txHash, block, blockHash, at } = event;
  const row = {
    ...place,
    size,
    oldSize,
    root,
    noteHash: bytesOf(event.noteHash),
    txHash,
    block,
    blockHash,
    at,
    matches,
  };
  const target = [anchorEvent.chainId, anchorEvent.contract, anchorEvent.size];
  await ctx.db.insert(anchorEvent).values(row).onConflictDoUpdate({ target, set: row });
}

export async function treeSize(ctx: Ctx): Promise<number> {
  const [head] = await ctx.db.select({ size: tree.size }).from(tree).where(eq(tree.id, 1));
  return head?.size ?? 0;
}

/** An event that our tree contradicts, or does not reach: the alarm of the watcher. */
export async function findMismatch(ctx: Ctx, place: AnchorPlace) {
  const [row] = await ctx.db
    .select()
    .from(anchorEvent)
    .where(and(ofPlace(anchorEvent, place), eq(anchorEvent.matches, false)))
    .orderBy(anchorEvent.block, anchorEvent.size)
    .limit(1);
  return row;
}

/** Keeps what is wrong, from when on; null when all is well. The first moment of one problem stays, and what is said already is not written again. */
export async function tellProblem(ctx: Ctx, place: AnchorPlace, found: Pick<ChainError, "problem" | "detail"> | null) {
  if (!found) {
    const isSaid = and(ofPlace(anchorWatch, place), isNotNull(anchorWatch.problem));
    await ctx.db.update(anchorWatch).set({ problem: null, detail: null, problemAt: null }).where(isSaid);
    return;
  }
  const { problem, detail } = found;
  const problemAt = sql`case when ${anchorWatch.problem} = ${problem} then ${anchorWatch.problemAt} else ${ctx.now().toISOString()}::timestamptz end`;
  await ctx.db
    .insert(anchorWatch)
    .values({ ...place, scannedTo: -1, problem, detail, problemAt: ctx.now() })
    .onConflictDoUpdate({
      target: [anchorWatch.chainId, anchorWatch.contract],
      set: { problem, detail, problemAt },
      setWhere: sql`${anchorWatch.problem} is distinct from ${problem} or ${anchorWatch.detail} is distinct from ${detail}`,
    });
}
