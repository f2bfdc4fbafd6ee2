import { and, desc, eq, inArray, lte } from "drizzle-orm";
import { anchor, anchorEvent, anchorTx } from "#db/schema/anchor";
import { checkpoint } from "#db/schema/ledger";
import { type AnchorProof, isDevelopmentChain } from "#lib/ledger/anchor-proof";
import { equalBytes } from "#lib/ledger/hash";
import { parseNote } from "#lib/ledger/note";
import { findWatch } from "./anchor-read";
import { ofPlace } from "./anchor-watch";
import type { Ctx } from "./context";
import { withCosignatures } from "./log-publish";

/** A checkpoint that stands on the chain, deep enough to count. */
export type AnchoredLog = { size: number; note: string; anchor: AnchorProof };

/**
 * The newest checkpoint up to this size whose anchor counts; undefined without one, and while it is signed by a key that the log has left.
 * The newest and not the first: so the receipts of an archive share it, and whoever kept an earlier one has the earlier time.
 */
export async function findAnchoredLog(ctx: Ctx, log: { size: number }): Promise<AnchoredLog | undefined> {
  const watch = await findWatch(ctx);
  if (!watch) return undefined;
  const { chainId, contract } = watch;
  const [event] = await ctx.db
    .select({ size: anchorEvent.size, root: anchorEvent.root, tx: anchorEvent.txHash, block: anchorEvent.block })
    .from(anchorEvent)
    .innerJoin(anchorTx, eq(anchorTx.hash, anchorEvent.txHash))
    .innerJoin(anchor, eq(anchor.id, anchorTx.anchorId))
    .where(
      and(
        ofPlace(anchorEvent, watch),
        eq(anchorEvent.matches, true),
        eq(anchor.state, "confirmed"),
        lte(anchorEvent.size, log.size),
      ),
    )
    .orderBy(desc(anchorEvent.size))
    .limit(1);
  if (!event) return undefined;
  const rows = await ctx.db
    .select()
    .from(checkpoint)
    .where(inArray(checkpoint.size, [event.size, log.size]));
  const anchored = rows.find(({ size }) => size === event.size);
  const newest = rows.find(({ size }) => size === log.size);
  if (!anchored || !newest || !equalBytes(anchored.root, event.root)) return undefined;
  if (!signersOf(newest.note).every((signer) => signersOf(anchored.note).includes(signer))) return undefined;
  const { tx, block } = event;
  return {
    size: event.size,
    note: await withCosignatures(ctx, anchored),
    anchor: { chainId, contract, tx, block, isDevelopment: isDevelopmentChain(chainId) },
  };
}

/** Keys of the log that signed a stored checkpoint. */
function signersOf(note: string): string[] {
  const parsed = parseNote(note);
  return parsed.ok ? parsed.note.signatures.map(({ name, id }) => `${name}+${id}`) : [];
}
